import { expect, test } from 'vitest';
import { votingDay } from './opening-time.ts';

const startsAt = new Date('2026-12-03T14:00:00Z');

test.each([
	['before its day', false, '2026-11-30T09:00:00Z', '2026-12-03'],
	['on its day', false, '2026-12-03T09:00:00Z', '2026-12-03'],
	['when it was begun earlier', true, '2026-12-01T09:00:00Z', '2026-12-01'],
	['when it goes on past midnight', true, '2026-12-04T00:10:00Z', '2026-12-04'],
	['when it was never begun', false, '2026-12-05T09:00:00Z', '2026-12-05'],
])('%s', (_when, inSession, now, day) => {
	expect(votingDay({ startsAt, inSession }, new Date(now))).toBe(day);
});

test('by the clock of the hall: half past midnight in summer is the new day', () => {
	const meeting = { startsAt: new Date('2026-06-30T23:30:00Z'), inSession: false };
	expect(votingDay(meeting, new Date('2026-06-01T09:00:00Z'))).toBe('2026-07-01');
});
