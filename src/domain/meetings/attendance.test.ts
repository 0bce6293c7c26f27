import { describe, expect, test } from 'vitest';
import { countedSeats, seatFor, type Attending, type SeatClaim } from './attendance.ts';

const rules = {
	remote: 'counts',
	deputies: {
		namedOnly: true,
		sameOrganisation: true,
		noticeBefore: 'noon_on_the_working_day_before',
		vote: true,
	},
} as const;

const own = (seatId: string, position: number): SeatClaim => ({
	seatId,
	position,
	as: 'representative',
	holderId: 'me',
	apology: 'none',
	noticed: true,
});
const lent = (
	seatId: string,
	position: number,
	holderId: string | null,
	apology: SeatClaim['apology'] = 'none',
	noticed = true,
): SeatClaim => ({ seatId, position, as: 'deputy', holderId, apology, noticed });
const here = (
	personId: string,
	seatId: string | null,
	asDeputy = false,
	mode: Attending['mode'] = 'in_person',
): Attending => ({ personId, seatId, asDeputy, mode });
const seated = (seatId: string | null, asDeputy = false, displaced: string | null = null) => ({
	kind: 'seated',
	seatId,
	asDeputy,
	byLeave: false,
	displaced,
});
const refused = (code: string, personId: string | null) => ({ kind: 'refused', code, personId });

describe('a deputy whom nobody named in time', () => {
	const late = lent('a', 1, 'p', 'none', false);
	const seat = (claims: SeatClaim[], there: Attending[], wish: 'own' | 'none' | 'by_leave') =>
		seatFor('me', claims, there, rules, wish, 'in_person');
	test('is refused, and sits with the leave of the chair', () => {
		expect(seat([late], [], 'own')).toEqual(refused('meetings.deputy_late', 'p'));
		expect(seat([late], [], 'none')).toEqual(seated(null));
		expect(seat([late], [], 'by_leave')).toEqual({ ...seated('a', true), byLeave: true });
		// Leave is for what came late, and moves nobody.
		expect(seat([lent('a', 1, 'p')], [], 'by_leave')).toEqual(seated('a', true));
		expect(seat([late], [here('p', 'a')], 'by_leave')).toEqual(
			refused('meetings.principal_present', 'p'),
		);
	});
	test('takes the seat of another for whom they were named in time; who sits stays', () => {
		expect(seat([late, lent('b', 2, 'q')], [], 'own')).toEqual(seated('b', true));
		const sitting = { ...here('me', 'a', true), byLeave: true };
		expect(seat([late], [sitting], 'own')).toEqual({ ...seated('a', true), byLeave: true });
	});
});

describe('who sits where', () => {
	test.each<[string, SeatClaim[], Attending[], object]>([
		['a representative in an empty hall', [own('a', 1)], [], seated('a')],
		['an observer', [], [here('x', 'a')], seated(null)],
		['a deputy, the principal away', [lent('a', 1, 'p')], [], seated('a', true)],
		['a deputy of a vacant seat', [lent('a', 1, null)], [], seated('a', true)],
		[
			'a deputy beside their principal',
			[lent('a', 1, 'p')],
			[here('p', 'a')],
			refused('meetings.principal_present', 'p'),
		],
		[
			'a deputy beside a principal who attends without the seat',
			[lent('a', 1, 'p')],
			[here('p', null)],
			refused('meetings.principal_present', 'p'),
		],
		[
			'two deputies of one seat',
			[lent('a', 1, 'p')],
			[here('q', 'a', true)],
			refused('meetings.seat_taken', 'q'),
		],
		[
			'the principal while the deputy sits',
			[own('a', 1)],
			[here('d', 'a', true)],
			refused('meetings.deputy_in_seat', 'd'),
		],
		['a deputy of two, both away', [lent('b', 2, 'q'), lent('a', 1, 'p')], [], seated('a', true)],
		[
			'a deputy of two, the first there',
			[lent('a', 1, 'p'), lent('b', 2, 'q')],
			[here('p', 'a')],
			seated('b', true),
		],
		[
			'a deputy of two, the second sent apologies',
			[lent('a', 1, 'p'), lent('b', 2, 'q', 'given')],
			[],
			seated('b', true),
		],
		[
			'apologies naming them come before others',
			[lent('a', 1, 'p', 'given'), lent('b', 2, 'q', 'names_them')],
			[],
			seated('b', true),
		],
		[
			'apologies naming another come last',
			[lent('a', 1, 'p', 'names_another'), lent('b', 2, 'q')],
			[],
			seated('b', true),
		],
		[
			'a deputy of two, both there',
			[lent('a', 1, 'p'), lent('b', 2, 'q')],
			[here('p', 'a'), here('q', 'b')],
			refused('meetings.principal_present', 'p'),
		],
		['own seat before one they deputise for', [lent('a', 1, 'p'), own('b', 2)], [], seated('b')],
		[
			'a deputy who sits already keeps the seat though the principal came in without it',
			[lent('a', 1, 'p')],
			[here('me', 'a', true), here('p', null)],
			seated('a', true),
		],
	])('%s', (_, claims, attending, expected) => {
		expect(seatFor('me', claims, attending, rules, 'own', 'in_person')).toEqual(expected);
	});

	test('the clerk hands the seat back to its holder', () => {
		const there = [here('d', 'a', true)];
		expect(seatFor('me', [own('a', 1)], there, rules, 'take_over', 'in_person')).toEqual(
			seated('a', false, 'd'),
		);
	});

	test('nobody takes over from somebody whose own seat it is', () => {
		const there = [here('other', 'a')];
		expect(seatFor('me', [own('a', 1)], there, rules, 'take_over', 'in_person')).toEqual(
			refused('meetings.seat_taken', 'other'),
		);
	});

	test('without a seat anybody may attend', () => {
		const there = [here('p', 'a')];
		expect(seatFor('me', [lent('a', 1, 'p')], there, rules, 'none', 'remote')).toEqual(
			seated(null),
		);
	});

	test('where deputies do not vote they take no seat', () => {
		const strict = { ...rules, deputies: { ...rules.deputies, vote: false } };
		expect(seatFor('me', [lent('a', 1, 'p')], [], strict, 'own', 'in_person')).toEqual(
			seated(null),
		);
	});

	test('where remote attendance is not allowed no seat is taken from afar', () => {
		const strict = { ...rules, remote: 'not_allowed' } as const;
		expect(seatFor('me', [own('a', 1)], [], strict, 'own', 'telephone')).toEqual(
			refused('meetings.remote_not_allowed', null),
		);
		expect(seatFor('me', [own('a', 1)], [], strict, 'own', 'in_person')).toEqual(seated('a'));
	});
});

test('seats that count', () => {
	const there = [
		here('p', 'a'),
		here('q', 'b', false, 'remote'),
		here('r', 'c', true, 'telephone'),
		here('s', null),
	];
	expect(countedSeats(there, 'counts')).toEqual(['a', 'b', 'c']);
	expect(countedSeats(there, 'advisory')).toEqual(['a']);
	expect(countedSeats(there, 'not_allowed')).toEqual(['a']);
});
