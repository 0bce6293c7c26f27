import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hashOfId, HashingAdapter, SessionGone } from '#server/accounts/session-adapter.ts';
import {
	ageSessions,
	authenticate,
	createSession,
	endAllSessions,
	endSession,
	standingSessions,
	validateSession,
} from '#server/accounts/session.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import { readConfig } from '#server/platform/config.ts';
import { transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
let accountId: string;
beforeAll(async () => {
	t = await testApp();
	accountId = await transact(t.app, (tx) => ensureAccount(tx, 'Ann@Example.org'));
});
afterAll(() => t.close());
beforeEach(() => t.app.db.deleteFrom('session').execute());

const create = () => transact(t.app, (tx) => createSession(tx, t.app.config, accountId));
const rows = () => t.app.db.selectFrom('session').selectAll().execute();
const header = (id: string) => `other=1; session=${id}; more=2`;
const day = 86_400_000;
const setEnds = (set: { expires_at?: Date; ends_at?: Date }) =>
	t.app.db.updateTable('session').set(set).execute();

test('a session signs its account in, and its id is nowhere in the store', async () => {
	const { cookie, ref } = await create();
	expect(await authenticate(t.app, header(cookie.value))).toMatchObject({
		accountId,
		sessionRef: ref,
	});
	const [row] = await rows();
	expect(row?.id_hash).toBe(hashOfId(cookie.value));
	expect(JSON.stringify(row)).not.toContain(cookie.value);
	// What a leaked table shows signs nobody in.
	expect(await authenticate(t.app, header(row?.id_hash ?? ''))).toBeNull();
	expect(await authenticate(t.app, header(ref))).toBeNull();
});

test('a wrong last character is refused', async () => {
	const { cookie } = await create();
	const wrong = cookie.value.slice(0, -1) + (cookie.value.endsWith('a') ? 'b' : 'a');
	expect(await validateSession(t.app, header(wrong))).toBeNull();
	expect(await rows()).toHaveLength(1);
});

test.each([null, '', 'session=', 'other=1', 'session=%00', `session=${'x'.repeat(5000)}`])(
	'%j is nobody',
	async (cookies) => {
		expect(await validateSession(t.app, cookies)).toBeNull();
	},
);

test('signing out removes exactly one row, once', async () => {
	const [one, other] = [await create(), await create()];
	expect(await endSession(t.app, accountId, one.ref)).toBe(true);
	expect((await rows()).map((row) => row.ref)).toEqual([other.ref]);
	expect(await endSession(t.app, accountId, one.ref)).toBe(false);
	expect(await authenticate(t.app, header(one.cookie.value))).toBeNull();
	expect(await authenticate(t.app, header(other.cookie.value))).not.toBeNull();
});

test('nobody ends the session of somebody else', async () => {
	const { ref } = await create();
	const stranger = await transact(t.app, (tx) => ensureAccount(tx, 'bo@example.org'));
	expect(await endSession(t.app, stranger, ref)).toBe(false);
	expect(await rows()).toHaveLength(1);
});

test('ending all sessions names every one of them', async () => {
	const refs = [(await create()).ref, (await create()).ref];
	expect((await endAllSessions(t.app, accountId)).sort()).toEqual(refs.sort());
	expect(await rows()).toEqual([]);
});

test.each(['expires_at', 'ends_at'] as const)('past %s it is refused and removed', async (end) => {
	const { cookie } = await create();
	await setEnds({ [end]: new Date(Date.now() - 1000) });
	// Two requests at once: one removes the row, neither fails.
	expect(await Promise.all([1, 2].map(() => validateSession(t.app, header(cookie.value))))).toEqual(
		[null, null],
	);
	expect(await rows()).toEqual([]);
});

test.each(['expires_at', 'ends_at'] as const)(
	'past %s it no longer stands, and asking moves no end',
	async (end) => {
		const gone = await create();
		await setEnds({ [end]: new Date(Date.now() - 1000) });
		const before = await rows();
		expect(await standingSessions(t.app, [gone.ref])).toEqual(new Set());
		expect(await rows()).toEqual(before);
		const good = await create();
		expect(await standingSessions(t.app, [gone.ref, good.ref])).toEqual(new Set([good.ref]));
	},
);

test('use moves the idle end only when half of it is over, and never the absolute one', async () => {
	const { cookie } = await create();
	const [before] = await rows();
	expect((await validateSession(t.app, header(cookie.value)))?.cookie).toBeUndefined();
	expect((await rows())[0]?.expires_at).toEqual(before?.expires_at);
	await setEnds({ expires_at: new Date(Date.now() + 10 * day) });
	expect((await validateSession(t.app, header(cookie.value)))?.cookie).toEqual(cookie);
	const [after] = await rows();
	expect((after?.expires_at.getTime() ?? 0) - Date.now()).toBeGreaterThan(29 * day);
	expect(after?.ends_at).toEqual(before?.ends_at);
});

test('the adapter says when it met no row', async () => {
	const adapter = new HashingAdapter(t.app.db);
	await expect(adapter.deleteSession('nothing')).rejects.toThrow(SessionGone);
	await expect(adapter.updateSessionExpiration('nothing', new Date())).rejects.toThrow(SessionGone);
});

test('under https the cookie is bound to the host', async () => {
	const config = readConfig({ ORIGIN: 'https://moothall.example.org' });
	const { cookie } = await transact(t.app, (tx) => createSession(tx, config, accountId));
	expect(cookie).toMatchObject({
		name: '__Host-session',
		attributes: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
	});
	expect((await create()).cookie).toMatchObject({ name: 'session', attributes: { secure: false } });
});

test('a change of rights gives the session another id at its next request, and it stays the same session', async () => {
	const { cookie, ref } = await create();
	await transact(t.app, (tx) => ageSessions(tx, accountId));
	// A socket cannot be handed a cookie: it changes nothing.
	expect(await authenticate(t.app, header(cookie.value))).toMatchObject({
		accountId,
		sessionRef: ref,
	});
	const [row] = await rows();
	expect(row?.id_hash).toBe(hashOfId(cookie.value));
	const both = await Promise.all(
		[1, 2].map(() => validateSession(t.app, header(cookie.value), { answers: true })),
	);
	expect(both.map((each) => each?.session.ref)).toEqual([ref, ref]);
	const given = both.flatMap((each) => each?.cookie ?? []);
	expect(given).toHaveLength(1);
	const next = given[0]?.value ?? '';
	expect(next).not.toBe(cookie.value);
	expect(await rows()).toHaveLength(1);
	expect(JSON.stringify(await rows())).not.toContain(next);
	expect(await authenticate(t.app, header(next))).toMatchObject({ accountId, sessionRef: ref });
	expect((await validateSession(t.app, header(next), { answers: true }))?.cookie).toBeUndefined();
	// Requests on their way still count, for some minutes.
	expect(await authenticate(t.app, header(cookie.value))).not.toBeNull();
	await t.app.db
		.updateTable('session')
		.set({ previous_until: new Date(Date.now() - 1000) })
		.execute();
	expect(await authenticate(t.app, header(cookie.value))).toBeNull();
	expect(await rows()).toHaveLength(1);
	expect(await endSession(t.app, accountId, ref)).toBe(true);
	expect(await authenticate(t.app, header(next))).toBeNull();
});
