import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { ConfigError, readConfig } from '#server/platform/config.ts';
import { connect } from '#server/platform/db.ts';
import { migrate } from '#server/platform/migrate.ts';
import { holdStore } from '#server/platform/single.ts';
import { testStore } from '../../support/store.ts';

const real = {
	DATABASE_URL: 'postgres://x@localhost/x',
	ORIGIN: 'https://moothall.example.org',
	SECRET: 'x'.repeat(32),
};

const noEvents = { lost() {}, regained() {}, taken() {} };

test.each([
	['SECRET', { ...real, SECRET: 'short' }],
	['SECRET', { ...real, SECRET: '' }],
	['ORIGIN', { ...real, ORIGIN: '' }],
	['ORIGIN', { ...real, ORIGIN: 'moothall.example.org' }],
	['ORIGIN', { ...real, ORIGIN: 'https://moothall.example.org/path' }],
	['PORT', { ...real, PORT: 'eighty' }],
])('a wrong %s stops the start with one sentence', (name, env) => {
	expect(() => readConfig(env)).toThrow(ConfigError);
	expect(() => readConfig(env)).toThrow(new RegExp(`^${name} `));
});

test('without a database it is a demonstration; with one it is not, unless DEMO=1', () => {
	expect(readConfig({}).demo).toBe(true);
	expect(readConfig(real).demo).toBe(false);
	expect(readConfig({ DATABASE_URL: real.DATABASE_URL, DEMO: '1' }).demo).toBe(true);
});

test('migrating again changes nothing, and several at once apply each migration once', async () => {
	const store = await testStore();
	expect(await migrate(store.connection.db)).toEqual([]);
	if (store.url) {
		const { default: pg } = await import('pg');
		const client = new pg.Client({ connectionString: store.url });
		await client.connect();
		await client.query('drop schema public cascade; create schema public');
		await client.end();
		const connections = await Promise.all(
			[1, 2, 3].map(() => connect({ url: store.url, dataDir: '' })),
		);
		const applied = await Promise.all(connections.map(({ db }) => migrate(db)));
		expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
		await Promise.all(connections.map(({ db }) => db.destroy()));
	}
	await store.destroy();
});

test('a second process is refused on the same folder; a dead holder is not in the way', async () => {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'moothall-'));
	const config = { ...readConfig({}), dataDir };
	writeFileSync(path.join(dataDir, 'lock'), '1');
	await expect(holdStore(config, noEvents)).rejects.toThrow(/Another Moothall process \(1\)/);
	writeFileSync(path.join(dataDir, 'lock'), '999999999');
	const hold = await holdStore(config, noEvents);
	await hold.release();
	rmSync(dataDir, { recursive: true });
});

test('a second process is refused on the same Postgres until the first lets go', async () => {
	const store = await testStore();
	if (!store.url) {
		console.log('skipped on PGlite: it has no second connection to take a lock from');
		await store.destroy();
		return;
	}
	const config = { ...readConfig({}), databaseUrl: store.url };
	const first = await holdStore(config, noEvents);
	await expect(holdStore(config, noEvents)).rejects.toThrow(/Another Moothall process/);
	await first.release();
	const second = await holdStore(config, noEvents);
	await second.release();
	await store.destroy();
});

test('a hold whose connection dies is lost, and regained by whoever asks first', async () => {
	const store = await testStore();
	if (!store.url) {
		console.log('skipped on PGlite: it has no second connection to take a lock from');
		await store.destroy();
		return;
	}
	const config = { ...readConfig({}), databaseUrl: store.url };
	const seen: string[] = [];
	const event = (name: string) => () => void seen.push(name);
	const hold = await holdStore(config, {
		lost: event('lost'),
		regained: event('regained'),
		taken: event('taken'),
	});
	await sql`select pg_terminate_backend(pid) from pg_locks
		where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`.execute(
		store.connection.db,
	);
	await vi.waitFor(() => expect(seen).toEqual(['lost', 'regained']), 5_000);
	await expect(holdStore(config, noEvents)).rejects.toThrow(/Another Moothall process/);
	await hold.release();
	await store.destroy();
});
