import { expect, test } from 'vitest';
import { assertLodgeable, carriedNow, lodgedBy, type Lodging } from './proxy.ts';

// A Monday.
const startsAt = new Date('2026-12-07T14:00:00Z');
const rules = { allowed: true, most: 2, noticeBefore: null } as const;
const at: Lodging = {
	rules,
	startsAt,
	off: 'england',
	begun: false,
	now: new Date('2026-12-01T09:00:00Z'),
	given: [],
	principalHasSeat: true,
	holderHasSeat: true,
	deputyNamed: false,
};
const mine = { principalId: 'a', holderId: 'b' };

test('until when: the start, hours before it, or noon on the working day before, past a weekend', () => {
	expect(lodgedBy(rules, startsAt, 'england').at).toEqual(startsAt);
	expect(
		lodgedBy({ ...rules, noticeBefore: { hours: 24 } }, startsAt, 'england').at.toISOString(),
	).toBe('2026-12-06T14:00:00.000Z');
	const noon = { ...rules, noticeBefore: 'noon_on_the_working_day_before' as const };
	expect(lodgedBy(noon, startsAt, 'england').at.toISOString()).toBe('2026-12-04T12:00:00.000Z');
	// In summer noon on the wall is an hour earlier.
	expect(lodgedBy(noon, new Date('2026-07-02T17:00:00Z'), 'england').at.toISOString()).toBe(
		'2026-07-01T11:00:00.000Z',
	);
});

test.each<[string, Partial<Lodging>, typeof mine]>([
	['proxy_not_allowed', { rules: { ...rules, allowed: false } }, mine],
	['proxy_without_seat', { principalHasSeat: false }, mine],
	['proxy_holder_without_seat', { holderHasSeat: false }, mine],
	['proxy_late', { begun: true }, mine],
	['proxy_late', { now: new Date('2026-12-07T14:00:01Z') }, mine],
	['proxy_beside_deputy', { deputyNamed: true }, mine],
	['proxy_to_oneself', {}, { principalId: 'a', holderId: 'a' }],
	['proxy_chain_own', { given: [{ principalId: 'c', holderId: 'a' }] }, mine],
	['proxy_chain_holder', { given: [{ principalId: 'b', holderId: 'c' }] }, mine],
	[
		'proxy_most',
		{
			given: [
				{ principalId: 'c', holderId: 'b' },
				{ principalId: 'd', holderId: 'b' },
			],
		},
		mine,
	],
])('%s', (code, change, given) => {
	expect(() => assertLodgeable(given, { ...at, ...change })).toThrow(
		expect.objectContaining({ code: `decisions.${code}` }) as Error,
	);
});

test('what the rules take is taken, also a second vote for one holder', () => {
	expect(() =>
		assertLodgeable(mine, { ...at, given: [{ principalId: 'c', holderId: 'b' }] }),
	).not.toThrow();
});

test('carried while the principal is away, nobody sits in the seat, and the holder takes part from one', () => {
	const proxy = { principalId: 'a', holderId: 'b', seatId: 'sa' };
	const entitled = new Set(['sa', 'sb']);
	const holder = { personId: 'b', seatId: 'sb' };
	const carried = (there: Parameters<typeof carriedNow>[1], seats = entitled) =>
		[...carriedNow([proxy], there, seats).keys()].join();
	expect(carried([holder])).toBe('sa');
	expect(carried([])).toBe('');
	expect(carried([{ personId: 'b', seatId: null }])).toBe('');
	// They came, even without a seat; a deputy sits in it.
	expect(carried([holder, { personId: 'a', seatId: null }])).toBe('');
	expect(carried([holder, { personId: 'd', seatId: 'sa' }])).toBe('');
	// An interest keeps the holder, or the principal's seat, from deciding.
	expect(carried([holder], new Set(['sa']))).toBe('');
	expect(carried([holder], new Set(['sb']))).toBe('');
});
