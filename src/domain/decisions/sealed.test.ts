import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choices } from './ballot.ts';
import {
	codeFrom,
	isCode,
	plaintext,
	plaintextBytes,
	readPlaintext,
	sealedFrom,
} from './sealed.ts';

const poll = '11111111-1111-4111-8111-111111111111';
const random = fc.uint8Array({ minLength: 24, maxLength: 24 });

test('a code is five groups of five; one wrong sign is noticed', () => {
	fc.assert(
		fc.property(random, fc.nat(23), fc.integer({ min: 1, max: 31 }), (bytes, at, step) => {
			const code = codeFrom(bytes);
			expect(code).toMatch(/^(\w{5}-){4}\w{5}$/);
			expect(isCode(code)).toBe(true);
			const other = Uint8Array.from(bytes);
			other[at] = ((other[at] as number) + step) & 31;
			const misread = `${codeFrom(other).slice(0, -1)}${code.slice(-1)}`;
			// The factors are odd, so that every other sign changes the check.
			expect(isCode(misread)).toBe(false);
		}),
	);
});

test('every ballot is as long as every other, and is read again', () => {
	fc.assert(
		fc.property(random, fc.constantFrom(...choices), (bytes, choice) => {
			const ballot = { code: codeFrom(bytes), choice };
			const sealed = plaintext(poll, ballot);
			expect(sealed).toHaveLength(plaintextBytes);
			expect(readPlaintext(poll, sealed)).toEqual(ballot);
			expect(readPlaintext(poll.replace('1', '2'), sealed)).toBeNull();
		}),
	);
});

test('what is no ballot opens to nothing', () => {
	for (const text of ['', 'x', '{}', '[]', 'null', '{"poll":1}'])
		expect(readPlaintext(poll, new TextEncoder().encode(text.padEnd(plaintextBytes)))).toBeNull();
	expect(readPlaintext(poll, new Uint8Array(plaintextBytes).fill(255))).toBeNull();
	for (const sent of [null, '', 'AAAA', 'A'.repeat(511), '*'.repeat(512)])
		expect(() => sealedFrom(sent)).toThrow(
			expect.objectContaining({ code: 'decisions.not_sealed' }) as Error,
		);
	expect(sealedFrom('A'.repeat(512))).toHaveLength(384);
});
