import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

/** The Postgres server the page tests run on when set; without it every test copies a PGlite folder. */
const serverUrl = process.env['TEST_DATABASE_URL'];

/** Name of the seeded Postgres database, or the seeded PGlite folder; made once by the global set-up. */
export const seededVariable = 'MOOTHALL_SEEDED_STORE';

export interface PageStore {
	readonly env: Record<string, string>;
	destroy(): Promise<void>;
}

/** A store of a test's own: empty, or a copy of the seeded one. */
export async function pageStore(seeded: string | undefined): Promise<PageStore> {
	const dir = await mkdtemp(path.join(tmpdir(), 'moothall-'));
	if (!serverUrl) {
		if (seeded) await cp(seeded, dir, { recursive: true });
		return { env: { DATA_DIR: dir }, destroy: () => rm(dir, { recursive: true, force: true }) };
	}
	const name = `p_${randomUUID().replaceAll('-', '')}`;
	await administer(serverUrl, `create database ${name}${seeded ? ` template ${seeded}` : ''}`);
	const url = new URL(serverUrl);
	url.pathname = `/${name}`;
	return {
		env: {
			DATABASE_URL: url.href,
			DEMO: '1',
			DATA_DIR: dir,
			SECRET: 'for the tests of pages only, never elsewhere',
		},
		async destroy() {
			await administer(serverUrl, `drop database if exists ${name} with (force)`);
			await rm(dir, { recursive: true, force: true });
		},
	};
}

/** What a seeded store is called in `pageStore`. */
export function nameOf(store: PageStore): string {
	const url = store.env['DATABASE_URL'];
	return url ? new URL(url).pathname.slice(1) : (store.env['DATA_DIR'] as string);
}

async function administer(url: string, statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}
