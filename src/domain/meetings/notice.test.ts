import { expect, test } from 'vitest';
import { minutesWords } from './minutes-words.ts';
import { dueAfter, noticeEnds, outBy, questionsUntil, shortNotice } from './notice.ts';

test.each([
	// A Thursday in winter, and in summer time.
	['2026-12-03T14:00:00Z', 'noon_on_the_working_day_before', '2026-12-02T12:00:00.000Z'],
	['2026-07-02T13:00:00Z', 'noon_on_the_working_day_before', '2026-07-01T11:00:00.000Z'],
	// Over a weekend.
	['2026-11-30T10:00:00Z', 'noon_on_the_working_day_before', '2026-11-27T12:00:00.000Z'],
	// Over Easter: the Thursday before Good Friday, and Easter Monday is no working day either.
	['2026-04-07T13:00:00Z', 'noon_on_the_working_day_before', '2026-04-02T11:00:00.000Z'],
	['2026-12-03T14:00:00Z', { hours: 48 }, '2026-12-01T14:00:00.000Z'],
	['2026-12-03T14:00:00Z', null, '2026-12-03T14:00:00.000Z'],
] as const)('notice for %s by %j ends at %s', (starts, notice, ends) => {
	expect(noticeEnds(notice, new Date(starts), 'england').at.toISOString()).toBe(ends);
});

test('a notice says which bank holidays it passed over; those of the nation', () => {
	const noon = 'noon_on_the_working_day_before';
	const tuesday = new Date('2026-12-01T14:00:00Z');
	const scottish = noticeEnds(noon, tuesday, 'scotland');
	expect(scottish.at.toISOString()).toBe('2026-11-27T12:00:00.000Z');
	expect(scottish.skipped.map(({ name }) => name.en)).toEqual(['St Andrew’s Day']);
	expect(noticeEnds(noon, tuesday, 'wales')).toEqual({
		at: new Date('2026-11-30T12:00:00Z'),
		skipped: [],
	});
	const thursday = new Date('2026-12-03T14:00:00Z');
	expect(outBy(5, thursday, 'england')).toEqual({ date: '2026-11-25', skipped: [] });
	expect(outBy(3, thursday, 'scotland')).toMatchObject({ date: '2026-11-26' });
	expect(outBy(0, thursday, 'england')).toBeNull();
});

test('short notice: fewer clear working days than the rules ask for, and how many there are', () => {
	const thursday = new Date('2026-12-03T14:00:00Z');
	expect(shortNotice(5, '2026-11-25', thursday, 'england')).toBeNull();
	expect(shortNotice(5, '2026-11-26', thursday, 'england')).toEqual({ asked: 5, given: 4 });
	expect(shortNotice(5, '2026-12-03', thursday, 'england')).toEqual({ asked: 5, given: 0 });
	expect(shortNotice(0, '2026-12-03', thursday, 'england')).toBeNull();
	// St Andrew's Day; and a day of the partnership's own.
	expect(shortNotice(5, '2026-11-25', thursday, 'scotland')).toEqual({ asked: 5, given: 4 });
	const closed = [{ date: '2026-11-27', name: { en: 'Charter Day' } }];
	const own = { nation: 'england', closed } as const;
	expect(shortNotice(5, '2026-11-25', thursday, own)).toEqual({ asked: 5, given: 4 });
	expect(outBy(5, thursday, own)).toEqual({ date: '2026-11-24', skipped: closed });
});

test('questions are taken until noon two working days before; minutes are due so many working days after', () => {
	const thursday = new Date('2026-12-03T14:00:00Z');
	const until = (at: Date) =>
		questionsUntil('noon_two_working_days_before', at, 'england')?.toISOString();
	expect(until(thursday)).toBe('2026-12-01T12:00:00.000Z');
	expect(until(new Date('2026-12-29T14:00:00Z'))).toBe('2026-12-23T12:00:00.000Z');
	expect(questionsUntil(null, thursday, 'england')).toBeNull();
	expect(dueAfter(10, '2026-12-03', 'england')).toBe('2026-12-17');
	expect(dueAfter(2, '2026-12-24', 'england')).toBe('2026-12-30');
	expect(dueAfter(0, '2026-12-03', 'england')).toBeNull();
});

test('the minutes say that a deputy sits with the leave of the chair', () => {
	const person = {
		name: 'Layla Hughes-Grant',
		office: null,
		mode: 'in_person' as const,
		sitsFor: 'Gareth Lomas',
		byLeave: true,
		from: null,
	};
	expect(minutesWords('en').person(person)).toContain(
		'sits for Gareth Lomas with the leave of the chair',
	);
	expect(minutesWords('cy').arrived(new Date(0), person)).toContain('gyda chaniatâd y cadeirydd');
	expect(minutesWords('en').person({ ...person, byLeave: false })).not.toContain('leave');
});
