import type { PairwiseCount, Tie } from './count.ts';
import { checkProfile, validBallots, type Profile } from './profile.ts';
import { byLot, type Lot } from './tie.ts';

/**
 * Schulze's method (M. Schulze, Social Choice and Welfare 36, 2011) with winning votes: a path is as strong as its
 * weakest victory, and one candidate is ahead of another when the strongest path to them is stronger than the one
 * back. Candidates left out of a ballot stand below all that it ranks, and beside each other. More seats than one
 * go to those ahead of all that remain, one after the other; a lot parts equals.
 * Throws `LotNeeded`, and RangeError on a profile that is none.
 */
export function schulze(profile: Profile, lot: Lot | null): PairwiseCount {
	checkProfile(profile);
	const { candidates, seats, ballots } = profile;
	const all = [...candidates.keys()];
	const pairwise = all.map(() => all.map(() => 0));
	for (const { count, order } of ballots) {
		const below = new Set(all);
		for (const candidate of order) {
			below.delete(candidate);
			const row = pairwise[candidate] as number[];
			for (const other of below) row[other] = (row[other] as number) + count;
		}
	}
	const at = (table: number[][], a: number, b: number) => (table[a] as number[])[b] as number;
	const strongest = all.map((a) =>
		all.map((b) => (at(pairwise, a, b) > at(pairwise, b, a) ? at(pairwise, a, b) : 0)),
	);
	for (const via of all)
		for (const from of all)
			for (const to of all)
				if (from !== to && via !== from && via !== to)
					(strongest[from] as number[])[to] = Math.max(
						at(strongest, from, to),
						Math.min(at(strongest, from, via), at(strongest, via, to)),
					);

	const elected: number[] = [];
	const ties: Tie[] = [];
	let left = all;
	while (elected.length < seats && left.length > 0) {
		const ahead = left.filter((a) => left.every((b) => at(strongest, a, b) >= at(strongest, b, a)));
		const open = seats - elected.length;
		let chosen = ahead;
		if (ahead.length > open) {
			chosen = byLot(ahead, candidates, lot).slice(0, open);
			ties.push({ about: 'election', among: ahead, chosen, by: 'lot' });
		}
		elected.push(...chosen);
		left = left.filter((candidate) => !chosen.includes(candidate));
	}
	return {
		form: 'pairs',
		candidates,
		seats,
		valid: validBallots(ballots),
		pairwise,
		strongest,
		elected,
		ties,
	};
}
