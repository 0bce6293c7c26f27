import { expect, test } from 'vitest';
import { checkColour, contrastOnWhite } from './colour.ts';

test.each([
	['#000000', 210],
	['#ffffff', 10],
	['#767676', 45],
	['#777777', 44],
	['#6b2346', 107],
])('white on %s is %d tenths', (colour, contrast) => {
	expect(contrastOnWhite(colour)).toBe(contrast);
});

test.each([
	['', null],
	['#6B2346', '#6b2346'],
	['6b2346', '#6b2346'],
])('%j is kept as %j', (typed, kept) => {
	expect(checkColour(typed)).toBe(kept);
});

test.each([
	['red', 'colour_wrong'],
	['#12345', 'colour_wrong'],
	['#6b2346; x', 'colour_wrong'],
	['#777777', 'colour_pale'],
	['#ffff00', 'colour_pale'],
])('%j is refused: %s', (typed, code) => {
	expect(() => checkColour(typed)).toThrow(
		expect.objectContaining({ code: `partnerships.${code}`, field: 'colour' }) as Error,
	);
});
