import type { Stage, StagedCount, Tie } from './count.ts';
import { checkProfile, validBallots, type Profile } from './profile.ts';
import { extremes, parted, type Lot } from './tie.ts';

const decimals = 5;
const one = 10n ** BigInt(decimals);

/**
 * Instant run-off for one seat: the candidate with fewest votes goes out, one a stage, until one has more than half of
 * the votes still in play. `quota` of a stage is the least whole number of votes that is more than half of them.
 * Equal votes are parted by the most recent earlier stage at which they differed, then by lot.
 * Throws `LotNeeded`, and RangeError on a profile that is none or on more seats than one.
 */
export function instantRunoff(profile: Profile, lot: Lot | null): StagedCount {
	checkProfile(profile);
	const { candidates, ballots } = profile;
	if (profile.seats !== 1) throw new RangeError('an instant run-off fills one seat');
	const valid = validBallots(ballots);
	const continuing = new Set(candidates.keys());
	const history: (readonly bigint[])[] = [];
	const stages: Stage[] = [];

	const endStage = (action: Stage['action'], tie: Tie | null): number | null => {
		const whole = candidates.map(() => 0);
		let inPlay = 0;
		for (const { count, order } of ballots) {
			const top = order.find((candidate) => continuing.has(candidate));
			if (top === undefined) continue;
			whole[top] = (whole[top] as number) + count;
			inPlay += count;
		}
		const votes = whole.map((count) => BigInt(count) * one);
		const quota = (BigInt(inPlay) / 2n + 1n) * one;
		const standing = [...continuing];
		const ahead = standing.filter(
			(candidate) => (votes[candidate] as bigint) >= quota || standing.length === 1,
		);
		const winner = ahead[0] ?? null;
		history.push(votes);
		stages.push({
			action,
			votes,
			nonTransferable: BigInt(valid - inPlay) * one,
			quota,
			elected: winner === null ? [] : [winner],
			ties: tie ? [tie] : [],
		});
		return winner;
	};

	let winner = endStage({ kind: 'first_preferences' }, null);
	while (winner === null && continuing.size > 0) {
		const { chosen, tie } = parted({
			about: 'exclusion',
			among: extremes(
				[...continuing].sort((a, b) => a - b),
				history.at(-1) as readonly bigint[],
				'fewest',
			),
			want: 'fewest',
			history,
			candidates,
			lot,
		});
		continuing.delete(chosen);
		winner = endStage({ kind: 'exclusion', from: chosen }, tie);
	}
	return {
		form: 'stages',
		candidates,
		seats: 1,
		valid,
		decimals,
		quota: stages.at(-1)?.quota ?? null,
		stages,
		elected: winner === null ? [] : [winner],
	};
}
