import { expect, test } from 'vitest';
import { shortCode, shortCodeFrom } from './short-code.ts';

test('the code of a meeting is read back from what somebody types', () => {
	const code = shortCode('3fa9c1d2-0000-4000-8000-000000000000');
	expect(code).toBe('3fa9c1');
	expect(shortCodeFrom(' 3FA9C1 ')).toBe(code);
	for (const none of ['', '3fa9c', '3fa9c1d', '3fa9cg', '3fa%c1', '../../'])
		expect(shortCodeFrom(none)).toBeUndefined();
});
