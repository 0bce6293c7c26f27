import type { StagedCount } from './count.ts';
import { markFault, type Marked } from './marks.ts';
import { leaders, type Lot } from './tie.ts';

/**
 * Adds up what the ballots give each option; the `seats` options with most win, a lot deciding among equals where the last
 * place falls. Approval, choosing one or several, scores and dots are this count under different limits.
 *
 * `quota` is more than half of the ballots that mark anything where a ballot may mark one option only (choosing one),
 * to say whether the first has a majority of them; else null. Blank ballots are the non-transferable votes.
 * Throws `LotNeeded`, and RangeError on no seats, options of one name, a number of ballots that is none, or a
 * ballot outside the limits.
 */
export function countMarks(poll: Marked, lot: Lot | null): StagedCount {
	const { options, seats, limits, ballots } = poll;
	if (!Number.isSafeInteger(seats) || seats < 1) throw new RangeError('no seats to fill');
	if (new Set(options).size !== options.length) throw new RangeError('two options of one name');
	const votes = options.map(() => 0n);
	let valid = 0;
	let blank = 0;
	for (const { count, marks } of ballots) {
		if (!Number.isSafeInteger(count) || count < 1)
			throw new RangeError('a number of ballots that is none');
		const fault = markFault(marks, options.length, limits);
		if (fault) throw new RangeError(`a ballot outside the limits: ${fault}`);
		if (marks.size === 0) blank += count;
		else valid += count;
		for (const [option, given] of marks)
			votes[option] = (votes[option] as bigint) + BigInt(given) * BigInt(count);
	}
	const quota = limits.max === 1 && limits.highest === 1 ? BigInt(valid) / 2n + 1n : null;
	const { elected, ties } = leaders(votes, [...options.keys()], seats, options, lot);
	return {
		form: 'stages',
		candidates: options,
		seats,
		valid,
		decimals: 0,
		quota,
		stages: [
			{
				action: { kind: 'votes' },
				votes,
				nonTransferable: BigInt(blank),
				quota,
				elected,
				ties,
			},
		],
		elected,
	};
}
