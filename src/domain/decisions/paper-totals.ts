import { Refusal } from '../kernel/refusal.ts';

/** What one teller counted of the papers of a secret vote. */
export interface PaperTotals {
	readonly for: number;
	readonly against: number;
	readonly abstained: number;
	/** Papers that say nothing, or more than one thing. */
	readonly spoiled: number;
	/** How two tellers stood for totals that somebody else entered; absent where each entered what they counted. */
	readonly attested?: Attestation;
}

/** How a teller stands for totals that were read back: signed in themselves, by their personal PIN, or the chair says so. */
export const attestedBy = ['account', 'pin', 'chair'] as const;
export type AttestedBy = (typeof attestedBy)[number];
/** How both did, the stronger first. */
export type Attestation =
	'account_account' | 'account_pin' | 'account_chair' | 'pin_pin' | 'pin_chair' | 'chair_chair';

/** How two tellers stood for the same totals, in whichever order they did. */
export function attestation(one: AttestedBy, other: AttestedBy): Attestation {
	const [first, second] = [one, other].sort(
		(a, b) => attestedBy.indexOf(a) - attestedBy.indexOf(b),
	);
	return `${first}_${second}` as Attestation;
}

/** Refuses anything but two different people who are at the meeting (`decisions.tellers_two`, `decisions.teller_away`). */
export function assertTellers(
	[first, second]: readonly [string, string],
	present: ReadonlySet<string>,
): void {
	const fields = [
		[first, 'tellerId'],
		[second, 'secondTellerId'],
	] as const;
	for (const [id, field] of fields) {
		if (id === '') throw new Refusal('decisions.tellers_two', {}, field);
		if (!present.has(id)) throw new Refusal('decisions.teller_away', {}, field);
	}
	if (first === second) throw new Refusal('decisions.tellers_two', {}, 'secondTellerId');
}

/** What is known of a teller who was named, where somebody stands for them. */
export interface Teller {
	readonly personId: string;
	/** They have an account that opens this vote. */
	readonly canSignIn: boolean;
}

/** Who would attest for a teller. */
export interface Attesting {
	readonly personId: string;
	/** They are in the chair of the body. */
	readonly presides: boolean;
	/** They entered the totals. */
	readonly entered: boolean;
}

/**
 * Refuses who may not attest for the teller in this way: by account anybody but the teller (`kernel.not_allowed`); for the
 * chair's word anybody but the chair, a teller who can sign in (`decisions.teller_signs_in`), and the chair where they entered the
 * totals themselves (`decisions.chair_entered`). A PIN is checked where it is typed.
 */
export function assertMayAttest(teller: Teller, how: AttestedBy, by: Attesting): void {
	switch (how) {
		case 'account':
			if (by.personId !== teller.personId) throw new Refusal('kernel.not_allowed');
			return;
		case 'pin':
			return;
		case 'chair':
			if (!by.presides) throw new Refusal('kernel.not_allowed');
			if (by.personId === teller.personId || teller.canSignIn)
				throw new Refusal('decisions.teller_signs_in');
			if (by.entered) throw new Refusal('decisions.chair_entered');
			return;
	}
}

/** Whether they may, without the reason why not. */
export function mayAttest(teller: Teller, how: AttestedBy, by: Attesting): boolean {
	try {
		assertMayAttest(teller, how, by);
		return true;
	} catch {
		return false;
	}
}

/** The papers of a secret vote as its closing record states them: stated and not sealed, so nothing but the tellers vouches for them. */
export interface PaperRecord {
	/** Seats that took a paper, in the order of the roll; none of them put anything into the urn. */
	readonly seats: readonly string[];
	/** Null until two tellers have counted alike. */
	readonly totals: PaperTotals | null;
	/** The two tellers by their codes. */
	readonly tellers: readonly string[];
	/** Who entered the totals, by their code, where it was not each teller for themselves. */
	readonly enteredBy?: string;
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

/** Totals as a form says which were read back: "1 2 0 1", in the order of `paperFields`. */
export const totalsSeen = (totals: PaperTotals): string =>
	paperFields.map((name) => totals[name]).join(' ');

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
