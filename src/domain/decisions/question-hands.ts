import { Refusal } from '../kernel/refusal.ts';
import type { Answer } from './answer.ts';
import type { Asked, QuestionManifest } from './question.ts';

/** A show of hands for a question as totals: votes of seats in the room that have no answer of their own. */
export interface QuestionHands {
	/** Hands by option. */
	readonly options: Readonly<Record<string, number>>;
	/** How many raised a hand for at least one option; choosing one, the sum of the hands. */
	readonly voters: number;
	readonly abstained: number;
}

/** So many seats vote by these hands. */
export const seatsIn = (hands: QuestionHands): number => hands.voters + hands.abstained;

/** Whether a hand makes sense for the question: choosing one or several, or approval, where votes weigh alike. */
export function takesQuestionHands({
	asked,
	roll,
}: Pick<QuestionManifest, 'asked' | 'roll'>): boolean {
	return (
		(asked.method === 'one' || asked.method === 'several' || asked.method === 'approval') &&
		new Set(roll.map(({ weight }) => weight ?? '1')).size <= 1
	);
}

/** The names of the fields of the totals. */
export const handsField = (optionId: string): string => `hands-${optionId}`;

/**
 * The totals that a form sent (`hands-<option>`, `hands-voters`, `hands-abstained`), of at most `most` seats in the room that
 * have not answered. An empty field is none; no hands at all take an earlier count out again. Refuses, each with its
 * field: what is no whole number; more seats than there are (`decisions.hands_many`); more hands for an option than
 * raised one; fewer or more hands in all than so many could have raised (`decisions.hands_uneven`).
 */
export function questionHandsFrom(
	asked: Asked,
	typed: (field: string) => unknown,
	most: number,
): QuestionHands {
	const read = (field: string): number => {
		const value = typed(field);
		const text = typeof value === 'string' ? value.trim() : '';
		if (text === '') return 0;
		if (!/^\d{1,5}$/.test(text)) throw new Refusal('decisions.score_whole', {}, field);
		return Number(text);
	};
	const options = Object.fromEntries(asked.options.map(({ id }) => [id, read(handsField(id))]));
	const sum = Object.values(options).reduce((total, hands) => total + hands, 0);
	const voters = asked.method === 'one' ? sum : read('hands-voters');
	const hands = { options, voters, abstained: read('hands-abstained') };
	const first = handsField(asked.options[0]?.id ?? '');
	const given = seatsIn(hands);
	if (given > most) throw new Refusal('decisions.hands_many', { given, most }, first);
	if (asked.method !== 'one') {
		const { min, max } = asked.limits;
		const over = asked.options.find(({ id }) => (options[id] ?? 0) > voters);
		if (over) throw new Refusal('decisions.hands_option', { voters }, handsField(over.id));
		if (sum < voters * min || sum > voters * max)
			throw new Refusal(
				'decisions.hands_uneven',
				{ sum, least: voters * min, most: voters * max },
				'hands-voters',
			);
	}
	return hands;
}

/**
 * The hands as answers, one a seat, for a count that adds marks up: which of the hands belong together nobody wrote down, and
 * no such count looks at it. Dealt round, so that nobody has two for one option nor more than may be chosen.
 */
export function handsAsAnswers(asked: Asked, hands: QuestionHands): Answer[] {
	const dealt: Record<string, number>[] = Array.from({ length: hands.voters }, () => ({}));
	let at = 0;
	for (const { id } of asked.options)
		for (let hand = 0; hand < (hands.options[id] ?? 0); hand++) {
			const marks = dealt[at++ % hands.voters];
			if (marks) marks[id] = 1;
		}
	const answers: Answer[] = dealt.map((marks) => ({ marks }));
	for (let none = 0; none < hands.abstained; none++) answers.push({ marks: {} });
	return answers;
}
