import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { TestProject } from 'vitest/node';
import { pgliteConnection, pgliteOptions } from '../../server/platform/db.ts';
import { migrate } from '../../server/platform/migrate.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** File of the migrated empty PGlite store; empty when the suites run on Postgres. */
		migratedStore: string;
	}
}

/** Makes the store that the tests of this run copy. */
export default async function setUp(
	project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
	project.provide('migratedStore', '');
	if (process.env['TEST_DATABASE_URL']) return undefined;
	const lite = await PGlite.create(pgliteOptions);
	const { db } = pgliteConnection(() => Promise.resolve(lite));
	await migrate(db);
	const dump = await lite.dumpDataDir('none');
	await db.destroy();
	const dir = await mkdtemp(path.join(tmpdir(), 'moothall-migrated-'));
	const file = path.join(dir, 'store.tar');
	await writeFile(file, new Uint8Array(await dump.arrayBuffer()));
	project.provide('migratedStore', file);
	return () => rm(dir, { recursive: true, force: true });
}
