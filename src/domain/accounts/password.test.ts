import { expect, test } from 'vitest';
import { checkPassword } from './password.ts';

const email = 'marian.oakshott@larkhaven.example';

test.each([
	'teapot violet staircase',
	'gwdihŵ melyn sosban fach',
	'1lorry2harbours3kettles',
	'x'.repeat(14) + 'yz7',
	'🦉🫖🪜 owl teapot ladder',
	'a'.repeat(60) + ' ' + 'b'.repeat(67),
])('%j will do', (typed) => {
	expect(checkPassword(typed, email)).toBe(typed.normalize('NFKC'));
});

test('two keyboards, one password', () => {
	expect(checkPassword('caffi\u0301 cornel y stryd', email)).toBe(
		checkPassword('caff\u00ED cornel y stryd', email),
	);
});

test.each([
	['', 'password_short'],
	['fourteen chars', 'password_short'],
	['🦉'.repeat(14), 'password_short'],
	['x y '.repeat(33), 'password_long'],
	['passwordpassword', 'password_common'],
	['Passw0rd!Passw0rd!', 'password_common'],
	['Welcome123456789!', 'password_common'],
	['qwertyuiopasdfghjkl', 'password_common'],
	['123456789012345', 'password_common'],
	['098765432109876', 'password_common'],
	['abcabcabcabcabcab', 'password_common'],
	['aaaaaaaaaaaaaaaa', 'password_common'],
	['marian.oakshott@larkhaven.example', 'password_common'],
	['Marian Oakshott', 'password_common'],
])('%j is refused: %s', (typed, code) => {
	expect(() => checkPassword(typed, email)).toThrow(
		expect.objectContaining({ code: `accounts.${code}`, field: 'password' }) as Error,
	);
});

// One that compared every part with every other would run into the time that a test is given.
test('a hundred thousand letters are judged too', () => {
	for (const typed of ['a'.repeat(100_000), 'password'.repeat(16), '!'.repeat(128)])
		expect(() => checkPassword(typed, email)).toThrow();
});
