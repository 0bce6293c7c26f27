import { mkdirSync, openSync, readFileSync, rmSync, writeSync, closeSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, type Config } from './config.ts';

/** Held while this process is the only one on the store. */
export interface Hold {
	release(): Promise<void>;
}

// Any number, the same in every process of this product.
const advisoryKey = 7_116_012;

/**
 * Makes sure that no second process serves this store: a session advisory lock on a connection of its own for Postgres,
 * a lock file for PGlite (which has no lock and breaks when two open it). `onLost` runs if the Postgres connection dies.
 * Throws ConfigError when another process holds it.
 */
export async function holdStore(config: Config, onLost: () => void): Promise<Hold> {
	return config.databaseUrl ? holdPostgres(config.databaseUrl, onLost) : holdFolder(config.dataDir);
}

async function holdPostgres(url: string, onLost: () => void): Promise<Hold> {
	const { default: pg } = await import('pg');
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	// A process killed a moment ago may still hold it until Postgres notices.
	for (let attempt = 0; ; attempt++) {
		const { rows } = await client.query<{ held: boolean }>(
			'select pg_try_advisory_lock($1) as held',
			[advisoryKey],
		);
		if (rows[0]?.held) break;
		if (attempt === 20) {
			await client.end();
			throw new ConfigError(
				'Another Moothall process serves this database. Stop it first: until a message bus exists, one process serves one database.',
			);
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	let released = false;
	const lost = () => {
		if (!released) onLost();
	};
	client.on('error', lost);
	client.on('end', lost);
	return {
		async release() {
			released = true;
			await client.end();
		},
	};
}

function holdFolder(dir: string): Promise<Hold> {
	mkdirSync(dir, { recursive: true });
	const file = path.join(dir, 'lock');
	for (;;) {
		try {
			const handle = openSync(file, 'wx');
			writeSync(handle, String(process.pid));
			closeSync(handle);
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
			const holder = Number(readFileSync(file, 'utf8'));
			if (isRunning(holder))
				throw new ConfigError(
					`Another Moothall process (${holder}) uses ${dir}. Stop it first, or set DATA_DIR to another folder. If process ${holder} is something else, delete ${file}.`,
				);
			rmSync(file, { force: true });
		}
	}
	return Promise.resolve({
		release: () => Promise.resolve(rmSync(file, { force: true })),
	});
}

function isRunning(pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
