import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { base32, codeOf, codeTyped, stepAt } from './one-time-code.ts';

const secret = Buffer.from('12345678901234567890');
const codeAt = (seconds: number) => {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(stepAt(seconds * 1000)));
	return codeOf(createHmac('sha1', secret).update(counter).digest());
};

// RFC 6238, appendix B, the last six of its eight figures.
test.each([
	[59, '287082'],
	[1111111109, '081804'],
	[1111111111, '050471'],
	[1234567890, '005924'],
	[2000000000, '279037'],
])('at %d seconds the code is %s', (seconds, code) => {
	expect(codeAt(seconds)).toBe(code);
});

test('a secret as apps take it', () => {
	expect(base32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
});

test.each([
	['123 456', '123456'],
	[' 123-456\n', '123456'],
	['12345', null],
	['1234567', null],
	['١٢٣٤٥٦', null],
	['abcdef', null],
])('%j as typed is %j', (typed, code) => {
	expect(codeTyped(typed)).toBe(code);
});
