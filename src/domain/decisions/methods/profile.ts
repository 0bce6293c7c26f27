/** So many ballots that rank candidates alike: `order` holds places in the list of candidates, the first preference first. */
export interface Ranking {
	readonly count: number;
	readonly order: readonly number[];
}

/** What a ranked method counts. */
export interface Profile {
	readonly candidates: readonly string[];
	readonly seats: number;
	readonly ballots: readonly Ranking[];
}

/**
 * Refuses (RangeError) what no count can be made of: no seat, two candidates of one name, a number of ballots that is
 * none, a candidate who isn't there or is ranked twice on one ballot.
 */
export function checkProfile({ candidates, seats, ballots }: Profile): void {
	if (!Number.isSafeInteger(seats) || seats < 1) throw new RangeError('no seats to fill');
	if (new Set(candidates).size !== candidates.length)
		throw new RangeError('two candidates of one name');
	const seen = new Int32Array(candidates.length).fill(-1);
	for (const [at, { count, order }] of ballots.entries()) {
		if (!Number.isSafeInteger(count) || count < 1)
			throw new RangeError('a number of ballots that is none');
		for (const candidate of order) {
			if (seen[candidate] === undefined) throw new RangeError('a candidate who is not there');
			if (seen[candidate] === at) throw new RangeError('a candidate ranked twice');
			seen[candidate] = at;
		}
	}
}

/** How many ballots rank anybody at all. */
export function validBallots(ballots: readonly Ranking[]): number {
	return ballots.reduce((sum, { count, order }) => sum + (order.length > 0 ? count : 0), 0);
}
