import type { Rules } from '../partnerships/constitution.ts';
import { abstains, type Answer } from './answer.ts';
import { handsAsAnswers, type QuestionHands } from './question-hands.ts';
import type { RollSeat } from './majority.ts';
import { consensusAnswers } from './consensus.ts';
import { consentOf, type Consent, type Resolution } from './consent.ts';
import { countMarks } from './methods/marked-count.ts';
import { rankedMethods } from './methods/registry.ts';
import { report, type CountReport } from './methods/report.ts';
import type { Lot } from './methods/tie.ts';
import type { PapersTold } from './paper-totals.ts';
import { isRanked, nameOf, type Asked } from './question.ts';
import { inUnits } from './weights.ts';

/** Equal votes where the last place falls, and how the rule fixed at opening parted them. */
export interface QuestionTie {
	readonly rule: Rules['tie'];
	/** Ids of the options, in the order of the list. */
	readonly among: readonly string[];
	/** How many places fall among them. */
	readonly places: number;
	/** Who got them: none where the rule chooses nobody; null while the chair's casting vote is still to be given. */
	readonly chosen: readonly string[] | null;
}

/** What is stored when a question closes, and what anyone gets who counts the same ballots again. JSON; votes as text. */
export interface QuestionResult {
	readonly method: Asked['method'];
	/** How many have a vote, and how many of them were there. */
	readonly electors: number;
	readonly present: number;
	/** Ballots cast, those that abstain among them. */
	readonly ballots: number;
	readonly abstained: number;
	/** What a consent round came to; absent of other methods. */
	readonly consent?: Consent;
	/** A show of hands that is among them, as totals; absent where there was none. */
	readonly hands?: QuestionHands;
	/** Papers beside the urn that are among the ballots; absent where there were none. */
	readonly paper?: PapersTold;
	/** Where votes weigh differently, every figure of votes is in this part of one: 2 is halves. Absent where all weigh 1. */
	readonly per?: number;
	/** The count with its stages (or pairs); candidates are ids of options. */
	readonly count: CountReport;
	/** Ids of the options chosen, in their order. */
	readonly chosen: readonly string[];
	/** Equal votes for the last place of a method that adds up marks; ties within a ranked count stand in its stages. */
	readonly tie: QuestionTie | null;
	/** The seed of the lot (hexadecimal), where one was drawn. */
	readonly seed: string | null;
}

export interface QuestionCount {
	readonly asked: Asked;
	readonly roll: readonly RollSeat[];
	readonly ballots: readonly { readonly seatId: string; readonly answer: Answer }[];
	/** Objections of a consent round that the chair recorded as resolved. */
	readonly resolved?: readonly Resolution[];
	/** A show of hands as totals, of seats there without a ballot. */
	readonly hands?: QuestionHands;
	/** Papers that are among the ballots, to be told. */
	readonly paper?: QuestionResult['paper'];
	readonly tie: Rules['tie'];
	/** The seed drawn when the question closed, and the lot made of it (SHA-256 of seed and name). */
	readonly seed: string;
	readonly lot: Lot;
	/** Ids of the options that the chair's casting vote gave the last places to, once given. */
	readonly casting?: readonly string[];
}

/**
 * Counts a question on its frozen roll by its frozen method; exact. A ranked method parts equals as it says itself, by lot at
 * last. Where marks are added up, equals at the last place go by the body's rule for ties: the lot, the chair's
 * casting vote, or nobody (`falls`, `defer`). Where every ballot abstains nobody is chosen. Refuses (RangeError) two ballots of one seat, one of a seat that is not on
 * the roll as present, more hands than seats there without a ballot, a ballot outside the limits, and a casting vote for others than the tied.
 */
export function countQuestion(input: QuestionCount): QuestionResult {
	const { asked, roll } = input;
	const raised = input.hands ? handsAsAnswers(asked, input.hands) : [];
	const ballots = [...input.ballots, ...raised.map((answer) => ({ answer }))];
	const names = asked.options.map(nameOf);
	const ids = asked.options.map(({ id }) => id);
	const weighed = [...weigh(input), ...raised.map((answer) => ({ count: 1, answer }))];
	if (ballots.length > roll.filter(({ present }) => present).length)
		throw new RangeError('more hands than seats without a ballot');
	let drawn = false;
	const lot: Lot = (tied) => {
		drawn = true;
		return input.lot(tied);
	};
	let tie: QuestionTie | null = null;
	let reported: CountReport;
	if (ballots.every(({ answer }) => abstains(answer))) {
		// No vote is no choice: a lot over nothing would elect somebody whom nobody wanted.
		reported = { method: asked.method, seats: asked.seats, quota: null, stages: [], elected: [] };
	} else if (isRanked(asked.method)) {
		const count = rankedMethods[asked.method](
			{
				candidates: names,
				seats: asked.seats,
				ballots: weighed.map(({ count, answer }) => ({
					count,
					order: 'order' in answer ? answer.order.map((id) => placeOf(ids, id)) : wrongKind(),
				})),
			},
			lot,
		);
		reported = report(asked.method, { ...count, candidates: ids });
	} else {
		let tied: readonly string[] | null = null;
		const count = countMarks(
			{
				options: names,
				seats: asked.seats,
				limits: asked.limits,
				ballots: weighed.map(({ count, answer }) => ({
					count,
					marks:
						'marks' in answer
							? new Map(Object.entries(answer.marks).map(([id, mark]) => [placeOf(ids, id), mark]))
							: wrongKind(),
				})),
			},
			(among) => {
				tied = among;
				return input.tie === 'lot' && asked.method !== 'consent' ? lot(among) : among;
			},
		);
		reported = report(asked.method, { ...count, candidates: ids });
		if (tied && asked.method !== 'consent') {
			const [found] = count.stages[0]?.ties ?? [];
			const among = (found?.among ?? []).map((at) => ids[at] as string);
			const byLot = (found?.chosen ?? []).map((at) => ids[at] as string);
			tie = settle(input, among, byLot);
			reported = withChosen(reported, among, tie.chosen ?? []);
		}
	}
	const consent = asked.method === 'consent' ? consentIn(input) : null;
	if (consent) reported = withChosen(reported, ids, consent.reached ? ['agree'] : []);
	const present = roll.filter((seat) => seat.present).length;
	const per = inUnits(roll.map((seat) => seat.weight ?? '1')).per;
	return {
		method: asked.method,
		electors: roll.length,
		present,
		ballots: ballots.length,
		abstained: ballots.filter(({ answer }) => abstains(answer)).length,
		...(consent ? { consent } : {}),
		...(input.hands ? { hands: input.hands } : {}),
		...(input.paper ? { paper: input.paper } : {}),
		...(per === 1 ? {} : { per }),
		count: reported,
		chosen: reported.elected,
		tie,
		seed: drawn ? input.seed : null,
	};
}

function consentIn({ roll, ballots, resolved }: QuestionCount): Consent {
	return consentOf(
		roll.filter(({ present }) => present).map(({ seatId }) => seatId),
		ballots.flatMap(({ seatId, answer }) => {
			const said = consensusAnswers.find((each) => 'marks' in answer && answer.marks[each] === 1);
			return said ? [{ seatId, answer: said }] : [];
		}),
		resolved ?? [],
	);
}

/** Whether the chair has yet to give a casting vote before the result can be shown. */
export function awaitsChoice(result: Pick<QuestionResult, 'tie'>): boolean {
	return result.tie !== null && result.tie.chosen === null;
}

function settle(
	input: QuestionCount,
	among: readonly string[],
	byLot: readonly string[],
): QuestionTie {
	const places = byLot.length;
	const tie = { rule: input.tie, among, places };
	switch (input.tie) {
		case 'lot':
			return { ...tie, chosen: byLot };
		case 'falls':
		case 'defer':
			return { ...tie, chosen: [] };
		case 'casting_vote_of_chair': {
			const { casting } = input;
			if (!casting) return { ...tie, chosen: null };
			if (
				casting.length !== places ||
				new Set(casting).size !== places ||
				casting.some((id) => !among.includes(id))
			)
				throw new RangeError('a casting vote for others than the tied');
			return { ...tie, chosen: casting };
		}
	}
}

/** The report with those of the tied elected that the rule chose, after those ahead of them. */
function withChosen(
	found: CountReport,
	among: readonly string[],
	chosen: readonly string[],
): CountReport {
	const elected = [...found.elected.filter((id) => !among.includes(id)), ...chosen];
	if (!('stages' in found)) return { ...found, elected };
	return { ...found, elected, stages: found.stages.map((stage) => ({ ...stage, elected })) };
}

function weigh({ roll, ballots }: QuestionCount): { count: number; answer: Answer }[] {
	const { units } = inUnits(roll.map((seat) => seat.weight ?? '1'));
	const seats = new Map(
		roll.map((seat, at) => [seat.seatId, { seat, count: units[at] as number }]),
	);
	const seen = new Set<string>();
	return ballots.map(({ seatId, answer }) => {
		const found = seats.get(seatId);
		if (!found?.seat.present) throw new RangeError('a ballot of a seat that is not on the roll');
		if (seen.has(seatId)) throw new RangeError('two ballots of one seat');
		seen.add(seatId);
		return { count: found.count, answer };
	});
}

function placeOf(ids: readonly string[], id: string): number {
	const place = ids.indexOf(id);
	if (place < 0) throw new RangeError('a ballot for an option that is not there');
	return place;
}

function wrongKind(): never {
	throw new RangeError('a ballot of another method');
}
