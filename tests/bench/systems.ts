import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connect } from '#server/platform/db.ts';
import { migrate } from '#server/platform/migrate.ts';
import type { RoomAt, Target } from './jobs/job.ts';
import { query, type Postgres } from './support/postgres.ts';
import { startProcess, type Running } from './support/process.ts';
import { seed } from './support/seed.ts';
import { servicesOn } from './support/services.ts';

export const systemNames = [
	'moothall',
	'hocuspocus-pg',
	'hocuspocus',
	'y-websocket',
	'ws',
	'ws-pg',
] as const;
export type SystemName = (typeof systemNames)[number];

export const systemTitles: Readonly<Record<SystemName, string>> = {
	moothall: 'Moothall on Postgres, acknowledged when committed',
	'hocuspocus-pg': 'Hocuspocus 4.7 on Postgres (database extension)',
	hocuspocus: 'Hocuspocus 4.7 in memory',
	'y-websocket': 'y-websocket reference server in memory',
	ws: 'bare ws broadcast',
	'ws-pg': 'bare ws broadcast, after a bare insert into Postgres',
};

/** A server under test, with a store of its own. */
export interface System {
	readonly name: SystemName;
	/** Whether it still has its documents after a restart. */
	readonly keeps: boolean;
	readonly target: Target;
	/** Rooms nobody has been in, with so many people who may write in each. */
	rooms(count: number, people: number): Promise<RoomAt[]>;
	/** Ends the process in good order and starts another one on the same store. */
	restart(): Promise<void>;
	end(): Promise<void>;
}

const peers = fileURLToPath(new URL('./peers', import.meta.url));

/** Installs the peers as their lock file says, once. */
export function installPeers(): void {
	if (existsSync(`${peers}/node_modules/@hocuspocus`)) return;
	execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: peers,
		stdio: ['ignore', 'ignore', 'inherit'],
	});
}

const scripts: Readonly<Record<SystemName, string>> = {
	moothall: 'tests/bench/relay-server.ts',
	'hocuspocus-pg': 'tests/bench/peers/hocuspocus.js',
	hocuspocus: 'tests/bench/peers/hocuspocus.js',
	'y-websocket': 'tests/bench/peers/y-websocket.js',
	ws: 'tests/bench/peers/ws.js',
	'ws-pg': 'tests/bench/peers/ws.js',
};

/** What `npm start` gives to Node. */
function flagsOfStart(): string[] {
	const file = new URL('../../package.json', import.meta.url);
	const { scripts: run } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: { start: string } };
	return run.start.split(' ').filter((word) => word.startsWith('--'));
}

export async function startSystem(name: SystemName, postgres: Postgres): Promise<System> {
	const url =
		name === 'moothall' || name.endsWith('-pg')
			? await postgres.database(`bench_${randomUUID().replaceAll('-', '')}`)
			: undefined;
	const env = {
		DATABASE_URL: url,
		ORIGIN: 'http://localhost',
		SECRET: 'for load tests only, never elsewhere',
		PORT: '0',
		LOG_LEVEL: 'warn',
	};
	if (name === 'moothall') {
		const connection = await connect({ url, dataDir: '' });
		await migrate(connection.db);
		await connection.db.destroy();
	}
	const flags = name === 'moothall' ? flagsOfStart() : [];
	let server: Running = await startProcess(scripts[name], env, [], flags);
	return {
		name,
		keeps: name === 'moothall' || name === 'hocuspocus-pg',
		get target(): Target {
			return {
				address: {
					port: server.port,
					dialect: name.startsWith('hocuspocus') ? 'hocuspocus' : 'plain',
					prefix: name === 'moothall' ? '/sync/' : '/',
				},
				pid: server.pid,
				postgres: url === undefined ? null : postgres.pid,
			};
		},
		async rooms(count, people) {
			if (name !== 'moothall')
				return Array.from({ length: count }, () => ({
					name: `section:${randomUUID()}`,
					cookies: Array.from({ length: people }, () => undefined),
				}));
			const connection = await connect({ url, dataDir: '' });
			try {
				const { rooms, cookies } = await seed(servicesOn(connection), { rooms: count, people });
				return rooms.map((room) => ({ name: room, cookies }));
			} finally {
				await connection.db.destroy();
			}
		},
		async restart() {
			await server.end('SIGTERM');
			server = await startProcess(scripts[name], env, [], flags);
		},
		async end() {
			await server.end('SIGKILL');
			if (!url) return;
			const database = new URL(url).pathname.slice(1);
			const admin = new URL(url);
			admin.pathname = '/postgres';
			await query(admin.href, `drop database ${database} with (force)`);
		},
	};
}
