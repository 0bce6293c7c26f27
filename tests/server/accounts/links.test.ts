import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { requestLink, useLink } from '#server/accounts/links.ts';
import { validateSession } from '#server/accounts/session.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import { unsentMail } from '#server/platform/mail.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
let accountId: string;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
	accountId = await transact(t.app, (tx) => ensureAccount(tx, 'ann@example.org'));
});
afterAll(() => t.close());
beforeEach(async () => {
	await t.app.db.deleteFrom('sign_in_link').execute();
	await t.app.db.deleteFrom('mail').execute();
	await t.app.db.deleteFrom('job').execute();
});

const ask = (email: string, returnTo: string | null = null) =>
	requestLink(t.app, { email, base: 'https://moot.example', locale: 'en', returnTo });
const mails = () => reading(t.app, unsentMail);
const tokenIn = (body: string) => /sign-in\/(\S+)/.exec(body)?.[1] ?? '';

async function linkFor(email: string, returnTo: string | null = null): Promise<string> {
	await ask(email, returnTo);
	await t.app.jobs.idle();
	return tokenIn((await mails())[0]?.body ?? '');
}

test('a link signs in once, also under two presses at once', async () => {
	const token = await linkFor('Ann@example.org ', '/larkhaven-together/rules');
	expect(token).toHaveLength(43);
	const presses = await Promise.allSettled([1, 2].map(() => useLink(t.app, token)));
	const done = presses.filter((press) => press.status === 'fulfilled');
	expect(done).toHaveLength(1);
	expect(presses.find((press) => press.status === 'rejected')).toMatchObject({
		reason: { code: 'accounts.link_over' },
	});
	const used = done[0]?.value;
	expect(used).toMatchObject({ accountId, returnTo: '/larkhaven-together/rules' });
	const cookies = `session=${used?.cookies[0]?.value}`;
	expect((await validateSession(t.app, cookies))?.account.id).toBe(accountId);
	await expect(useLink(t.app, token)).rejects.toMatchObject({ code: 'accounts.link_over' });
});

test('an expired link and a wrong one are refused alike', async () => {
	const token = await linkFor('ann@example.org');
	const wrong = token.slice(0, -2) + (token.endsWith('AA') ? 'BB' : 'AA');
	await t.app.db
		.updateTable('sign_in_link')
		.set({ expires_at: new Date(Date.now() - 1000) })
		.execute();
	for (const bad of [token, wrong, '', '☃', 'x'.repeat(10_000)])
		await expect(useLink(t.app, bad)).rejects.toMatchObject({ code: 'accounts.link_over' });
});

test('the store holds no token', async () => {
	const token = await linkFor('ann@example.org');
	const links = await t.app.db.selectFrom('sign_in_link').selectAll().execute();
	expect(links).toHaveLength(1);
	expect(JSON.stringify(links)).not.toContain(token);
});

test('asking looks the same for a known and an unknown address, and leaves neither behind', async () => {
	const jobs = () => t.app.db.selectFrom('job').select(['kind', 'payload']).execute();
	expect(await ask('ann@example.org')).toBe(await ask('nobody@example.org'));
	// What the asking itself did: one row each, of one shape. Everything else is the job's, after the answer.
	const before = await jobs();
	expect(before.map((job) => Object.keys(job.payload as object))).toEqual(
		Array(2).fill(['base', 'email', 'locale', 'request', 'returnTo']),
	);
	await t.app.jobs.idle();
	expect((await mails()).map((mail) => mail.recipient)).toEqual(['ann@example.org']);
	expect((await jobs()).map((job) => job.payload)).toEqual([{}, {}]);
});

test('after three links in a quarter of an hour no more are sent, without a word', async () => {
	for (let n = 0; n < 5; n++) await ask('ann@example.org');
	await t.app.jobs.idle();
	expect(await mails()).toHaveLength(3);
});

test.each([
	'',
	'ann',
	'ann@',
	'@example.org',
	'a b@example.org',
	'ann@example',
	'<b>@x.org',
	'a'.repeat(260) + '@x.org',
])('%j is no address', async (email) => {
	await expect(ask(email)).rejects.toMatchObject({
		code: 'accounts.email_wrong',
		field: 'email',
	});
});

test('a link leads back to this site only', async () => {
	const token = await linkFor('ann@example.org', '//evil.example/');
	expect((await useLink(t.app, token)).returnTo).toBeNull();
});
