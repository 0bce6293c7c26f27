// npm run trust:restore: a backup while people type and a clerk acts, read into an empty store by the command that an
// operator uses, and held against the file: rows, hashes, the audit log's seals, frozen versions, acknowledged edits. On
// Postgres the backup too is the operator's command, beside the running server; the built-in store takes one process, so
// there the server itself writes it. Table on stderr, JSON on stdout; 1 when anything differs.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { backUp } from '#server/admin/backup.ts';
import { createApp, type App } from '#server/app.ts';
import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import { connect } from '#server/platform/db.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { migrate } from '#server/platform/migrate.ts';
import { machine } from '../bench/support/machine.ts';
import { startPostgres } from '../bench/support/postgres.ts';
import { printTable } from '../bench/support/print.ts';
import { backUpUnderLoad, compare, isWhole } from './support/restored.ts';

const { values } = parseArgs({
	options: {
		typists: { type: 'string', default: '20' },
		seconds: { type: 'string', default: '10' },
		engine: { type: 'string', default: 'both' },
	},
});
const engines = values.engine === 'both' ? ['postgres', 'pglite'] : [values.engine];
const load = { typists: Number(values.typists), warmUpMs: Number(values.seconds) * 1000 };

type Env = Readonly<Record<string, string>>;
const secrets = { ORIGIN: 'http://localhost', SECRET: 'for fault tests only, never elsewhere' };

async function open(env: Env): Promise<{ app: App; close: () => Promise<void> }> {
	const config = readConfig({ LOG_LEVEL: 'silent', ...env });
	const connection = await connect({ url: config.databaseUrl, dataDir: config.dataDir });
	await migrate(connection.db);
	const log = createLog(config.logLevel);
	const app = createApp({ connection, config, clock: systemClock, ids: systemIds, log });
	return {
		app,
		async close() {
			await app.close();
			await connection.db.destroy();
		},
	};
}

async function admin(env: Env, ...args: string[]): Promise<void> {
	const inherited = Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL');
	await promisify(execFile)(process.execPath, ['server/admin/admin.ts', ...args], {
		env: { ...Object.fromEntries(inherited), ...env },
	});
}

async function run(engine: string) {
	const folder = mkdtempSync(path.join(tmpdir(), 'moothall-restore-'));
	const postgres = engine === 'postgres' ? await startPostgres() : undefined;
	const envOf = async (name: string): Promise<Env> => ({
		...secrets,
		DATA_DIR: path.join(folder, name),
		...(postgres ? { DATABASE_URL: await postgres.database(name) } : {}),
	});
	const file = path.join(folder, 'backup.gz');
	try {
		const fromEnv = await envOf('served');
		const toEnv = await envOf('restored');
		const from = await open(fromEnv);
		const write = () => (postgres ? admin(fromEnv, 'backup', file) : backUp(from.app, file));
		const backed = await backUpUnderLoad(from.app, write, load);
		await from.close();
		const began = performance.now();
		await admin(toEnv, 'restore', file);
		const restoreMs = Math.round(performance.now() - began);
		const to = await open(toEnv);
		const found = await compare(to.app, file, backed);
		await to.close();
		const { writers, ...during } = backed;
		return {
			engine: postgres ? `PostgreSQL ${postgres.version}` : 'PGlite',
			writers: writers.length,
			...during,
			restoreMs,
			...found,
			// On one connection nothing can be committed while the picture is taken; on Postgres it must go on.
			whole: isWhole(found, backed) && (!postgres || during.editsMeanwhile > 0),
		};
	} finally {
		await postgres?.destroy();
		rmSync(folder, { recursive: true, force: true });
	}
}

const results = [];
for (const engine of engines) results.push(await run(engine));
printTable(
	[
		'store',
		'edits before, meanwhile',
		'commands',
		'backup ms',
		'restore ms',
		'tables',
		'rows',
		'differ',
		'seals',
		'hashes',
		'edits lost',
		'whole',
	],
	results.map((result) => [
		result.engine,
		`${result.edits}, ${result.editsMeanwhile}`,
		`${result.commands}, ${result.commandsMeanwhile}`,
		String(result.backupMs),
		String(result.restoreMs),
		String(result.tables),
		String(result.rows),
		String(new Set([...result.rowsDiffer, ...result.hashesDiffer]).size),
		result.auditWhole ? `${result.auditRows} whole` : 'BROKEN',
		`${result.hashesChecked - result.hashesWrong} of ${result.hashesChecked}`,
		String(result.editsLost),
		result.whole ? 'yes' : 'NO',
	]),
);
console.log(JSON.stringify({ where: machine(), results }));
process.exit(results.every(({ whole }) => whole) ? 0 : 1);
