import type { Stage, StagedCount, Tie } from './count.ts';
import { checkProfile, validBallots, type Profile, type Ranking } from './profile.ts';
import { extremes, leaders, mostFirst, parted, type Lot } from './tie.ts';

// Keep values and votes are whole numbers of a 10^-18 of a vote; what is shown is cut to five places.
const places = 18;
const one = 10n ** BigInt(places);
const decimals = 5;
const shown = 10n ** BigInt(places - decimals);

/** Surpluses have been transferred when every elected candidate is within this part of the quota (a 100,000th). */
const near = 100_000n;

/** A quota under this has nothing left to share: nearly all papers have run out. */
const smallest = one / 10_000n;

/**
 * Meek's single transferable vote after Hill, Wichmann and Woodall (Algorithm 123, Computer Journal 30, 1987): each
 * elected candidate keeps of every paper the share at which they hold just the quota, the quota falls as papers run
 * out, and what is excluded is as if it had never stood. Keep values are found by iteration until every elected candidate
 * is within a 100,000th of the quota; then whoever reaches it is elected too, and when nobody does the candidate with
 * fewest votes is excluded.
 *
 * A stage is the first preferences, the transfer of all surpluses, or one exclusion. Reckoned in whole numbers, each
 * paper's share rounded up for who keeps it, and what is left of a paper is non-transferable: every stage adds up
 * exactly. Equal votes are parted by the most recent earlier stage at which they differed, then by lot.
 * Throws `LotNeeded`, and RangeError on a profile that is none.
 */
export function meek(profile: Profile, lot: Lot | null): StagedCount {
	checkProfile(profile);
	const { candidates, seats } = profile;
	const ballots = merged(profile.ballots);
	const valid = validBallots(ballots);
	const total = BigInt(valid) * one;
	const keep = candidates.map(() => one);
	const continuing = new Set(candidates.keys());
	const elected: number[] = [];
	const history: (readonly bigint[])[] = [];
	const stages: Stage[] = [];

	const endStage = (action: Stage['action'], shares: Shares, tie: Tie | null): void => {
		const open = seats - elected.length;
		const reached = [...continuing].filter((candidate) => hasQuota(shares, candidate, seats));
		let { elected: now, ties } = leaders(shares.votes, reached, open, candidates, lot);
		for (const candidate of now) continuing.delete(candidate);
		if (now.length < open && continuing.size <= open - now.length) {
			now = [...now, ...mostFirst([...continuing], shares.votes)];
			continuing.clear();
		}
		if (tie) ties = [tie, ...ties];
		elected.push(...now);
		history.push(shares.votes);
		const votes = shares.votes.map((each) => each / shown);
		stages.push({
			action,
			votes,
			// Of what is shown, so that the figures on the page add up too.
			nonTransferable: total / shown - votes.reduce((sum, each) => sum + each, 0n),
			quota: shares.quota / shown,
			elected: now,
			ties,
		});
	};

	let shares = share(ballots, keep, total, seats);
	endStage({ kind: 'first_preferences' }, shares, null);
	while (elected.length < seats && continuing.size > 0) {
		if (!settled(shares, elected)) {
			const from = [...elected];
			shares = spread(ballots, keep, total, seats, elected, shares);
			endStage({ kind: 'surpluses', from }, shares, null);
			if (elected.length > from.length || elected.length >= seats) continue;
		}
		const { chosen, tie } = parted({
			about: 'exclusion',
			among: extremes(
				[...continuing].sort((a, b) => a - b),
				shares.votes,
				'fewest',
			),
			want: 'fewest',
			history,
			candidates,
			lot,
		});
		continuing.delete(chosen);
		keep[chosen] = 0n;
		shares = share(ballots, keep, total, seats);
		endStage({ kind: 'exclusion', from: chosen }, shares, tie);
	}

	return {
		form: 'stages',
		candidates,
		seats,
		valid,
		decimals,
		quota: stages.at(-1)?.quota ?? null,
		stages,
		elected,
	};
}

/** How the papers are shared out at some keep values. */
interface Shares {
	readonly votes: readonly bigint[];
	/** What is shared among the candidates: all papers but what ran out. */
	readonly standing: bigint;
	readonly quota: bigint;
}

function share(
	ballots: readonly Ranking[],
	keep: readonly bigint[],
	total: bigint,
	seats: number,
): Shares {
	const votes = keep.map(() => 0n);
	let lost = 0n;
	for (const { count, order } of ballots) {
		const papers = BigInt(count);
		let left = one;
		for (const candidate of order) {
			const kept = keep[candidate] as bigint;
			if (kept === 0n) continue;
			const part = kept === one ? left : (left * kept + one - 1n) / one;
			votes[candidate] = (votes[candidate] as bigint) + part * papers;
			left -= part;
			if (left === 0n) break;
		}
		lost += left * papers;
	}
	const blank = total - votes.reduce((sum, each) => sum + each, 0n) - lost;
	const standing = total - lost - blank;
	return { votes, standing, quota: standing / BigInt(seats + 1) };
}

/** Whether the votes are at least the exact quota, which is no whole number of units. */
function hasQuota(shares: Shares, candidate: number, seats: number): boolean {
	return (
		shares.standing > 0n &&
		(shares.votes[candidate] as bigint) * BigInt(seats + 1) >= shares.standing
	);
}

/** Whether every elected candidate holds the quota, a 100,000th more or less. */
function settled({ votes, quota }: Shares, elected: readonly number[]): boolean {
	return elected.every((candidate) => {
		const over = (votes[candidate] as bigint) - quota;
		return (over < 0n ? -over : over) * near <= quota;
	});
}

/** Changes the keep values of the elected until their surpluses have gone. */
function spread(
	ballots: readonly Ranking[],
	keep: bigint[],
	total: bigint,
	seats: number,
	elected: readonly number[],
	from: Shares,
): Shares {
	let shares = from;
	for (let changed = true; changed && !settled(shares, elected);) {
		changed = false;
		if (shares.quota < smallest) break;
		for (const candidate of elected) {
			const has = shares.votes[candidate] as bigint;
			const kept = keep[candidate] as bigint;
			const now = has === 0n ? kept : least(one, (kept * shares.quota + has - 1n) / has);
			changed ||= now !== kept;
			keep[candidate] = now;
		}
		shares = share(ballots, keep, total, seats);
	}
	return shares;
}

const least = (a: bigint, b: bigint) => (a < b ? a : b);

/** Ballots that rank alike in one bundle, blank ones left out. */
function merged(ballots: readonly Ranking[]): Ranking[] {
	const found = new Map<string, { count: number; order: readonly number[] }>();
	for (const { count, order } of ballots) {
		if (order.length === 0) continue;
		const key = order.join(' ');
		const known = found.get(key);
		if (known) known.count += count;
		else found.set(key, { count, order });
	}
	return [...found.values()];
}
