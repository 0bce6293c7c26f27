import { mkdirSync, openSync, readFileSync, rmSync, writeSync, closeSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, type Config } from './config.ts';

/** Held while this process is the only one on the store. */
export interface Hold {
	release(): Promise<void>;
}

// Any number, the same in every process of this product.
const advisoryKey = 7_116_012;

/** What happens to the hold after it was taken. */
export interface HoldEvents {
	/** The connection that held it is gone: nothing may be written that a second process could write too. */
	lost(): void;
	/** It is held again, by this process. */
	regained(): void;
	/** Another process has it. */
	taken(): void;
}

/** How often a lost hold is asked for again, and how long another holder is borne (ms). */
const askEvery = 250;
const bornFor = 10_000;

/**
 * Makes sure that no second process serves this store: a session advisory lock on a connection of its own for Postgres,
 * a lock file for PGlite (which has no lock and breaks when two open it). When the Postgres connection dies the lock is
 * asked for again until it is back or somebody else's. Throws ConfigError when another process holds it at the start.
 */
export async function holdStore(config: Config, events: HoldEvents): Promise<Hold> {
	return config.databaseUrl ? holdPostgres(config.databaseUrl, events) : holdFolder(config.dataDir);
}

async function holdPostgres(url: string, events: HoldEvents): Promise<Hold> {
	const { default: pg } = await import('pg');
	const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	let released = false;
	let client: InstanceType<typeof pg.Client> | undefined;

	/** Answers whether the lock is held now. Throws when the database is not there. */
	async function ask(): Promise<boolean> {
		const asking = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
		let held = false;
		const gone = () => {
			if (held && !released && client === asking) {
				client = undefined;
				events.lost();
				void regain();
			}
		};
		asking.on('error', gone);
		asking.on('end', gone);
		await asking.connect();
		const { rows } = await asking.query<{ held: boolean }>(
			'select pg_try_advisory_lock($1) as held',
			[advisoryKey],
		);
		held = rows[0]?.held === true;
		if (held && !released) client = asking;
		else await asking.end();
		return held;
	}

	async function regain(): Promise<void> {
		let othersSince: number | undefined;
		while (!released) {
			try {
				if (await ask()) {
					events.regained();
					return;
				}
				othersSince ??= Date.now();
			} catch {
				othersSince = undefined;
			}
			if (othersSince !== undefined && Date.now() - othersSince > bornFor) {
				events.taken();
				return;
			}
			await wait(askEvery);
		}
	}

	// A process killed a moment ago may still hold it until Postgres notices.
	for (let attempt = 0; !(await ask()); attempt++) {
		if (attempt === 20)
			throw new ConfigError(
				'Another Moothall process serves this database. Stop it first: until a message bus exists, one process serves one database.',
			);
		await wait(100);
	}
	return {
		async release() {
			released = true;
			await client?.end();
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
