import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { stepAt } from '#domain/accounts/one-time-code.ts';
import {
	codeAt,
	confirmCodes,
	enterWithCode,
	offerCodes,
	stopCodes,
} from '#server/accounts/codes.ts';
import { enterWithPassword, setPassword } from '#server/accounts/passwords.ts';
import { validateSession } from '#server/accounts/session.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import { unseal } from '#server/accounts/secrets.ts';
import { transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

const email = 'ann@example.org';
const password = 'teapot violet staircase';
const visit = { address: '192.0.2.1', device: 'unknown', known: undefined };
let t: TestApp;
let id: string;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());
beforeEach(async () => {
	await t.app.db.deleteFrom('rate_limit').execute();
	await t.app.db.deleteFrom('account').execute();
	id = await transact(t.app, (tx) => ensureAccount(tx, email));
	await setPassword(t.app, { id, email }, password);
});

const row = () => t.app.db.selectFrom('one_time_codes').selectAll().executeTakeFirstOrThrow();
/** The code that the app shows `steps` half minutes from now. */
const shown = async (steps = 0) =>
	codeAt(unseal(t.app.config, (await row()).secret, id), stepAt(Date.now()) + steps);
const begin = () => enterWithPassword(t.app, { email, password, returnTo: '/help' }, visit);
const stepOf = async () =>
	(await begin()).cookies.find(({ name }) => name === 'code_step')?.value ?? '';
const code = (code: string) => expect.objectContaining({ code }) as Error;

async function withCodes(): Promise<void> {
	await offerCodes(t.app, { id, email });
	await confirmCodes(t.app, id, await shown(-1));
}

test('an app counts once a code of it was typed; then a password alone lets nobody in', async () => {
	await offerCodes(t.app, { id, email });
	expect((await begin()).step).toBe('in');
	await expect(confirmCodes(t.app, id, '000000')).rejects.toThrow(code('accounts.code_wrong'));
	await confirmCodes(t.app, id, await shown(-1));
	const first = await begin();
	expect(first.step).toBe('code');
	expect(first.cookies.map(({ name }) => name)).toEqual(['code_step']);
	const entered = await enterWithCode(t.app, first.cookies[0]?.value ?? '', await shown(), visit);
	expect(entered).toMatchObject({ step: 'in', returnTo: '/help' });
	expect(await validateSession(t.app, `session=${entered.cookies[0]?.value}`)).toMatchObject({
		session: { way: 'password', secondFactor: true },
	});
});

test('a code works once, and one a minute old or early not at all', async () => {
	await withCodes();
	for (const steps of [-1, -2, 2])
		await expect(enterWithCode(t.app, await stepOf(), await shown(steps), visit)).rejects.toThrow(
			code('accounts.code_wrong'),
		);
	const step = await stepOf();
	const now = await shown();
	const both = await Promise.allSettled([1, 2].map(() => enterWithCode(t.app, step, now, visit)));
	expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	await expect(enterWithCode(t.app, await stepOf(), now, visit)).rejects.toThrow(
		code('accounts.code_wrong'),
	);
});

test('five wrong codes in a minute and no more, not even right ones', async () => {
	await withCodes();
	await t.app.db.deleteFrom('rate_limit').execute();
	const step = await stepOf();
	for (let n = 0; n < 5; n++)
		await expect(enterWithCode(t.app, step, '000000', visit)).rejects.toThrow();
	await expect(enterWithCode(t.app, step, await shown(), visit)).rejects.toThrow(
		code('accounts.code_wrong'),
	);
});

test('a step that ran out, or that nobody began, leads nowhere', async () => {
	await withCodes();
	const step = await stepOf();
	await t.app.db
		.updateTable('half_sign_in')
		.set({ expires_at: new Date(Date.now() - 1000) })
		.execute();
	for (const token of [step, '', 'made up'])
		await expect(enterWithCode(t.app, token, await shown(), visit)).rejects.toThrow(
			code('accounts.step_over'),
		);
});

test('the secret is sealed in the store, for this account and this server', async () => {
	const { secret } = await offerCodes(t.app, { id, email });
	const { secret: sealed } = await row();
	expect(JSON.stringify(await row())).not.toContain(secret);
	expect(() => unseal(t.app.config, sealed, 'another')).toThrow();
	expect(() => unseal({ secret: 'another secret' }, sealed, id)).toThrow();
});

test('leaving the app needs a code of it', async () => {
	await withCodes();
	await expect(stopCodes(t.app, id, '123456')).rejects.toThrow(code('accounts.code_wrong'));
	await stopCodes(t.app, id, await shown());
	expect((await begin()).step).toBe('in');
});
