import { expect, test } from 'vitest';
import { withElapsed } from './clocks.ts';

test('the time in a sentence goes on, its words stay', () => {
	expect(withElapsed('speaking, 1:59', 1_000, 131_000)).toBe('speaking, 2:10');
	expect(withElapsed('yn siarad, 0:00', 5_000, 4_000)).toBe('yn siarad, 0:00');
	expect(withElapsed('no time here', 0, 60_000)).toBe('no time here');
});
