import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refusal } from '#domain/kernel/refusal.ts';
import { command, reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp();
});
afterAll(() => t.close());

const actor = {
	accountId: '00000000-0000-4000-8000-000000000001',
	partnershipId: '00000000-0000-4000-8000-000000000002',
	personId: '00000000-0000-4000-8000-000000000003',
};

test('using db inside an open transaction throws and rolls back', async () => {
	const work = transact(t.app, async () => {
		await t.app.db.selectFrom('account').selectAll().execute();
	});
	await expect(work).rejects.toThrow('inside an open transaction');
	await expect(
		reading(t.app, () => t.app.db.selectFrom('account').selectAll().execute()),
	).rejects.toThrow('inside an open transaction');
});

test('db works again in what a transaction started and did not wait for', async () => {
	let later: Promise<unknown> = Promise.resolve();
	await transact(t.app, (tx) => {
		tx.afterCommit(() => {
			later = t.app.db.selectFrom('account').selectAll().execute();
		});
		return Promise.resolve();
	});
	await expect(later).resolves.toEqual([]);
});

test('a refusal leaves no row behind', async () => {
	const work = command(t.app, actor, 'platform.test', 'subject', async (tx) => {
		await tx.db.insertInto('account').values({ id: tx.uuid(), email: 'a@b.example' }).execute();
		throw new Refusal('kernel.not_found');
	});
	await expect(work).rejects.toMatchObject({ code: 'kernel.not_found' });
	expect(await t.app.db.selectFrom('account').selectAll().execute()).toEqual([]);
	expect(await t.app.db.selectFrom('audit').selectAll().execute()).toEqual([]);
});

test('a repeated command with a key is answered alike and done once', async () => {
	const key = '00000000-0000-4000-8000-000000000009';
	let done = 0;
	const once = () =>
		command(t.app, actor, 'platform.test', 'subject', () => Promise.resolve({ n: ++done }), key);
	expect(await Promise.all([once(), once()])).toEqual([{ n: 1 }, { n: 1 }]);
	expect(done).toBe(1);
});
