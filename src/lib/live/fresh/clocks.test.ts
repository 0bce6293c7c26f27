import { expect, test } from 'vitest';
import { withElapsed, withMinutes } from './clocks.ts';

test('the time in a sentence goes on, its words stay', () => {
	expect(withElapsed('speaking, 1:59', 1_000, 131_000)).toBe('speaking, 2:10');
	expect(withElapsed('yn siarad, 0:00', 5_000, 4_000)).toBe('yn siarad, 0:00');
	expect(withElapsed('no time here', 0, 60_000)).toBe('no time here');
});

test('the minutes in a sentence go on, what is planned stays', () => {
	expect(withMinutes('7 of 15 min', 0, 9 * 60_000 + 30_000)).toBe('9 of 15 min');
	expect(withMinutes('Meeting 2 min late', 60_000, 0)).toBe('Meeting 0 min late');
});
