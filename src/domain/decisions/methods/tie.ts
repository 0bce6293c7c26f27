import type { Tie } from './count.ts';

/**
 * A lot: the tied names in the order it puts them, the one ahead first. It depends on the names alone, never on the order
 * in which they are given. Null where no seed has been drawn: a count that needs the lot then throws `LotNeeded`.
 */
export type Lot = (names: readonly string[]) => readonly string[];

/** The count stops here: only a lot can part these candidates, and none was drawn. */
export class LotNeeded extends Error {
	readonly among: readonly string[];

	constructor(among: readonly string[]) {
		super(`a lot is needed between ${among.join(', ')}`);
		this.name = 'LotNeeded';
		this.among = among;
	}
}

/** The places of `among` as the lot orders them, the one ahead first. */
export function byLot(
	among: readonly number[],
	candidates: readonly string[],
	lot: Lot | null,
): number[] {
	const names = among.map((candidate) => candidates[candidate] as string);
	if (!lot) throw new LotNeeded([...names].sort());
	return lot(names).map((name) => candidates.indexOf(name));
}

/**
 * Parts candidates with equal votes by the most recent earlier stage at which they differed, else by lot: the one with
 * most votes there (`most`) or with fewest (`fewest`). Where some of them are equal at that stage too, those alone
 * are looked at further back (Scottish Local Government Elections Order 2011, Schedule 1, rules 50 and 52).
 * `history` holds the votes at the end of each stage so far, the last of them the stage of the tie.
 */
export function parted(input: {
	about: Tie['about'];
	among: readonly number[];
	want: 'most' | 'fewest';
	history: readonly (readonly bigint[])[];
	candidates: readonly string[];
	lot: Lot | null;
}): { chosen: number; tie: Tie | null } {
	const { about, among, want, history } = input;
	if (among.length === 1) return { chosen: among[0] as number, tie: null };
	let left = among;
	for (let stage = history.length - 2; stage >= 0; stage--) {
		left = extremes(left, history[stage] as readonly bigint[], want);
		if (left.length === 1) {
			const chosen = left[0] as number;
			return { chosen, tie: { about, among, chosen: [chosen], by: { stage: stage + 1 } } };
		}
	}
	const order = byLot(left, input.candidates, input.lot);
	const chosen = (want === 'most' ? order[0] : order.at(-1)) as number;
	return { chosen, tie: { about, among, chosen: [chosen], by: 'lot' } };
}

/** Those of `among` with the most votes, or the fewest. */
export function extremes(
	among: readonly number[],
	votes: readonly bigint[],
	want: 'most' | 'fewest',
): number[] {
	let best: bigint | undefined;
	let found: number[] = [];
	for (const candidate of among) {
		const has = votes[candidate] as bigint;
		if (best === undefined || (want === 'most' ? has > best : has < best)) {
			best = has;
			found = [candidate];
		} else if (has === best) found.push(candidate);
	}
	return found;
}

/** Most votes first; equal ones stay in the order of the list. */
export function mostFirst(among: readonly number[], votes: readonly bigint[]): number[] {
	return [...among].sort((a, b) => {
		const difference = (votes[b] as bigint) - (votes[a] as bigint);
		return difference > 0n ? 1 : difference < 0n ? -1 : a - b;
	});
}

/**
 * The `seats` candidates with most votes, most first; a lot decides where the last seats fall among equals.
 */
export function leaders(
	votes: readonly bigint[],
	among: readonly number[],
	seats: number,
	candidates: readonly string[],
	lot: Lot | null,
): { elected: number[]; ties: Tie[] } {
	const order = mostFirst(among, votes);
	if (order.length <= seats) return { elected: order, ties: [] };
	const bar = votes[order[seats - 1] as number] as bigint;
	const over = order.filter((candidate) => (votes[candidate] as bigint) > bar);
	const equal = order.filter((candidate) => votes[candidate] === bar);
	const open = seats - over.length;
	if (equal.length === open) return { elected: [...over, ...equal], ties: [] };
	const chosen = byLot(equal, candidates, lot).slice(0, open);
	return {
		elected: [...over, ...chosen],
		ties: [{ about: 'election', among: equal, chosen, by: 'lot' }],
	};
}
