import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Services } from './tx.ts';

export interface Readiness {
	readonly ready: boolean;
	readonly database: boolean;
	/** Whether every migration of this version has been applied. */
	readonly migrated: boolean;
	/** Whether what was said to be saved survives a power cut: not on the built-in store, which never syncs. */
	readonly durable: boolean;
}

/** Whether the process can serve: the store answers and is of this version. */
export async function readiness(
	services: Pick<Services, 'db' | 'config' | 'log'>,
	folder = path.resolve('migrations'),
): Promise<Readiness> {
	const durable = services.config.databaseUrl !== undefined;
	try {
		const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(
			services.db,
		);
		const applied = new Set(rows.map((row) => row.name));
		const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'));
		const migrated = files.every((file) => applied.has(file.slice(0, -3)));
		return { ready: migrated, database: true, migrated, durable };
	} catch (error) {
		services.log.error({ err: error }, 'not ready');
		return { ready: false, database: false, migrated: false, durable };
	}
}
