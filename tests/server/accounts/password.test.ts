import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { networkOf } from '#server/accounts/limits.ts';
import { requestLink, useLink } from '#server/accounts/links.ts';
import { dropPassword, enterWithPassword, setPassword } from '#server/accounts/passwords.ts';
import { sessionsOf, validateSession } from '#server/accounts/session.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import type { Visit } from '#server/accounts/visit.ts';
import { unsentMail } from '#server/platform/mail.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

const email = 'ann@example.org';
const password = 'teapot violet staircase';
let t: TestApp;
let id: string;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
	id = await transact(t.app, (tx) => ensureAccount(tx, email));
	await setPassword(t.app, { id, email }, password);
});
afterAll(() => t.close());
beforeEach(async () => {
	await t.app.db.deleteFrom('rate_limit').execute();
	await t.app.db.deleteFrom('known_device').execute();
});

const elsewhere: Visit = { address: '192.0.2.1', device: 'firefox-windows', known: undefined };
const enter = (typed: string, visit: Visit = elsewhere) =>
	enterWithPassword(t.app, { email, password: typed, returnTo: null }, visit);
const code = (code: string) => expect.objectContaining({ code }) as Error;

test('the password lets in, from whichever keyboard, and the session knows how', async () => {
	const { cookies, step } = await enter(password);
	expect(step).toBe('in');
	const signedIn = await validateSession(t.app, `session=${cookies[0]?.value}`);
	expect(signedIn).toMatchObject({
		account: { id },
		session: { way: 'password', secondFactor: false },
	});
	expect((await reading(t.app, (tx) => sessionsOf(tx, id)))[0]).toMatchObject({
		device: 'firefox-windows',
		way: 'password',
	});
});

test('the store holds no password, and a hash of our cost', async () => {
	const row = await t.app.db.selectFrom('password').selectAll().executeTakeFirstOrThrow();
	expect(row.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
	expect(JSON.stringify(row)).not.toContain('teapot');
});

test('a wrong one is refused, written down, and after five in a minute tries end for a while', async () => {
	for (let n = 0; n < 5; n++)
		await expect(enter('teapot violet stairwell')).rejects.toThrow(code('accounts.password_wrong'));
	await expect(enter('teapot violet stairwell')).rejects.toThrow(code('accounts.too_many'));
	await expect(enter(password)).rejects.toThrow(code('accounts.too_many'));
	const refused = await t.app.db
		.selectFrom('audit')
		.select('subject')
		.where('act', '=', 'accounts.refused')
		.execute();
	expect(refused.length).toBeGreaterThanOrEqual(5);
	expect(new Set(refused.map(({ subject }) => subject))).toEqual(new Set([id]));
});

test('a hundred and one wrong tries by somebody else: the owner comes in on their own device, and by link from any', async () => {
	const { cookies } = await enter(password);
	const known = cookies.find(({ name }) => name === 'device')?.value;
	for (let n = 0; n < 101; n++)
		await enter('teapot violet stairwell', { ...elsewhere, address: `192.0.2.${n}` }).catch(
			() => {},
		);
	await expect(enter(password)).rejects.toThrow(code('accounts.too_many'));
	expect((await enter(password, { ...elsewhere, known })).step).toBe('in');
	await requestLink(t.app, { email, base: 'https://moot.example', locale: 'en', returnTo: null });
	await t.app.jobs.idle();
	const mail = (await reading(t.app, unsentMail))[0];
	const token = /sign-in\/(\S+)/.exec(mail?.body ?? '')?.[1] ?? '';
	expect((await useLink(t.app, token, elsewhere)).step).toBe('in');
	// Having come in, the owner is counted afresh.
	expect((await enter(password)).step).toBe('in');
});

test('a made-up device is no known one', async () => {
	for (let n = 0; n < 5; n++) await enter('wrong wrong wrong', elsewhere).catch(() => {});
	await expect(enter(password, { ...elsewhere, known: 'made up' })).rejects.toThrow(
		code('accounts.too_many'),
	);
});

test('one hall, many people: an address of the network is limited far above an account', async () => {
	for (let n = 0; n < 40; n++)
		await enterWithPassword(
			t.app,
			{ email: `p${n}@example.org`, password, returnTo: null },
			elsewhere,
		).catch(() => {});
	expect((await enter(password)).step).toBe('in');
});

test('without a password nobody comes in by one', async () => {
	await dropPassword(t.app, id);
	await expect(enter(password)).rejects.toThrow(code('accounts.password_wrong'));
	await setPassword(t.app, { id, email }, password);
});

test.each(['', 'x', '\u0000', 'x'.repeat(100_000), '🦉'.repeat(600)])(
	'%j is only wrong',
	async (typed) => {
		await expect(enter(typed)).rejects.toThrow(code('accounts.password_wrong'));
	},
);

test.each([
	['203.0.113.7', '203.0.113.7'],
	['::ffff:203.0.113.7', '203.0.113.7'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
	['2001:db8:1:2::1', '2001:db8:1:2'],
	['2001:db8::1', '2001:db8:0:0'],
	['::1', '0:0:0:0'],
])('%s is one of the network %s', (address, network) => {
	expect(networkOf(address)).toBe(network);
});
