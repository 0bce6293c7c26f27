import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QuorumRule } from '../partnerships/constitution.ts';
import { quorum, type QuorumSeat } from './quorum.ts';

const nothing: QuorumRule = {
	share: null,
	rounding: 'up',
	minPresent: null,
	minOrganisations: null,
	minPerSector: null,
	sectorMinimums: {},
	allOfSectors: [],
	requiredOrganisations: [],
	recheckAfterRecusal: false,
};

/** Larkhaven: 6 statutory, 4 voluntary, 4 community (two of one network), 3 private. */
const board: QuorumSeat[] = [
	...seatsOf('statutory', ['lbc', 'icb', 'pol', 'fire', 'jcp', 'coll']),
	...seatsOf('voluntary', ['cvs', 'age', 'adv', 'lht']),
	...seatsOf('community', ['cen', 'cen', 'ffm', 'qera']),
	...seatsOf('private', ['cham', 'port', 'tide']),
];

function seatsOf(sectorId: string, codes: string[]): QuorumSeat[] {
	return codes.map((code, at) => ({
		seatId: `${code}${code === 'cen' ? at + 1 : ''}`,
		organisationId: `o-${code}`,
		organisationCode: code,
		sectorId,
		sectorCode: sectorId,
	}));
}

describe('a third, with one of each sector (Larkhaven 4.2)', () => {
	const rule = { ...nothing, share: '1/3', minPerSector: 1, recheckAfterRecusal: true };
	const table: [string, string[], string[], boolean, string[]][] = [
		['nobody', [], [], false, ['seats', 'sector', 'sector', 'sector', 'sector']],
		['six, one of each', ['lbc', 'icb', 'pol', 'cvs', 'cen1', 'cham'], [], true, []],
		['five, one of each', ['lbc', 'icb', 'cvs', 'cen1', 'cham'], [], false, ['seats']],
		['six without private', ['lbc', 'icb', 'pol', 'cvs', 'cen1', 'cen2'], [], false, ['sector']],
		['all', board.map((seat) => seat.seatId), [], true, []],
		[
			'six counted twice and from elsewhere',
			['lbc', 'lbc', 'cvs', 'cen1', 'cham', 'elsewhere'],
			[],
			false,
			['seats'],
		],
		[
			'the fund: no voluntary member left after recusal',
			['lbc', 'icb', 'pol', 'fire', 'coll', 'cvs', 'age', 'adv', 'lht', 'cen1', 'cen2', 'port'],
			['pol', 'coll', 'cvs', 'age', 'adv', 'lht'],
			false,
			['sector'],
		],
	];
	test.each(table)('%s', (_, present, recused, quorate, missing) => {
		const found = quorum(rule, board, present, recused);
		expect(found.quorate).toBe(quorate);
		expect(found.missing.map((gap) => gap.kind)).toEqual(missing);
		expect(found.needed).toBe(6);
		expect(found.seats).toBe(17);
	});

	test('says how many of each sector are there', () => {
		expect(quorum(rule, board, ['lbc', 'cen1', 'cen2']).inSectors).toEqual([
			{ sectorId: 'statutory', present: 1, needed: 1 },
			{ sectorId: 'voluntary', present: 0, needed: 1 },
			{ sectorId: 'community', present: 2, needed: 1 },
			{ sectorId: 'private', present: 0, needed: 1 },
		]);
	});
});

test.each<[string, Partial<QuorumRule>, string[], boolean]>([
	['no rule at all, one person', {}, ['lbc'], true],
	['no rule at all, nobody', {}, [], false],
	['half of 17 rounds up to 9: 8', { share: '1/2' }, ids(8), false],
	['half of 17 rounds up to 9: 9', { share: '1/2' }, ids(9), true],
	['all (a Welsh board), one away', { share: '1/1' }, ids(16), false],
	['all, all there', { share: '1/1' }, ids(17), true],
	['7 of 4 organisations: 7 of 7', { minPresent: 7, minOrganisations: 4 }, ids(7), true],
	['2 organisations, both seats of one', { minOrganisations: 2 }, ['cen1', 'cen2'], false],
	[
		'a named organisation is away',
		{ minPresent: 3, requiredOrganisations: ['qera'] },
		ids(5),
		false,
	],
	['half rounded down of 17 is 8', { share: '1/2', rounding: 'down' }, ids(8), true],
	['more than a third of 17 is 6', { share: '1/3', rounding: 'over' }, ids(6), true],
	['more than half of 17, 8', { share: '1/2', rounding: 'over' }, ids(8), false],
	[
		'two of the private sector, one there',
		{ sectorMinimums: { private: 2 } },
		['lbc', 'cham'],
		false,
	],
	['two of the private sector, both', { sectorMinimums: { private: 2 } }, ['port', 'cham'], true],
	['all statutory members, one away', { allOfSectors: ['statutory'] }, ids(5), false],
	['all statutory members', { allOfSectors: ['statutory'] }, ids(6), true],
	['it is there', { minPresent: 3, requiredOrganisations: ['qera'] }, ['lbc', 'icb', 'qera'], true],
	['recusal without recheck', { minPresent: 2 }, ['lbc', 'icb'], true],
])('%s', (_, rule, present, quorate) => {
	expect(quorum({ ...nothing, ...rule }, board, present, ['icb']).quorate).toBe(quorate);
});

function ids(count: number): string[] {
	return board.slice(0, count).map((seat) => seat.seatId);
}

test('refuses a share that is none', () => {
	expect(() => quorum({ ...nothing, share: '0.5' }, board, [])).toThrow(RangeError);
});

test('agrees with a restatement that counts one by one', () => {
	const seat = fc.record({ organisation: fc.nat(4), sector: fc.nat(2), here: fc.boolean() });
	const count = fc.option(fc.integer({ min: 0, max: 6 }));
	const rules = fc.record({
		share: fc.option(fc.constantFrom('1/3', '1/2', '2/3', '3/4', '1/1', '1/7')),
		rounding: fc.constantFrom('up', 'down', 'over'),
		minPresent: count,
		minOrganisations: count,
		minPerSector: fc.option(fc.nat(2)),
		sectorMinimums: fc.dictionary(fc.constantFrom('c0', 'c1', 'c2'), fc.nat(3)),
		allOfSectors: fc.option(fc.subarray(['c0', 'c1']), { nil: [] as string[], freq: 1 }),
		requiredOrganisations: fc.subarray(['o0', 'o1', 'o2']),
		recheckAfterRecusal: fc.boolean(),
	});
	let quorate = 0;
	let not = 0;
	fc.assert(
		fc.property(
			fc.array(seat, { maxLength: 12 }),
			rules,
			fc.array(fc.nat(11)),
			(drawn, rule, away) => {
				const seats = drawn.map((each, at) => ({
					seatId: `s${at}`,
					organisationId: `id${each.organisation}`,
					organisationCode: `o${each.organisation}`,
					sectorId: `x${each.sector}`,
					sectorCode: `c${each.sector}`,
				}));
				const recused = away.map((at) => `s${at}`);
				const present = seats.filter((_, at) => drawn[at]?.here).map((each) => each.seatId);

				let there = 0;
				const organisations: string[] = [];
				const bySector: Record<string, number> = {};
				for (const each of seats) {
					bySector[each.sectorId] ??= 0;
					if (!present.includes(each.seatId)) continue;
					if (rule.recheckAfterRecusal && recused.includes(each.seatId)) continue;
					there++;
					bySector[each.sectorId] = (bySector[each.sectorId] ?? 0) + 1;
					if (!organisations.includes(each.organisationCode))
						organisations.push(each.organisationCode);
				}
				let expected = there > 0;
				if (rule.share) {
					const [of, whole] = rule.share.split('/').map(Number) as [number, number];
					// A part of a seat: asked for whole, let go, or always one more than the whole seats.
					let asked = 0;
					while ((asked + 1) * whole <= of * seats.length) asked++;
					if (rule.rounding === 'up' && asked * whole < of * seats.length) asked++;
					if (rule.rounding === 'over') asked++;
					if (there < asked) expected = false;
				}
				if (rule.minPresent && there < rule.minPresent) expected = false;
				if (rule.minOrganisations && organisations.length < rule.minOrganisations) expected = false;
				for (const inSector of Object.values(bySector))
					if (rule.minPerSector && inSector < rule.minPerSector) expected = false;
				for (const each of seats) {
					const least = rule.sectorMinimums[each.sectorCode] ?? 0;
					if ((bySector[each.sectorId] ?? 0) < least) expected = false;
					const away = !present.includes(each.seatId);
					const left = rule.recheckAfterRecusal && recused.includes(each.seatId);
					if (rule.allOfSectors.includes(each.sectorCode) && (away || left)) expected = false;
				}
				for (const code of rule.requiredOrganisations)
					if (!organisations.includes(code)) expected = false;

				expect(quorum(rule, seats, present, recused).quorate).toBe(expected);
				if (expected) quorate++;
				else not++;
			},
		),
		{ numRuns: 2000 },
	);
	expect(Math.min(quorate, not)).toBeGreaterThan(25);
});

test('a co-opted member fills a seat and counts for their sector, and is no organisation and none of "all"', () => {
	const coOpted = (seatId: string, sectorId: string | null): QuorumSeat => ({
		seatId,
		organisationId: null,
		organisationCode: null,
		sectorId,
		sectorCode: sectorId,
	});
	const all = [
		...seatsOf('statutory', ['lbc', 'icb']),
		coOpted('x', 'statutory'),
		coOpted('y', null),
	];
	const gaps = (rule: Partial<QuorumRule>, present: string[]) =>
		quorum({ ...nothing, ...rule }, all, present).missing;
	expect(gaps({ minPresent: 2 }, ['x', 'y'])).toEqual([]);
	expect(gaps({ share: '1/1' }, ['lbc', 'icb', 'x'])).toEqual([
		{ kind: 'seats', present: 3, needed: 4 },
	]);
	expect(gaps({ minPerSector: 1 }, ['x', 'y'])).toEqual([]);
	expect(gaps({ minPerSector: 1 }, ['y']).map(({ kind }) => kind)).toEqual(['sector']);
	expect(gaps({ minOrganisations: 2 }, ['lbc', 'x', 'y'])).toEqual([
		{ kind: 'organisations', present: 1, needed: 2 },
	]);
	expect(gaps({ allOfSectors: ['statutory'] }, ['lbc', 'icb'])).toEqual([]);
	expect(gaps({ allOfSectors: ['statutory'] }, ['lbc', 'x'])).toEqual([
		{ kind: 'sector', sectorId: 'statutory', present: 1, needed: 2 },
	]);
});
