import { expect, test } from 'vitest';
import { momentAt } from './calendar.ts';

const cases: [date: string, time: string, at: string | undefined][] = [
	['2026-12-03', '14:00', '2026-12-03T14:00:00.000Z'],
	['2026-07-01', '14:00', '2026-07-01T13:00:00.000Z'],
	['2026-07-01', '00:30', '2026-06-30T23:30:00.000Z'],
	// Clocks go forward on 29 March 2026 at 01:00 and back on 25 October 2026 at 02:00.
	['2026-03-29', '01:30', undefined],
	['2026-10-25', '01:30', '2026-10-25T01:30:00.000Z'],
	['2026-02-30', '14:00', undefined],
	['2026-12-03', '24:00', undefined],
	['3/12/2026', '14:00', undefined],
	['2026-12-03', '2pm', undefined],
];
test.each(cases)('%s %s on the wall is %s', (date, time, at) => {
	expect(momentAt(date, time)?.toISOString()).toBe(at);
});
