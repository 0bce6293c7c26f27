import fc from 'fast-check';
import { expect, test } from 'vitest';
import { electorate, type SeatThere } from './electorate.ts';

const seat = (seatId: string, of: string, personId: string | null, present = true): SeatThere => ({
	seatId,
	organisationId: of,
	organisationCode: of,
	sectorId: 's',
	personId,
	present,
});
const seats = [
	seat('a1', 'a', 'p1', false),
	seat('a2', 'a', 'p2'),
	seat('b1', 'b', 'p3'),
	seat('c1', 'c', 'p3'),
	seat('d1', 'd', null, false),
];
const voices = (voteBasis: 'seat' | 'organisation' | 'sector' | 'person') =>
	electorate({ voteBasis, weights: { c: '3/2' } }, seats);

test('by seat and by sector everybody; by organisation its delegate; by person once', () => {
	expect(voices('seat').map(({ seatId }) => seatId)).toEqual(['a1', 'a2', 'b1', 'c1', 'd1']);
	expect(voices('sector')).toEqual(voices('seat'));
	expect(voices('organisation').map(({ seatId }) => seatId)).toEqual(['a2', 'b1', 'c1', 'd1']);
	expect(voices('person').map(({ seatId }) => seatId)).toEqual(['a1', 'a2', 'b1', 'd1']);
	expect(voices('seat').map(({ weight }) => weight)).toEqual(['1', '1', '1', '3/2', '1']);
});

test('nobody votes twice, and whoever is there has their voice', () => {
	const drawn = fc.array(fc.record({ of: fc.nat(3), person: fc.nat(5), present: fc.boolean() }), {
		maxLength: 12,
	});
	fc.assert(
		fc.property(drawn, (each) => {
			const there = each.map(({ of, person, present }, at) =>
				seat(`s${at}`, `o${of}`, `p${person}`, present),
			);
			const bySeat = new Map(there.map((one) => [one.seatId, one]));
			for (const [basis, key] of [
				['organisation', (one: SeatThere) => one.organisationId],
				['person', (one: SeatThere) => one.personId],
			] as const) {
				const found = electorate({ voteBasis: basis, weights: {} }, there).map(
					({ seatId }) => bySeat.get(seatId) as SeatThere,
				);
				expect(new Set(found.map(key)).size).toBe(found.length);
				expect(new Set(found.map(key))).toEqual(new Set(there.map(key)));
				for (const one of found)
					expect(one.present).toBe(there.some((other) => key(other) === key(one) && other.present));
			}
		}),
	);
});

test('a co-opted member has a vote of their own, and in sectors only with one', () => {
	const coOpted = (seatId: string, sectorId: string | null): SeatThere => ({
		...seat(seatId, '', seatId),
		organisationId: null,
		organisationCode: null,
		sectorId,
	});
	const all = [...seats, coOpted('x1', 's'), coOpted('x2', null)];
	const found = (voteBasis: 'seat' | 'organisation' | 'sector' | 'person') =>
		electorate({ voteBasis, weights: { a: '2', c: '3/2' } }, all).filter(({ seatId }) =>
			seatId.startsWith('x'),
		);
	const both = ['x1', 'x2'].map((seatId) => ({ seatId, weight: '1' }));
	expect(found('seat')).toEqual(both);
	expect(found('organisation')).toEqual(both);
	expect(found('person')).toEqual(both);
	expect(found('sector')).toEqual(both.slice(0, 1));
});
