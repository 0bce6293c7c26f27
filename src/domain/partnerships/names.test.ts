import { expect, test } from 'vitest';
import { checkName, checkSlug, slugOf } from './names.ts';

test.each([
	['Larkhaven Together', 'larkhaven-together'],
	['Bwrdd Gwasanaethau Cyhoeddus Ynys Môn', 'bwrdd-gwasanaethau-cyhoeddus-ynys-mon'],
	['  St. Mary’s & All  ', 'st-mary-s-all'],
	['Лархавен', ''],
	['a'.repeat(100), 'a'.repeat(60)],
])('%j makes the address %j', (name, slug) => {
	expect(slugOf(name)).toBe(slug);
});

test.each(['', 'ab', 'sign-in', 'set-up', 'Upper', '-x-', 'a--b', '../etc', 'x'.repeat(61)])(
	'%j is no address',
	(slug) => {
		expect(() => checkSlug(slug)).toThrow(
			expect.objectContaining({ code: 'partnerships.address_wrong', field: 'slug' }) as Error,
		);
	},
);

test.each([
	[{ en: '', cy: '  ' }, 'name_missing'],
	[{}, 'name_missing'],
	[{ en: 'Lаrkhaven' }, 'name_letters'],
	[{ en: 'Lark\u202Ehaven' }, 'name_letters'],
	[{ en: 'Larkhaven\u0000' }, 'name_letters'],
	[{ cy: 'x'.repeat(121) }, 'name_long'],
])('%j is refused: %s', (name, code) => {
	expect(() => checkName(name)).toThrow(
		expect.objectContaining({ code: `partnerships.${code}` }) as Error,
	);
});

test('a name is kept tidy', () => {
	expect(checkName({ en: ' Larkhaven \n Together ', cy: '' })).toEqual({
		en: 'Larkhaven Together',
	});
	expect(checkName({ cy: 'Llŷn, Eifionydd & Dwyfor (2026)' })).toEqual({
		cy: 'Llŷn, Eifionydd & Dwyfor (2026)',
	});
});
