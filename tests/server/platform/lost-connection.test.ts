import { CompiledQuery, sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTransaction, runKept } from '#server/platform/db.ts';
import { testStore } from '../../support/store.ts';

const onPostgres = test.runIf(process.env['TEST_DATABASE_URL']);

// The whole run would be red of an error that nobody hears.
onPostgres(
	'a connection that dies between two statements fails the second one, and nothing else',
	async () => {
		const store = await testStore();
		const { db } = store.connection;
		try {
			const held = db.transaction().execute(async (tx) => {
				const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
				await sql`select pg_terminate_backend(${rows[0]?.pid ?? 0}, 5000)`.execute(db);
				// Its last words arrive while nobody asks it anything.
				for (let gone = false; !gone;) {
					const left =
						await sql`select from pg_stat_activity where pid = ${rows[0]?.pid ?? 0}`.execute(db);
					gone = left.rows.length === 0;
				}
				await new Promise((resolve) => setImmediate(resolve));
				await sql`select 1`.execute(tx);
			});
			await expect(held).rejects.toThrow(/connection|terminat/i);
			const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db);
			expect(rows).toEqual([{ one: 1 }]);
		} finally {
			await store.destroy();
		}
	},
);

const whichOne = CompiledQuery.raw('select pg_backend_pid() as pid') as CompiledQuery<{
	pid: number;
}>;

onPostgres(
	'the kept connection stays the same until it dies; then one statement fails and the next has another',
	async () => {
		const store = await testStore();
		const { db } = store.connection;
		const pid = async () => (await runKept(db, whichOne)).rows[0]?.pid ?? 0;
		try {
			const [first, again] = await Promise.all([pid(), pid()]);
			expect(again).toBe(first);
			// Whoever asks the pool has another meanwhile.
			const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
			expect(rows[0]?.pid).not.toBe(first);
			await sql`select pg_terminate_backend(${first}, 5000)`.execute(db);
			await expect(pid()).rejects.toThrow(/connection|terminat/i);
			const next = await pid();
			expect(next).not.toBe(first);
			expect(await pid()).toBe(next);
		} finally {
			// Ends only when the kept one is given back, too.
			await store.destroy();
		}
		await expect(pid()).rejects.toThrow(/destroyed/);
	},
);

test('a statement for the kept connection is refused inside an open transaction, as all others are', async () => {
	const store = await testStore();
	const { db } = store.connection;
	try {
		expect((await runKept(db, CompiledQuery.raw('select 1 as one'))).rows).toEqual([{ one: 1 }]);
		await openTransaction.run({ open: true }, async () => {
			await expect(async () => runKept(db, whichOne)).rejects.toThrow(/open transaction/);
		});
	} finally {
		await store.destroy();
	}
});
