import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { childrenOf, isAlive } from './proc.ts';
import { freePort } from './process.ts';

/** A Postgres of this run's own that syncs what is committed to the disk, as its settings are when installed. */
export interface Postgres {
	/** The process whose children are the backends. */
	readonly pid: number;
	readonly version: string;
	/** Makes an empty database and returns its address. */
	database(name: string): Promise<string>;
	/** Kills postmaster and backends at once, as a power cut would (SIGKILL). */
	kill(): Promise<void>;
	/** Stops it in good order, without waiting for clients. */
	stop(): Promise<void>;
	start(): Promise<void>;
	/** Stops its processes where they are: they neither answer nor go (SIGSTOP). */
	freeze(): Promise<void>;
	thaw(): Promise<void>;
	/** Stops it and deletes everything. */
	destroy(): Promise<void>;
}

/** PG_BIN, or the newest that Debian's packages have installed. */
function binaries(): string {
	const found =
		process.env['PG_BIN'] ?? globSync('/usr/lib/postgresql/*/bin').sort(numerically).at(-1);
	if (!found)
		throw new Error('No PostgreSQL here: install one, or set PG_BIN to the folder of initdb.');
	return found;
}

const numerically = (a: string, b: string) => a.localeCompare(b, undefined, { numeric: true });

/** Postgres refuses to run as root: there it runs as the user `postgres`. */
function whoRunsIt(): { uid?: number; gid?: number } {
	if (process.getuid?.() !== 0) return {};
	const id = (flag: string) =>
		Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim());
	return { uid: id('-u'), gid: id('-g') };
}

export async function startPostgres(): Promise<Postgres> {
	const bin = binaries();
	const user = whoRunsIt();
	const dir = mkdtempSync(path.join(tmpdir(), 'moothall-pg-'));
	if (user.uid !== undefined) chownSync(dir, user.uid, user.gid as number);
	const data = path.join(dir, 'data');
	execFileSync(path.join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres'], {
		...user,
		cwd: dir,
		stdio: 'ignore',
	});
	const port = await freePort();
	const url = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`;
	let server: ChildProcess | undefined;
	const signalAll = (signal: NodeJS.Signals) => {
		if (server?.pid === undefined) return;
		for (const pid of [server.pid, ...childrenOf(server.pid)])
			try {
				process.kill(pid, signal);
			} catch {
				// gone already
			}
	};
	const killHard = () => signalAll('SIGKILL');

	async function start(): Promise<void> {
		const settings = [
			`listen_addresses=127.0.0.1`,
			`unix_socket_directories=${dir}`,
			'max_connections=200',
			// After a crash every file is synced: all at once rather than one by one.
			'recovery_init_sync_method=syncfs',
		];
		server = spawn(
			path.join(bin, 'postgres'),
			['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
			{ ...user, cwd: dir, stdio: 'ignore' },
		);
		for (let attempt = 0; ; attempt++) {
			try {
				await query(url('postgres'), 'select 1');
				return;
			} catch (error) {
				if (attempt > 600 || server.exitCode !== null) throw error;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
		}
	}

	async function end(how: () => void): Promise<void> {
		const ending = server;
		if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
		const backends = childrenOf(ending.pid as number);
		const gone = new Promise((resolve) => ending.once('exit', resolve));
		how();
		await gone;
		// A backend that lives on holds the shared memory, and the next start would be refused.
		while (backends.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 10));
	}

	process.once('exit', killHard);
	await start();
	const version = await query(url('postgres'), 'show server_version');
	return {
		get pid() {
			return server?.pid as number;
		},
		version,
		async database(name) {
			await query(url('postgres'), `create database ${name}`);
			return url(name);
		},
		kill: () => end(killHard),
		stop: () => end(() => server?.kill('SIGINT')),
		start,
		freeze: () => Promise.resolve(signalAll('SIGSTOP')),
		thaw: () => Promise.resolve(signalAll('SIGCONT')),
		async destroy() {
			signalAll('SIGCONT');
			await end(() => server?.kill('SIGINT'));
			process.off('exit', killHard);
			rmSync(dir, { recursive: true, force: true });
		},
	};
}

/** Runs one statement on a connection of its own; returns the first field of the first row. */
export async function query(url: string, statement: string): Promise<string> {
	const client = new pg.Client({ connectionString: url });
	client.on('error', () => {});
	await client.connect();
	try {
		const { rows } = await client.query<Record<string, string>>(statement);
		return Object.values(rows[0] ?? {})[0] ?? '';
	} finally {
		await client.end();
	}
}
