import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Threshold } from '../partnerships/constitution.ts';
import type { Ballot } from './ballot.ts';
import { countMotion, type MotionCount, type RollSeat } from './majority.ts';
import { awaitsCastingVote } from './result.ts';
import { inUnits, votesOf } from './weights.ts';

const simple: Threshold = {
	share: '1/2',
	atLeast: false,
	base: 'for_and_against',
	sectorMajority: 'none',
	noticeWorkingDays: null,
};

/** So many seats of one sector, voting F, A, B (abstain), N (present, not voting) or X (not present). */
function house(sectors: Record<string, string>): Pick<MotionCount, 'roll' | 'ballots' | 'sectors'> {
	const roll: RollSeat[] = [];
	const ballots: Ballot[] = [];
	for (const [sectorId, votes] of Object.entries(sectors))
		for (const [place, vote] of Array.from(votes).entries()) {
			const seatId = `${sectorId}${place}`;
			roll.push({ seatId, sectorId, present: vote !== 'X' });
			if (vote === 'F') ballots.push({ seatId, choice: 'for' });
			if (vote === 'A') ballots.push({ seatId, choice: 'against' });
			if (vote === 'B') ballots.push({ seatId, choice: 'abstain' });
		}
	return { roll, ballots, sectors: Object.keys(sectors) };
}

const count = (
	sectors: Record<string, string>,
	threshold: Partial<Threshold> = {},
	more: Partial<MotionCount> = {},
) =>
	countMotion({ ...house(sectors), threshold: { ...simple, ...threshold }, tie: 'falls', ...more });

describe('thresholds', () => {
	test.each([
		['more than half of the votes cast', 'FFFAAB', {}, 3, 5, 'carried'],
		['half is not more than half', 'FFAA', {}, 3, 4, 'not_carried'],
		['one vote carries when all others abstain', 'FBBBB', {}, 1, 1, 'carried'],
		['nobody for it never carries', 'BBBB', {}, 1, 0, 'not_carried'],
		['nobody there', 'XXXX', {}, 1, 0, 'not_carried'],
		['two thirds, just', 'FFFFFFAAA', { share: '2/3', atLeast: true }, 6, 9, 'carried'],
		['two thirds, one short', 'FFFFFAAA', { share: '2/3', atLeast: true }, 6, 8, 'not_carried'],
		['three quarters', 'FFFA', { share: '3/4', atLeast: true }, 3, 4, 'carried'],
		['abstentions count in the base', 'FFFAAB', { base: 'cast' }, 4, 6, 'not_carried'],
		[
			'silence counts against, of those present',
			'FFFAANNX',
			{ base: 'present' },
			4,
			7,
			'not_carried',
		],
		['absence counts against, of those entitled', 'FFFFXXX', { base: 'entitled' }, 4, 7, 'carried'],
		[
			'unanimous of those entitled',
			'FFFX',
			{ share: '1/1', atLeast: true, base: 'entitled' },
			4,
			4,
			'not_carried',
		],
	] as const)('%s', (_name, votes, rule, needed, base, outcome) => {
		const result = count({ all: votes }, rule);
		expect(result.threshold).toMatchObject({ needed, base });
		expect(result.outcome).toBe(outcome);
	});

	test('Carried. 9 for, 3 against, 1 abstained. 8 were needed: more than half of 15 present', () => {
		const result = count({ all: 'FFFFFFFFFAAABNNXX' }, { base: 'present' });
		expect(result).toMatchObject({
			outcome: 'carried',
			seats: 17,
			present: 15,
			counts: { for: 9, against: 3, abstained: 1, presentNotVoting: 2, absent: 2 },
			threshold: { needed: 8, base: 15, met: true },
		});
	});
});

describe('a majority in every sector', () => {
	const rule = { share: '2/3', atLeast: true, sectorMajority: 'all' } as const;

	test("the demo's third seat: two thirds reached, the private sector not, not agreed", () => {
		const result = count(
			{ statutory: 'BFFBXF', voluntary: 'FFFF', community: 'FFFF', private: 'AAX' },
			rule,
		);
		expect(result).toMatchObject({
			outcome: 'not_carried',
			seats: 17,
			present: 15,
			counts: { for: 11, against: 2, abstained: 2, presentNotVoting: 0, absent: 2 },
			threshold: { base: 13, for: 11, needed: 9, met: true },
			sectors: {
				needed: 4,
				reached: 3,
				met: false,
				lines: [
					{ sectorId: 'statutory', for: 3, against: 0, abstained: 2, cast: 3, met: true },
					{ sectorId: 'voluntary', for: 4, against: 0, cast: 4, met: true },
					{ sectorId: 'community', for: 4, against: 0, cast: 4, met: true },
					{ sectorId: 'private', for: 0, against: 2, cast: 2, met: false },
				],
			},
		});
		expect(result.steps.map(({ step }) => step)).toEqual([
			'roll',
			'ballots',
			'base',
			'threshold',
			'sector',
			'sector',
			'sector',
			'sector',
			'sectors',
			'outcome',
		]);
	});

	test.each([
		['a sector that only abstains has no majority', { a: 'FFF', b: 'BB' }, 'all', 'not_carried'],
		['half of a sector is none', { a: 'FFF', b: 'FA' }, 'all', 'not_carried'],
		['an absent sector has none', { a: 'FFF', b: 'X' }, 'all', 'not_carried'],
		['enough of them', { a: 'FFF', b: 'A', c: 'F' }, 2, 'carried'],
		['too few of them', { a: 'FFF', b: 'A', c: 'A' }, 2, 'not_carried'],
	] as const)('%s', (_name, sectors, sectorMajority, outcome) => {
		expect(count(sectors, { sectorMajority }).outcome).toBe(outcome);
	});

	test('a sector without a seat on the roll is not asked', () => {
		const input = house({ a: 'FF' });
		const result = countMotion({
			...input,
			sectors: ['a', 'nobody'],
			threshold: { ...simple, sectorMajority: 'all' },
			tie: 'falls',
		});
		expect(result.sectors).toMatchObject({ needed: 1, met: true });
	});
});

describe('ties', () => {
	test.each([
		['falls', 'FFAA', {}, 'against', 'not_carried'],
		['defer', 'FFAA', {}, 'against', 'not_carried'],
		['casting_vote_of_chair', 'FFAAB', {}, null, 'not_carried'],
		['casting_vote_of_chair', 'FFAA', { castingVote: 'for' }, 'for', 'carried'],
		['casting_vote_of_chair', 'FFAA', { castingVote: 'against' }, 'against', 'not_carried'],
		['lot', 'FFAA', { lotSeed: 'a0' }, 'for', 'carried'],
		['lot', 'FFAA', { lotSeed: 'b0' }, 'against', 'not_carried'],
	] as const)('%s, %s', (tie, votes, given, goes, outcome) => {
		const result = count({ all: votes }, {}, { tie, ...given });
		expect(result.tie).toMatchObject({ votes: 2, goes });
		expect(result.outcome).toBe(outcome);
	});

	test('a casting vote waits only where the rule gives one', () => {
		const tie = 'casting_vote_of_chair';
		expect(awaitsCastingVote(count({ all: 'FA' }, {}, { tie }))).toBe(true);
		expect(awaitsCastingVote(count({ all: 'FA' }, {}, { tie, castingVote: 'for' }))).toBe(false);
		expect(awaitsCastingVote(count({ all: 'FFA' }, {}, { tie }))).toBe(false);
		expect(awaitsCastingVote(count({ all: 'FA' }))).toBe(false);
	});

	test.each([
		['two thirds', 'FFAA', { share: '2/3', atLeast: true }],
		['nobody voted', 'BBNX', {}],
		['one more would not do', 'FFAAXX', { base: 'entitled' as const, share: '2/3' }],
	])('no tie: %s', (_name, votes, rule) => {
		expect(count({ all: votes }, rule).tie).toBeNull();
	});

	test('a casting vote does not stand for a sector', () => {
		const result = count(
			{ a: 'FF', b: 'AA' },
			{ sectorMajority: 'all' },
			{ tie: 'casting_vote_of_chair', castingVote: 'for' },
		);
		expect(result).toMatchObject({ tie: { goes: 'for' }, outcome: 'not_carried' });
	});
});

describe('refused', () => {
	const input: MotionCount = { ...house({ a: 'FX' }), threshold: simple, tie: 'falls' };
	test.each([
		['a seat that is not on the roll', { seatId: 'elsewhere', choice: 'for' }],
		['a seat that is not there', { seatId: 'a1', choice: 'for' }],
		['two of one seat', { seatId: 'a0', choice: 'against' }],
	] as const)('%s', (_name, ballot) => {
		expect(() => countMotion({ ...input, ballots: [...input.ballots, ballot] })).toThrow(
			RangeError,
		);
	});
});

const shares = ['1/2', '2/3', '3/4', '1/1', '5/9'] as const;
const anyCount = fc
	.record({
		seats: fc.array(
			fc.record({
				sectorId: fc.constantFrom('s', 'v', 'c', 'p'),
				vote: fc.constantFrom('for', 'against', 'abstain', 'none', 'absent'),
			}),
			{ maxLength: 40 },
		),
		share: fc.constantFrom(...shares),
		atLeast: fc.boolean(),
		base: fc.constantFrom('for_and_against', 'cast', 'present', 'entitled'),
		sectorMajority: fc.constantFrom<Threshold['sectorMajority']>('none', 'all', 1, 2, 3),
		tie: fc.constantFrom('falls', 'casting_vote_of_chair', 'defer', 'lot'),
		castingVote: fc.constantFrom('for', 'against', undefined),
		lotSeed: fc.constantFrom('00', 'ff'),
	})
	.map(({ seats, share, atLeast, base, sectorMajority, ...ties }): MotionCount => {
		const roll = seats.map(({ sectorId, vote }, place) => ({
			seatId: `seat${place}`,
			sectorId,
			present: vote !== 'absent',
		}));
		const ballots = seats.flatMap(({ vote }, place): Ballot[] =>
			vote === 'none' || vote === 'absent' ? [] : [{ seatId: `seat${place}`, choice: vote }],
		);
		return {
			roll,
			ballots,
			threshold: { share, atLeast, base, sectorMajority, noticeWorkingDays: null },
			sectors: ['s', 'v', 'c', 'p'],
			...ties,
		};
	});

/** The same rule said again the long way: try every whole count up to the base. */
function restated(input: MotionCount): 'carried' | 'not_carried' {
	const { roll, ballots, threshold } = input;
	const said = (choice: string, seats = roll) =>
		seats.filter(({ seatId }) => ballots.some((b) => b.seatId === seatId && b.choice === choice))
			.length;
	const [of, whole] = threshold.share.split('/').map(Number) as [number, number];
	const sizes = {
		for_and_against: said('for') + said('against'),
		cast: ballots.length,
		present: roll.filter(({ present }) => present).length,
		entitled: roll.length,
	};
	const enough = (votes: number, base: number) =>
		votes > 0 && (threshold.atLeast ? votes * whole >= of * base : votes * whole > of * base);
	let passes = enough(said('for'), sizes[threshold.base]);
	if (!passes && said('for') > 0 && said('for') === said('against')) {
		const grows = threshold.base === 'for_and_against' || threshold.base === 'cast';
		const decides = enough(said('for') + 1, sizes[threshold.base] + (grows ? 1 : 0));
		if (decides && input.tie === 'casting_vote_of_chair') passes = input.castingVote === 'for';
		if (decides && input.tie === 'lot') passes = input.lotSeed === '00';
	}
	if (threshold.sectorMajority !== 'none') {
		const groups = input.sectors
			.map((id) => roll.filter(({ sectorId }) => sectorId === id))
			.filter((group) => group.length > 0);
		const won = groups.filter((group) => said('for', group) > said('against', group)).length;
		passes &&=
			won >= (threshold.sectorMajority === 'all' ? groups.length : threshold.sectorMajority);
	}
	return passes ? 'carried' : 'not_carried';
}

describe('for any roll, ballots and rule', () => {
	test('the order of ballots and of seats does not matter', () => {
		fc.assert(
			fc.property(anyCount, (input) => {
				const turned = {
					...input,
					ballots: [...input.ballots].reverse(),
					roll: [...input.roll].reverse(),
				};
				expect(countMotion(turned)).toEqual(countMotion(input));
			}),
		);
	});

	test('every seat is in one line, and sectors add up to the whole', () => {
		fc.assert(
			fc.property(anyCount, (input) => {
				const { counts, seats, present, sectors } = countMotion(input);
				const sum = (c: typeof counts) =>
					c.for + c.against + c.abstained + c.presentNotVoting + c.absent;
				expect(sum(counts)).toBe(input.roll.length);
				expect(seats - counts.absent).toBe(present);
				if (!sectors) return;
				for (const line of sectors.lines) expect(sum(line)).toBe(line.seats);
				for (const kind of ['for', 'against', 'abstained', 'presentNotVoting', 'absent'] as const)
					expect(sectors.lines.reduce((all, line) => all + line[kind], 0)).toBe(counts[kind]);
			}),
		);
	});

	test('it agrees with the rule restated by brute force', () => {
		fc.assert(
			fc.property(anyCount, (input) => {
				expect(countMotion(input).outcome).toBe(restated(input));
			}),
			{ numRuns: 1000 },
		);
	});

	test('needed is the least count that is enough', () => {
		fc.assert(
			fc.property(anyCount, (input) => {
				const { threshold } = countMotion(input);
				const [of, whole] = threshold.share.split('/').map(Number) as [number, number];
				const enough = (votes: number) =>
					threshold.atLeast
						? votes * whole >= of * threshold.base
						: votes * whole > of * threshold.base;
				expect(enough(threshold.needed)).toBe(true);
				expect(threshold.needed === 1 || !enough(threshold.needed - 1)).toBe(true);
			}),
		);
	});
});

describe('weights', () => {
	test('an organisation that weighs three counts as three that vote alike', () => {
		fc.assert(
			fc.property(anyCount, fc.array(fc.integer({ min: 1, max: 4 })), (input, drawn) => {
				const weights = input.roll.map((_, at) => drawn[at] ?? 1);
				const weighted = input.roll.map((seat, at) => ({ ...seat, weight: `${weights[at]}/1` }));
				const copies = (seatId: string) =>
					Array.from(
						{ length: weights[input.roll.findIndex((seat) => seat.seatId === seatId)] ?? 1 },
						(_, copy) => `${seatId}/${copy}`,
					);
				const many: MotionCount = {
					...input,
					roll: input.roll.flatMap((seat) =>
						copies(seat.seatId).map((seatId) => ({ ...seat, seatId })),
					),
					ballots: input.ballots.flatMap(({ seatId, choice }) =>
						copies(seatId).map((copy) => ({ seatId: copy, choice })),
					),
				};
				const [a, b] = [countMotion({ ...input, roll: weighted }), countMotion(many)];
				expect([a.counts, a.threshold, a.outcome]).toEqual([b.counts, b.threshold, b.outcome]);
			}),
		);
	});

	test('halves are counted in halves', () => {
		const roll = [
			{ seatId: 'a', sectorId: 's', present: true, weight: '3/2' },
			{ seatId: 'b', sectorId: 's', present: true },
		];
		const result = countMotion({
			roll,
			ballots: [
				{ seatId: 'a', choice: 'for' },
				{ seatId: 'b', choice: 'against' },
			],
			threshold: simple,
			tie: 'falls',
			sectors: ['s'],
		});
		expect(result).toMatchObject({ per: 2, counts: { for: 3, against: 2 }, outcome: 'carried' });
		expect([votesOf(3, 2), votesOf(1, 2), votesOf(5, 3), votesOf(4, 2)]).toEqual([
			'1½',
			'½',
			'5/3',
			'2',
		]);
	});

	test.each(['0', '-1', '1/0', 'a half', '1.5', ''])('%j is no weight', (text) => {
		expect(() => inUnits([text])).toThrow(RangeError);
	});
});

test('one sector, one vote', () => {
	const of = (sectors: Record<string, string>) =>
		countMotion({ ...house(sectors), basis: 'sector', threshold: simple, tie: 'falls' });
	expect(of({ s: 'FFFFFF', v: 'FAA', c: 'A' })).toMatchObject({
		counts: { for: 1, against: 2, abstained: 0, presentNotVoting: 0, absent: 0 },
		outcome: 'not_carried',
	});
	expect(of({ s: 'FA', v: 'F', c: 'NN', p: 'X' }).counts).toEqual({
		for: 1,
		against: 0,
		abstained: 1,
		presentNotVoting: 1,
		absent: 1,
	});
});

test('the vote of a co-opted member without a sector counts over all, and in no sector', () => {
	const { roll, ballots, sectors } = house({ a: 'FA', b: 'FFA' });
	const result = countMotion({
		roll: [...roll, { seatId: 'x', sectorId: null, present: true }],
		ballots: [...ballots, { seatId: 'x', choice: 'for' }],
		sectors,
		threshold: { ...simple, sectorMajority: 'all' },
		tie: 'falls',
	});
	expect(result.counts).toMatchObject({ for: 4, against: 2 });
	expect(result.sectors?.lines.map(({ sectorId, seats }) => [sectorId, seats])).toEqual([
		['a', 2],
		['b', 3],
	]);
	expect(result.outcome).toBe('not_carried');
});
