import { expect, test } from 'vitest';
import { shortCodeFrom } from '../meetings/short-code.ts';
import { cardCodeFrom, cardCodeTyped } from './card-code.ts';

test('a card’s code is read back however it is typed, and is never a meeting’s', () => {
	for (let seed = 0; seed < 256; seed++) {
		const code = cardCodeFrom(new Uint8Array(5).map((_, at) => seed * (at + 3) + at));
		expect(code).toMatch(/^[CDFGHJKMNPQRTWXY]{5}$/);
		expect(cardCodeTyped(` ${code.toLowerCase()} `)).toBe(code);
		expect(shortCodeFrom(code)).toBeUndefined();
	}
	for (const none of ['', 'CDFG', 'CDFGHJ', 'CDFGA', 'CDFG1', '../..', '%00CDF'])
		expect(cardCodeTyped(none)).toBeUndefined();
	expect(() => cardCodeFrom(new Uint8Array(4))).toThrow(RangeError);
});
