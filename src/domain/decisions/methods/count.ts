/**
 * One step of a count, candidates by their place in the list of candidates. Votes are in the method's own unit (see the
 * `decimals` of its count): hundred-thousandths of a vote for transferable votes, whole votes elsewhere.
 */
export interface Stage {
	readonly action:
		| { readonly kind: 'first_preferences' }
		| { readonly kind: 'votes' }
		| { readonly kind: 'surplus'; readonly from: number; readonly surplus: bigint }
		| { readonly kind: 'surpluses'; readonly from: readonly number[] }
		| { readonly kind: 'exclusion'; readonly from: number };
	/** What each candidate is credited with at the end of the stage. */
	readonly votes: readonly bigint[];
	/** Votes that no longer stand for anybody: no next preference, and what rounding leaves over. */
	readonly nonTransferable: bigint;
	/** The quota of this stage; null where the method has none. */
	readonly quota: bigint | null;
	/** Who was elected at the end of the stage, most votes first. */
	readonly elected: readonly number[];
	/** Equal votes that had to be parted to take this stage or to elect at its end. */
	readonly ties: readonly Tie[];
}

/** Equal votes, and what parted them. */
export interface Tie {
	readonly about: 'surplus' | 'exclusion' | 'election';
	readonly among: readonly number[];
	readonly chosen: readonly number[];
	/** An earlier stage (numbered from 1) at which they differed, or the lot. */
	readonly by: { readonly stage: number } | 'lot';
}

/** A count in stages. Kept whole: the same ballots give the same stages, whoever counts them. */
export interface StagedCount {
	readonly form: 'stages';
	readonly candidates: readonly string[];
	readonly seats: number;
	/** Ballots that say something. */
	readonly valid: number;
	/** Digits after the point of every vote in the stages. */
	readonly decimals: number;
	/** The last stage's quota. */
	readonly quota: bigint | null;
	readonly stages: readonly Stage[];
	/** In the order of election. */
	readonly elected: readonly number[];
}

/** A count by pairs (Schulze). */
export interface PairwiseCount {
	readonly form: 'pairs';
	readonly candidates: readonly string[];
	readonly seats: number;
	readonly valid: number;
	/** `pairwise[a][b]`: ballots that rank a before b. */
	readonly pairwise: readonly (readonly number[])[];
	/** `strongest[a][b]`: the strength of the strongest path from a to b. */
	readonly strongest: readonly (readonly number[])[];
	readonly elected: readonly number[];
	readonly ties: readonly Tie[];
}

export type Count = StagedCount | PairwiseCount;

/** Votes as text with so many digits after the point, nothing rounded: (12345678n, 5) is "123.45678". */
export function votesText(votes: bigint, decimals: number): string {
	if (decimals === 0) return votes.toString();
	const digits = votes.toString().padStart(decimals + 1, '0');
	return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
