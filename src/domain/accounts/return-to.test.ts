import { expect, test } from 'vitest';
import { localPath } from './return-to.ts';

test.each([
	['/larkhaven-together', '/larkhaven-together'],
	['/cy/larkhaven-together/rules?a=1', '/cy/larkhaven-together/rules?a=1'],
	['/a/../b', '/b'],
	['/page#part', '/page'],
])('%s is kept', (wanted, path) => {
	expect(localPath(wanted)).toBe(path);
});

test.each([
	null,
	undefined,
	'',
	'larkhaven',
	'https://evil.example/',
	'//evil.example',
	'/\\evil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	'/x/..//evil.example',
	'javascript:alert(1)',
	`/${'a'.repeat(500)}`,
])('%j is refused', (wanted) => {
	expect(localPath(wanted)).toBeNull();
});
