import { expect, test } from 'vitest';
import { readConfig } from '#server/platform/config.ts';
import { safeHeaders } from '#server/platform/headers.ts';

const names = (origin: string) => Object.keys(safeHeaders(readConfig({ ORIGIN: origin })));

test('browsers are told to stay with https only where it is there', () => {
	expect(safeHeaders(readConfig({ ORIGIN: 'https://moothall.example.org' }))).toMatchObject({
		'Strict-Transport-Security': 'max-age=31536000',
	});
	expect(names('http://localhost:3000')).not.toContain('Strict-Transport-Security');
});
