import { sql } from 'kysely';
import { ConfigError } from './config.ts';
import type { Connection } from './db.ts';

/**
 * Refuses to serve a Postgres that would lose what it said was saved: fsync, full_page_writes and synchronous_commit
 * must be on. PGlite never syncs to disk; the caller says so where people can see it.
 */
export async function assertDurable({ db, engine }: Connection): Promise<void> {
	if (engine === 'pglite') return;
	for (const name of ['fsync', 'full_page_writes', 'synchronous_commit']) {
		const { rows } = await sql<{ value: string }>`select current_setting(${name}) as value`.execute(
			db,
		);
		const value = rows[0]?.value;
		if (value === 'off')
			throw new ConfigError(
				`The database has ${name}=${value}. Set it to on: Moothall says "Saved" only for what survives a power cut.`,
			);
	}
}
