import { sql } from 'kysely';
import { withoutKeeping } from '../platform/audit.ts';
import type { Reading, Tx } from '../platform/tx.ts';

/** The act in the audit log that says that a demo was loaded to its end. */
export const demoLoaded = 'demo.loaded';

/** Which partnerships the store has, and whether a demo was loaded to its end. */
export async function storeState(tx: Reading): Promise<{
	readonly partnerships: readonly { readonly slug: string; readonly fictional: boolean }[];
	readonly finished: boolean;
}> {
	const partnerships = await tx.db
		.selectFrom('partnership')
		.select(['slug', 'fictional'])
		.execute();
	const finished = await tx.db
		.selectFrom('audit')
		.select('seq')
		.where('act', '=', demoLoaded)
		.limit(1)
		.executeTakeFirst();
	return { partnerships, finished: finished !== undefined };
}

/** Takes every row out of every table of the product; the list of migrations stays. */
export async function emptyStore(tx: Tx): Promise<void> {
	const { rows } = await sql<{ name: string }>`
		select quote_ident(tablename) as name from pg_tables
		where schemaname = current_schema() and tablename not like 'kysely%'`.execute(tx.db);
	if (rows.length === 0) return;
	await withoutKeeping(tx, async () => {
		await sql.raw(`truncate ${rows.map((row) => row.name).join(', ')} cascade`).execute(tx.db);
	});
}
