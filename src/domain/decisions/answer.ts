import { Refusal } from '../kernel/refusal.ts';
import { markFault } from './methods/marks.ts';
import { answerFrom as consensusAnswerFrom } from './consensus.ts';
import { choosesOne, isRanked, type Asked } from './question.ts';

/**
 * What a ballot says of a question: marks by option (1 for a chosen one, a score, dots), or options in order of preference.
 * No mark and an empty order are an abstention.
 */
export type Answer =
	| {
			readonly marks: Readonly<Record<string, number>>;
			/** Why, of a reservation or an objection in a consent round. */
			readonly reason?: string;
	  }
	| { readonly order: readonly string[] };

/** Whether the ballot abstains. */
export function abstains(answer: Answer): boolean {
	return 'order' in answer ? answer.order.length === 0 : Object.keys(answer.marks).length === 0;
}

/** A field of a form: its name and what it holds. */
export type Field = readonly [name: string, value: string];

/** The names under which a ballot's form sends what is said of an option; choosing one is all in `option`. */
export const fieldOf = {
	tick: (optionId: string) => `option-${optionId}`,
	mark: (optionId: string) => `mark-${optionId}`,
	rank: (optionId: string) => `rank-${optionId}`,
};

/**
 * Reads a ballot from the fields of its form, as a browser without script sends them too: `option` (choosing one),
 * `option-<id>` (ticked), `mark-<id>` (score or dots), `rank-<id>` (1 is the first preference), `abstain`. Other
 * fields are passed over. Refuses, each with its field: nothing said; abstaining and choosing at once; an option there
 * isn't (`decisions.unknown_option`); too few, too many; a score below, above or not whole; too many dots; a rank
 * skipped or given twice.
 */
export function answerFrom(asked: Asked, fields: Iterable<Field>): Answer {
	const given = new Map<string, string>();
	for (const [name, value] of fields) given.set(name, value.trim());
	if (asked.method === 'consent') return consenting(asked, given);
	const abstaining = given.get('abstain') === 'on' || given.get('option') === 'abstain';
	const answer = isRanked(asked.method) ? ranking(asked, given) : marking(asked, given);
	const first = firstField(asked);
	if (abstains(answer) && !abstaining) throw new Refusal('decisions.choose_option', {}, first);
	if (!abstains(answer) && abstaining) throw new Refusal('decisions.abstain_and_more', {}, first);
	return answer;
}

/** Where an error about the whole ballot leads to. */
export function firstField({ method, options }: Asked): string {
	const id = options[0]?.id ?? '';
	if (isRanked(method)) return fieldOf.rank(id);
	if (method === 'score' || method === 'dots') return fieldOf.mark(id);
	return choosesOne(method) ? 'option' : fieldOf.tick(id);
}

/** Of a consent round nobody abstains: who has nothing to say stays silent. */
function consenting(asked: Asked, given: ReadonlyMap<string, string>): Answer {
	const option = given.get('option') ?? '';
	if (!asked.options.some(({ id }) => id === option))
		throw new Refusal('decisions.choose_answer', {}, 'option');
	const { answer, reason } = consensusAnswerFrom(option, given.get('reason'));
	return { marks: { [answer]: 1 }, ...(reason === null ? {} : { reason }) };
}

function marking(asked: Asked, given: ReadonlyMap<string, string>): Answer {
	const { limits, options } = asked;
	const scored = asked.method === 'score' || asked.method === 'dots';
	const marks = new Map<number, number>();
	const placeOf = (id: string, field: string): number => {
		const place = options.findIndex((option) => option.id === id);
		if (place < 0) throw new Refusal('decisions.unknown_option', {}, field);
		return place;
	};
	if (asked.method === 'one') {
		const chosen = given.get('option') ?? '';
		if (chosen !== '' && chosen !== 'abstain') marks.set(placeOf(chosen, 'option'), 1);
	} else
		for (const [name, value] of given) {
			const [, kind, id] = /^(option|mark)-(.*)$/.exec(name) ?? [];
			if (id === undefined || (kind === 'mark') !== scored || value === '') continue;
			if (!scored && value !== 'on') throw new Refusal('decisions.unknown_option', {}, name);
			const place = placeOf(id, name);
			if (scored && !/^[+-]?\d{1,9}$/.test(value))
				throw new Refusal('decisions.score_whole', {}, name);
			const number = scored ? Number(value) : 1;
			// No dots for an option is nothing said of it.
			if (asked.method === 'dots' && number === 0) continue;
			if (number < limits.lowest)
				throw new Refusal(
					'decisions.score_low',
					{ least: scored && asked.method === 'dots' ? 0 : limits.lowest },
					name,
				);
			if (limits.dots === null && number > limits.highest)
				throw new Refusal('decisions.score_high', { most: limits.highest }, name);
			marks.set(place, number);
		}
	const first = firstField(asked);
	const fault = markFault(marks, options.length, limits);
	const sum = [...marks.values()].reduce((total, mark) => total + mark, 0);
	switch (fault) {
		case 'too_few':
			throw new Refusal('decisions.options_few', { least: limits.min, given: marks.size }, first);
		case 'too_many':
			throw new Refusal('decisions.options_many', { most: limits.max, given: marks.size }, first);
		case 'too_many_dots':
		case 'too_high':
			throw new Refusal(
				'decisions.dots_many',
				{ most: limits.dots ?? limits.highest, given: sum },
				first,
			);
		case 'unknown_option':
		case 'not_whole':
		case 'too_low':
			throw new Refusal('decisions.unknown_option', {}, first);
		case null:
			break;
	}
	return {
		marks: Object.fromEntries(
			[...marks].sort(([a], [b]) => a - b).map(([at, mark]) => [options[at]?.id ?? '', mark]),
		),
	};
}

function ranking(asked: Asked, given: ReadonlyMap<string, string>): Answer {
	const { options } = asked;
	const byRank = new Map<number, string>();
	for (const [name, value] of given) {
		const id = /^rank-(.*)$/.exec(name)?.[1];
		if (id === undefined || value === '') continue;
		if (!options.some((option) => option.id === id))
			throw new Refusal('decisions.unknown_option', {}, name);
		const rank = /^\d{1,4}$/.test(value) ? Number(value) : 0;
		if (rank < 1 || rank > options.length)
			throw new Refusal('decisions.number_between', { least: 1, most: options.length }, name);
		if (byRank.has(rank)) throw new Refusal('decisions.rank_repeated', { rank }, name);
		byRank.set(rank, id);
	}
	const order: string[] = [];
	for (let rank = 1; rank <= byRank.size; rank++) {
		const id = byRank.get(rank);
		if (id === undefined) throw new Refusal('decisions.rank_skipped', { rank }, firstField(asked));
		order.push(id);
	}
	return { order };
}

/** The fields that say this answer: what a form holds when it comes back, and what is sent on to be cast. */
export function fieldsOf(asked: Asked, answer: Answer): Field[] {
	if (abstains(answer)) return [asked.method === 'one' ? ['option', 'abstain'] : ['abstain', 'on']];
	if ('order' in answer)
		return answer.order.map((id, at): Field => [fieldOf.rank(id), String(at + 1)]);
	if (answer.reason !== undefined)
		return [...fieldsOf(asked, { marks: answer.marks }), ['reason', answer.reason]];
	return Object.entries(answer.marks).map(([id, mark]): Field => {
		if (choosesOne(asked.method)) return ['option', id];
		if (asked.method === 'score' || asked.method === 'dots')
			return [fieldOf.mark(id), String(mark)];
		return [fieldOf.tick(id), 'on'];
	});
}

/** Whether a field belongs to a ballot's form. */
export const isAnswerField = (name: string): boolean =>
	name === 'option' || name === 'abstain' || name === 'reason' || /^(option|mark|rank)-/.test(name);
