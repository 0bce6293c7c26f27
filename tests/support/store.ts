import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { inject } from 'vitest';
import { createApp, type App } from '#server/app.ts';
import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import { connect, pgliteConnection, pgliteOptions, type Connection } from '#server/platform/db.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { migrate } from '#server/platform/migrate.ts';

/** The Postgres server the suites run on when set; without it they run on PGlite in memory. */
const serverUrl = process.env['TEST_DATABASE_URL'];

export interface TestStore {
	readonly connection: Connection;
	/** For tests that open a second connection or process; undefined on PGlite. */
	readonly url: string | undefined;
	destroy(): Promise<void>;
}

/** A fresh, migrated, empty store of its own: a new database on the Postgres of TEST_DATABASE_URL, else PGlite in memory. */
export async function testStore(): Promise<TestStore> {
	return serverUrl ? postgresStore(serverUrl) : pgliteStore();
}

async function postgresStore(base: string): Promise<TestStore> {
	const { default: pg } = await import('pg');
	const name = `t_${randomUUID().replaceAll('-', '')}`;
	const admin = new pg.Client({ connectionString: base });
	await admin.connect();
	await admin.query(`create database ${name}`);
	const url = new URL(base);
	url.pathname = `/${name}`;
	const connection = await connect({ url: url.href, dataDir: '' });
	await migrate(connection.db);
	return {
		connection,
		url: url.href,
		async destroy() {
			await connection.db.destroy();
			await admin.query(`drop database ${name} with (force)`);
			await admin.end();
		},
	};
}

/** The migrated empty store, made once by the run's set-up and copied for every test: starting PGlite afresh takes seconds. */
async function pgliteStore(): Promise<TestStore> {
	const { PGlite } = await import('@electric-sql/pglite');
	const loadDataDir = new Blob([await readFile(inject('migratedStore'))]);
	const connection = pgliteConnection(() => PGlite.create({ ...pgliteOptions, loadDataDir }));
	return { connection, url: undefined, destroy: () => connection.db.destroy() };
}

export interface TestApp {
	readonly app: App;
	readonly store: TestStore;
	close(): Promise<void>;
}

/** An app on a fresh store, in demo mode (no outside service), quiet in its log. */
export async function testApp(env: Record<string, string> = {}): Promise<TestApp> {
	const store = await testStore();
	const config = readConfig({ LOG_LEVEL: 'silent', ...env });
	const app = createApp({
		connection: store.connection,
		config,
		clock: systemClock,
		ids: systemIds,
		log: createLog(config.logLevel),
	});
	return {
		app,
		store,
		async close() {
			await app.close();
			await store.destroy();
		},
	};
}
