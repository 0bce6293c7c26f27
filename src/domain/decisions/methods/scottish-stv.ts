import type { Stage, StagedCount, Tie } from './count.ts';
import { checkProfile, validBallots, type Profile } from './profile.ts';
import { extremes, mostFirst, parted, type Lot } from './tie.ts';

/** Five decimal places, any remainder ignored (rule 49(3)). */
const decimals = 5;
const one = 10n ** BigInt(decimals);

/**
 * Single transferable vote as the Scottish Local Government Elections Order 2011 (SSI 2011/399), Schedule 1, counts it:
 * quota of whole votes (rule 47), weighted inclusive Gregory transfers of every paper of the elected at the surplus's
 * share of its value, cut to five places (rule 49), the largest surplus first (rule 50), one exclusion at a stage at the
 * papers' own values (rule 51), equal votes by the most recent stage at which they differed, then by lot (rules 50 and
 * 52), last vacancies without a quota (rule 53). The transfer of the last exclusion is shown, as electronic counts
 * show it (SSI 2021/437, article 2(4)). What the cut leaves over is counted as non-transferable, so that every stage
 * adds up to the valid papers exactly.
 *
 * Throws `LotNeeded`, and RangeError on a profile that is none.
 */
export function scottishStv(profile: Profile, lot: Lot | null): StagedCount {
	checkProfile(profile);
	const { candidates, seats, ballots } = profile;
	const valid = validBallots(ballots);
	const quota = (BigInt(valid) / BigInt(seats + 1) + 1n) * one;

	// Papers that rank alike travel together: where each bundle lies, how far it has been read, and what one paper of it is worth.
	const position = new Int32Array(ballots.length);
	const value: bigint[] = ballots.map(() => one);
	const piles: number[][] = candidates.map(() => []);
	const votes: bigint[] = candidates.map(() => 0n);
	const continuing = new Set(candidates.keys());
	const unspent = new Set<number>();
	const elected: number[] = [];
	const history: (readonly bigint[])[] = [];
	const stages: Stage[] = [];
	let nonTransferable = 0n;

	for (const [bundle, { count, order }] of ballots.entries()) {
		const first = order[0];
		if (first === undefined) continue;
		piles[first]?.push(bundle);
		votes[first] = (votes[first] as bigint) + BigInt(count) * one;
	}

	/** Hands the papers of a candidate on, each at the value `worth` gives it; answers what they came to. */
	const handOn = (from: number, worth: (value: bigint) => bigint): bigint => {
		const pile = piles[from] as number[];
		piles[from] = [];
		const papers = candidates.map(() => new Map<bigint, number>());
		const values = new Map<bigint, bigint>();
		for (const bundle of pile) {
			const { count, order } = ballots[bundle] as Profile['ballots'][number];
			let at = (position[bundle] as number) + 1;
			while (at < order.length && !continuing.has(order[at] as number)) at++;
			const next = order[at];
			if (next === undefined) continue;
			const old = value[bundle] as bigint;
			let now = values.get(old);
			if (now === undefined) values.set(old, (now = worth(old)));
			position[bundle] = at;
			value[bundle] = now;
			piles[next]?.push(bundle);
			const received = papers[next] as Map<bigint, number>;
			received.set(now, (received.get(now) ?? 0) + count);
		}
		let moved = 0n;
		for (const [next, received] of papers.entries())
			for (const [each, count] of received) {
				const sum = each * BigInt(count);
				votes[next] = (votes[next] as bigint) + sum;
				moved += sum;
			}
		return moved;
	};

	/** Ends a stage: elects by the quota (rule 48) or to the last vacancies (rule 53), and writes it down. */
	const endStage = (action: Stage['action'], tie: Tie | null): void => {
		const reached = [...continuing].filter((candidate) => (votes[candidate] as bigint) >= quota);
		for (const candidate of reached) continuing.delete(candidate);
		const now = mostFirst(reached, votes);
		for (const candidate of now) if ((votes[candidate] as bigint) > quota) unspent.add(candidate);
		if (continuing.size > 0 && continuing.size <= seats - elected.length - now.length) {
			now.push(...mostFirst([...continuing], votes));
			continuing.clear();
		}
		elected.push(...now);
		history.push([...votes]);
		stages.push({
			action,
			votes: [...votes],
			nonTransferable,
			quota,
			elected: now,
			ties: tie ? [tie] : [],
		});
	};

	endStage({ kind: 'first_preferences' }, null);
	while (elected.length < seats && continuing.size > 0) {
		const surpluses = unspent.size > 0;
		const { chosen, tie } = parted({
			about: surpluses ? 'surplus' : 'exclusion',
			among: extremes(
				[...(surpluses ? unspent : continuing)].sort((a, b) => a - b),
				votes,
				surpluses ? 'most' : 'fewest',
			),
			want: surpluses ? 'most' : 'fewest',
			history,
			candidates,
			lot,
		});
		const had = votes[chosen] as bigint;
		if (surpluses) {
			const surplus = had - quota;
			unspent.delete(chosen);
			const moved = handOn(chosen, (worth) => (surplus * worth) / had);
			votes[chosen] = quota;
			nonTransferable += surplus - moved;
			endStage({ kind: 'surplus', from: chosen, surplus }, tie);
		} else {
			continuing.delete(chosen);
			const moved = handOn(chosen, (worth) => worth);
			votes[chosen] = 0n;
			nonTransferable += had - moved;
			endStage({ kind: 'exclusion', from: chosen }, tie);
		}
	}

	return {
		form: 'stages',
		candidates,
		seats,
		valid,
		decimals,
		quota,
		stages,
		elected,
	};
}
