import { expect, test } from 'vitest';
import { pinFrom, pinTyped } from './pin.ts';

test('a PIN has six figures, leading noughts too', () => {
	expect(pinFrom(new Uint8Array(8))).toBe('000000');
	expect(pinFrom(new Uint8Array([0, 0, 0, 0, 0, 0, 0, 7]))).toBe('000007');
	expect(pinFrom(new Uint8Array(8).fill(255))).toBe('551615');
	expect(() => pinFrom(new Uint8Array(7))).toThrow(RangeError);
});

test.each([
	['123 456', '123456'],
	['123-456 ', '123456'],
	['12345', null],
	['1234567', null],
	['12345a', null],
	[undefined, null],
])('%s is read as %s', (text, pin) => {
	expect(pinTyped(text)).toBe(pin);
});
