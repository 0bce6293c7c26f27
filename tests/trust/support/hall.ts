import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, pgliteConnection, pgliteOptions, type Connection } from '#server/platform/db.ts';
import { migrate } from '#server/platform/migrate.ts';
import type { Address } from '../../bench/support/client.ts';
import { startProcess, type Running } from '../../bench/support/process.ts';
import { seed, type Seeded, type Wanted } from '../../bench/support/seed.ts';
import { servicesOn } from '../../bench/support/services.ts';

export interface HallOptions extends Wanted {
	/** The database; without one a PGlite folder is made, which lives as long as the hall. */
	readonly url?: string | undefined;
	/** A migrated empty PGlite store in a file, which saves making one. */
	readonly migrated?: string | undefined;
	/** The server's script, from the project's root. */
	readonly script?: string | undefined;
	readonly env?: Readonly<Record<string, string>>;
}

/** A server in a process of its own, on a store of its own with rooms and people. */
export interface Hall extends Seeded {
	readonly address: Address;
	readonly server: Running;
	/** Starts the server again, on the same port, after it has ended. */
	start(): Promise<void>;
	/** Ends the server and deletes what the hall has made. */
	close(): Promise<void>;
}

export const realServer = 'tests/bench/relay-server.ts';

export async function openHall(options: HallOptions): Promise<Hall> {
	const folder = mkdtempSync(path.join(tmpdir(), 'moothall-hall-'));
	const connection = options.migrated
		? await copied(options.migrated, folder)
		: await connect({ url: options.url, dataDir: folder });
	await migrate(connection.db);
	const seeded = await seed(servicesOn(connection), options);
	await connection.db.destroy();

	const env = {
		...(options.url ? { DATABASE_URL: options.url } : { DATABASE_URL: undefined }),
		DATA_DIR: folder,
		ORIGIN: 'http://localhost',
		SECRET: 'for fault tests only, never elsewhere',
		LOG_LEVEL: 'fatal',
		...options.env,
	};
	const script = options.script ?? realServer;
	let server = await startProcess(script, { ...env, PORT: '0' });
	const { port } = server;
	return {
		...seeded,
		address: { port, dialect: 'plain', prefix: '/sync/' },
		get server() {
			return server;
		},
		async start() {
			server = await startProcess(script, { ...env, PORT: String(port) });
		},
		async close() {
			await server.end('SIGKILL');
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** A PGlite store in the folder, as the server looks for it there, made of a file that holds one. */
async function copied(file: string, folder: string): Promise<Connection> {
	const { PGlite } = await import('@electric-sql/pglite');
	const loadDataDir = new Blob([await readFile(file)]);
	return pgliteConnection(() =>
		PGlite.create(path.join(folder, 'pg'), { ...pgliteOptions, loadDataDir }),
	);
}
