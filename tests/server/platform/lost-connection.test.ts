import { sql } from 'kysely';
import { expect, test } from 'vitest';
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
