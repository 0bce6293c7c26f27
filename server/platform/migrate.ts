import { promises as fs } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { FileMigrationProvider, Migrator } from 'kysely/migration';
import type { Database } from './db.ts';

/** Brings the store to the newest version, forward only, under a lock. Returns the names it applied; throws on failure. */
export async function migrate(
	db: Database,
	folder = path.resolve('migrations'),
): Promise<string[]> {
	const migrator = new Migrator({
		db,
		provider: new FileMigrationProvider({
			fs,
			path,
			migrationFolder: folder,
			import: (file) => import(/* @vite-ignore */ pathToFileURL(file).href),
		}),
	});
	const { error, results } = await migrator.migrateToLatest();
	if (error !== undefined)
		throw error instanceof Error ? error : new Error('migration failed', { cause: error });
	return (results ?? []).map((result) => result.migrationName);
}
