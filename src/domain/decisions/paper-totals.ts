import { Refusal } from '../kernel/refusal.ts';

/** What one teller counted of the papers of a secret vote. */
export interface PaperTotals {
	readonly for: number;
	readonly against: number;
	readonly abstained: number;
	/** Papers that say nothing, or more than one thing. */
	readonly spoiled: number;
}

/** The papers of a secret vote as its closing record states them: stated and not sealed, so nothing but the tellers vouches for them. */
export interface PaperRecord {
	/** Seats that took a paper, in the order of the roll; none of them put anything into the urn. */
	readonly seats: readonly string[];
	/** Null until two tellers have counted alike. */
	readonly totals: PaperTotals | null;
	/** The two tellers by their codes. */
	readonly tellers: readonly string[];
}

export const paperFields = ['for', 'against', 'abstained', 'spoiled'] as const;

/**
 * A teller's totals from their form, of `given` papers. An empty field is none. Refuses what is no whole number, and totals that
 * do not add up to the papers given out (`decisions.paper_sum`).
 */
export function paperTotalsFrom(typed: (field: string) => unknown, given: number): PaperTotals {
	const read = (name: (typeof paperFields)[number]): number => {
		const value = typed(`paper-${name}`);
		const text = typeof value === 'string' ? value.trim() : '';
		if (text === '') return 0;
		if (!/^\d{1,5}$/.test(text)) throw new Refusal('decisions.score_whole', {}, `paper-${name}`);
		return Number(text);
	};
	const totals = {
		for: read('for'),
		against: read('against'),
		abstained: read('abstained'),
		spoiled: read('spoiled'),
	};
	const sum = totals.for + totals.against + totals.abstained + totals.spoiled;
	if (sum !== given) throw new Refusal('decisions.paper_sum', { sum, given }, 'paper-for');
	return totals;
}

/** Whether two tellers counted alike. */
export const countedAlike = (a: PaperTotals, b: PaperTotals): boolean =>
	paperFields.every((name) => a[name] === b[name]);

/**
 * Whether the vote may close with so many papers out among so many electors: one or two on paper, or one or two left for the
 * urn, would be told apart by their totals (at least `least` electors a class, trust research §2.6). Refuses
 * `decisions.paper_few`.
 */
export function assertPapersHide(papers: number, electors: number, least: number): void {
	const rest = electors - papers;
	if (papers > 0 && (papers < least || (rest > 0 && rest < least)))
		throw new Refusal('decisions.paper_few', { papers, rest, least });
}
