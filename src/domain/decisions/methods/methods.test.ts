import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Count } from './count.ts';
import { countMarks } from './marked-count.ts';
import type { Profile, Ranking } from './profile.ts';
import { rankedMethods, type RankedMethod } from './registry.ts';
import { LotNeeded, type Lot } from './tie.ts';

const names = Object.keys(rankedMethods) as RankedMethod[];
const transferable = ['scottish-stv', 'meek', 'irv'] as const;

/** A lot that is the same whatever the candidates are called: by the number in their name. */
const lot: Lot = (tied) => [...tied].sort((a, b) => parseInt(a.slice(1)) - parseInt(b.slice(1)));

const profiles = fc
	.record({ candidates: fc.integer({ min: 1, max: 7 }), seats: fc.integer({ min: 1, max: 4 }) })
	.chain(({ candidates, seats }) =>
		fc.record({
			candidates: fc.constant(Array.from({ length: candidates }, (_, at) => `c${at}`)),
			seats: fc.constant(seats),
			ballots: fc.array(
				fc.record({
					count: fc.integer({ min: 1, max: 40 }),
					order: fc.shuffledSubarray(Array.from({ length: candidates }, (_, at) => at)),
				}),
				{ maxLength: 25 },
			),
		}),
	);

function countBy(method: RankedMethod, profile: Profile): Count {
	return rankedMethods[method](method === 'irv' ? { ...profile, seats: 1 } : profile, lot);
}

/** What a count says, by name, so that counts of one election told differently can be compared. */
function said(count: Count): unknown {
	const name = (at: number) => count.candidates[at] as string;
	const byName = <T>(list: readonly T[]) =>
		Object.fromEntries(list.map((each, at) => [name(at), each]));
	const elected = count.elected.map(name).sort();
	if (count.form === 'pairs') {
		const table = count.pairwise.map((row) => byName(row));
		return { elected, pairwise: byName(table) };
	}
	return {
		elected,
		quota: count.quota,
		stages: count.stages.map((stage) => ({
			votes: byName(stage.votes),
			nonTransferable: stage.nonTransferable,
			kind: stage.action.kind,
			from: 'from' in stage.action ? [stage.action.from].flat().map(name).sort() : [],
			elected: stage.elected.map(name).sort(),
		})),
	};
}

describe.each(names)('%s', (method) => {
	test('the order of ballots changes nothing', () => {
		fc.assert(
			fc.property(
				profiles.chain((profile) =>
					fc.tuple(
						fc.constant(profile),
						fc.shuffledSubarray(profile.ballots as Ranking[], {
							minLength: profile.ballots.length,
						}),
					),
				),
				([profile, shuffled]) => {
					expect(said(countBy(method, { ...profile, ballots: shuffled }))).toEqual(
						said(countBy(method, profile)),
					);
				},
			),
		);
	});

	test('the order of candidates changes nothing', () => {
		fc.assert(
			fc.property(
				profiles.chain((profile) =>
					fc.tuple(
						fc.constant(profile),
						fc.shuffledSubarray([...profile.candidates.keys()], {
							minLength: profile.candidates.length,
						}),
					),
				),
				([profile, places]) => {
					const turned = {
						...profile,
						candidates: places.map((at) => profile.candidates[at] as string),
						ballots: profile.ballots.map(({ count, order }) => ({
							count,
							order: order.map((at) => places.indexOf(at)),
						})),
					};
					expect(said(countBy(method, turned))).toEqual(said(countBy(method, profile)));
				},
			),
		);
	});

	test('what candidates are called changes nothing', () => {
		fc.assert(
			fc.property(profiles, (profile) => {
				const renamed = {
					...profile,
					candidates: profile.candidates.map((name) => `${name} of the Quay`),
				};
				expect({ ...countBy(method, renamed), candidates: [] }).toEqual({
					...countBy(method, profile),
					candidates: [],
				});
			}),
		);
	});

	test('splitting a bundle of ballots that are alike changes nothing', () => {
		fc.assert(
			fc.property(profiles, (profile) => {
				const split = profile.ballots.flatMap(({ count, order }) =>
					count > 1
						? [
								{ count: 1, order },
								{ count: count - 1, order },
							]
						: [{ count, order }],
				);
				expect(said(countBy(method, { ...profile, ballots: split }))).toEqual(
					said(countBy(method, profile)),
				);
			}),
		);
	});

	test('it ends, and fills the seats with different candidates', () => {
		fc.assert(
			fc.property(profiles, (profile) => {
				const { elected } = countBy(method, profile);
				expect(new Set(elected).size).toBe(elected.length);
				const seats = method === 'irv' ? 1 : profile.seats;
				expect(elected.length).toBe(Math.min(seats, profile.candidates.length));
			}),
			{ numRuns: 300 },
		);
	});
});

test.each(transferable)('%s: every stage adds up to the valid ballots, exactly', (method) => {
	fc.assert(
		fc.property(profiles, (profile) => {
			const count = countBy(method, profile);
			if (count.form !== 'stages') throw new Error('no stages');
			const valid = profile.ballots.reduce(
				(sum, { count, order }) => sum + (order.length > 0 ? count : 0),
				0,
			);
			for (const { votes, nonTransferable } of count.stages)
				expect(votes.reduce((a, b) => a + b, nonTransferable)).toBe(BigInt(valid) * 100_000n);
			expect(count.stages.every((stage) => stage.nonTransferable >= 0n)).toBe(true);
		}),
		{ numRuns: 300 },
	);
});

test.each(transferable)(
	'%s: stages elect everybody once, and the last fills the seats',
	(method) => {
		fc.assert(
			fc.property(profiles, (profile) => {
				const count = countBy(method, profile);
				if (count.form !== 'stages') throw new Error('no stages');
				expect(count.stages.flatMap((stage) => stage.elected)).toEqual(count.elected);
				expect(count.stages.at(-1)?.elected.length).toBeGreaterThan(0);
			}),
		);
	},
);

const rank = (candidates: string, seats: number, ...ballots: [number, string][]): Profile => ({
	candidates: Array.from(candidates),
	seats,
	ballots: ballots.map(([count, order]) => ({
		count,
		order: Array.from(order).map((name) => candidates.indexOf(name)),
	})),
});
const winners = (count: Count) => count.elected.map((at) => count.candidates[at]).join('');

describe('ties', () => {
	test('equal votes go by the most recent stage at which they differed', () => {
		// D's paper leaves B and C at 4 each; at the stage before B had more, so C goes out.
		const profile = rank('ABCD', 1, [6, 'A'], [4, 'B'], [3, 'C'], [1, 'DC']);
		const count = rankedMethods['scottish-stv'](profile, null);
		if (count.form !== 'stages') throw new Error('no stages');
		expect(count.stages[2]?.action).toEqual({ kind: 'exclusion', from: 2 });
		expect(count.stages[2]?.ties).toEqual([
			{ about: 'exclusion', among: [1, 2], chosen: [2], by: { stage: 1 } },
		]);
	});

	test.each(names)('%s: a lot that nobody drew stops the count and names the tie', (method) => {
		const profile = rank('AB', 1, [2, 'AB'], [2, 'BA']);
		expect(() => rankedMethods[method](profile, null)).toThrow(LotNeeded);
		expect(() => rankedMethods[method](profile, null)).toThrow('A, B');
		expect(winners(rankedMethods[method](profile, (tied) => [...tied].sort()))).toBe('A');
		expect(winners(rankedMethods[method](profile, (tied) => [...tied].sort().reverse()))).toBe('B');
	});

	test('the largest surplus first; of equal ones the one with more votes before, else the lot', () => {
		const profile = rank('ABCD', 3, [20, 'AC'], [20, 'BD'], [5, 'C'], [5, 'D']);
		expect(() => rankedMethods['scottish-stv'](profile, null)).toThrow(LotNeeded);
	});
});

describe('known counts', () => {
	test('Schulze: the example of the paper, with 45 voters', () => {
		const profile = rank(
			'ABCDE',
			1,
			[5, 'ACBED'],
			[5, 'ADECB'],
			[8, 'BEDAC'],
			[3, 'CABED'],
			[7, 'CAEBD'],
			[2, 'CBADE'],
			[7, 'DCEBA'],
			[8, 'EBADC'],
		);
		const count = rankedMethods.schulze(profile, null);
		if (count.form !== 'pairs') throw new Error('no pairs');
		expect(winners(count)).toBe('E');
		expect(count.pairwise[0]).toEqual([0, 20, 26, 30, 22]);
		expect(count.strongest).toEqual([
			[0, 28, 28, 30, 24],
			[25, 0, 28, 33, 24],
			[25, 29, 0, 29, 24],
			[25, 28, 28, 0, 24],
			[25, 28, 28, 31, 0],
		]);
	});

	test('instant run-off: Tennessee', () => {
		const profile = rank('MNCK', 1, [42, 'MNCK'], [26, 'NCKM'], [15, 'CKNM'], [17, 'KCNM']);
		const count = rankedMethods.irv(profile, null);
		expect(winners(count)).toBe('K');
		if (count.form !== 'stages') throw new Error('no stages');
		expect(count.stages.length).toBe(3);
		expect(count.quota).toBe(51_00000n);
	});

	test('Meek: a surplus that nobody else can take leaves its papers behind', () => {
		const count = rankedMethods.meek(rank('ABC', 2, [100, 'A'], [1, 'B']), null);
		expect(winners(count)).toBe('AB');
	});
});

describe('marks', () => {
	const options = ['A', 'B', 'C'];
	const limits = { min: 0, max: 3, lowest: 0, highest: 5, dots: null };
	const marks = (...given: [number, number][]) => ({ count: 1, marks: new Map(given) });

	test('adds up, and the lot parts equals at the last place only', () => {
		const ballots = [marks([0, 5], [1, 2]), marks([1, 3], [2, 5])];
		const poll = { options, seats: 1, limits, ballots };
		expect(() => countMarks(poll, null)).toThrow(LotNeeded);
		expect(countMarks({ ...poll, seats: 3 }, null).elected).toEqual([0, 1, 2]);
		expect(countMarks(poll, lotByName).stages[0]?.votes).toEqual([5n, 5n, 5n]);
		expect(countMarks(poll, lotByName).elected).toEqual([0]);
	});
	const lotByName: Lot = (tied) => [...tied].sort();

	test.each([
		['more than the limit', marks([0, 6])],
		['less', marks([0, -1])],
		['nobody', marks([3, 1])],
		['part of one', marks([0, 0.5])],
	])('refuses %s', (_, ballot) => {
		expect(() => countMarks({ options, seats: 1, limits, ballots: [ballot] }, null)).toThrow(
			RangeError,
		);
	});

	test('order and splitting change nothing', () => {
		const ballot = fc
			.array(fc.tuple(fc.nat(2), fc.nat(5)), { maxLength: 3 })
			.map((given) => new Map(given));
		fc.assert(
			fc.property(
				fc.array(fc.record({ count: fc.integer({ min: 1, max: 9 }), marks: ballot })),
				(ballots) => {
					const whole = countMarks({ options, seats: 2, limits, ballots }, lotByName);
					const single = ballots
						.flatMap(({ count, marks }) =>
							Array.from({ length: count }, () => ({ count: 1, marks })),
						)
						.reverse();
					expect(countMarks({ options, seats: 2, limits, ballots: single }, lotByName)).toEqual(
						whole,
					);
				},
			),
		);
	});
});
