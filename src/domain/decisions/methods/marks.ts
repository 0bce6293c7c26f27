/** So many ballots that mark options alike: for each place in the list of options, how much this ballot gives it; options it leaves out are absent. */
export interface Marking {
	readonly count: number;
	readonly marks: ReadonlyMap<number, number>;
}

/** What a ballot may say: how many options it may mark, and what it may give each and all of them together. */
export interface MarkLimits {
	readonly min: number;
	readonly max: number;
	readonly lowest: number;
	readonly highest: number;
	/** Dots to share out: all marks of a ballot together at most so many; null where there is no such limit. */
	readonly dots: number | null;
}

/** What approval, score and majority count. */
export interface Marked {
	readonly options: readonly string[];
	readonly seats: number;
	readonly limits: MarkLimits;
	readonly ballots: readonly Marking[];
}

export type MarkFault =
	| 'unknown_option'
	| 'too_few'
	| 'too_many'
	| 'not_whole'
	| 'too_low'
	| 'too_high'
	| 'too_many_dots';

/** Why a ballot is none under these limits; null for a good one. A ballot that marks nothing is blank, and good. */
export function markFault(
	marks: ReadonlyMap<number, number>,
	options: number,
	limits: MarkLimits,
): MarkFault | null {
	let sum = 0;
	for (const [option, given] of marks) {
		if (!Number.isInteger(option) || option < 0 || option >= options) return 'unknown_option';
		if (!Number.isSafeInteger(given)) return 'not_whole';
		if (given < limits.lowest) return 'too_low';
		if (given > limits.highest) return 'too_high';
		sum += given;
	}
	if (limits.dots !== null && sum > limits.dots) return 'too_many_dots';
	if (marks.size === 0) return null;
	if (marks.size < limits.min) return 'too_few';
	if (marks.size > limits.max) return 'too_many';
	return null;
}
