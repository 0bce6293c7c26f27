import { expect, test } from 'vitest';
import { clockTime } from '../kernel/calendar.ts';
import { plannedMinutes, runningTimes } from './schedule.ts';

const start = new Date('2026-12-03T14:00:00Z');

test('items follow one another', () => {
	const items = [5, 10, 0, 25].map((minutes) => ({ minutes }));
	expect(
		runningTimes(start, items).map(({ startsAt, endsAt }) => [
			clockTime(startsAt),
			clockTime(endsAt),
		]),
	).toEqual([
		['14:00', '14:05'],
		['14:05', '14:15'],
		['14:15', '14:15'],
		['14:15', '14:40'],
	]);
	expect(plannedMinutes(items)).toBe(40);
	expect(runningTimes(start, [])).toEqual([]);
});
