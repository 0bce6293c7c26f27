import { execFile } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { createApp } from '#server/app.ts';
import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { until } from '../relay/hall.ts';
import { testStore, type TestStore } from '../support/store.ts';
import { Client } from './support/client.ts';
import { Pen } from './support/pen.ts';
import { seed, type Seeded } from './support/seed.ts';
import { servicesOn } from './support/services.ts';

const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
	for (const run of cleanUp.reverse()) await run();
});

async function store(): Promise<TestStore> {
	const made = await testStore();
	cleanUp.push(() => made.destroy());
	return made;
}

/** A server as `npm start` with an ORIGIN has it; returns its port. */
async function serving({ connection }: TestStore): Promise<number> {
	const app = createApp({
		connection,
		config: readConfig({ ORIGIN: 'http://hall.example', SECRET: 'x'.repeat(32) }),
		clock: systemClock,
		ids: systemIds,
		log: createLog('silent'),
	});
	const server = http.createServer();
	app.relay.attach(server);
	await new Promise<void>((resolve) => server.listen(0, resolve));
	cleanUp.push(async () => {
		await app.close();
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

const come = (port: number, room: string, cookie: string | undefined, hears = {}) =>
	new Client({ port, dialect: 'plain', prefix: '/sync/' }, room, cookie, hears);

async function writes(port: number, room: string, cookie: string): Promise<void> {
	const client = come(port, room, cookie);
	await client.synced;
	client.sendContent(client.content(new Pen(1 + Math.floor(Math.random() * 1e9)).opening()));
	await until(() => client.acknowledged === client.sent, 'what was written is acknowledged');
	client.close();
}

async function everybodyWritesEverywhere(port: number, { rooms, cookies }: Seeded): Promise<void> {
	for (const room of rooms) await Promise.all(cookies.map((cookie) => writes(port, room, cookie)));
}

test('everybody may write in every room, on a store that was filled before too', async () => {
	const filled = await store();
	const services = servicesOn(filled.connection);
	const first = await seed(services, { rooms: 1, people: 1 });
	const second = await seed(services, { rooms: 3, people: 4 });
	expect(second.rooms).toHaveLength(3);
	expect(new Set([...first.cookies, ...second.cookies]).size).toBe(5);
	for (const room of [...first.rooms, ...second.rooms])
		expect(room).toMatch(/^section:[0-9a-f-]{36}$/);
	for (const cookie of second.cookies) expect(cookie).toMatch(/^session=\S+$/);

	const port = await serving(filled);
	await everybodyWritesEverywhere(port, first);
	await everybodyWritesEverywhere(port, second);
});

test('readers read and write nowhere, and without a cookie nobody comes in', async () => {
	const filled = await store();
	const { rooms, readers } = await seed(servicesOn(filled.connection), {
		rooms: 1,
		people: 0,
		readers: 1,
	});
	const port = await serving(filled);
	const refused: string[] = [];
	const reader = come(port, rooms[0] as string, readers[0], {
		refused: (_n: number, code: string) => refused.push(code),
	});
	await reader.synced;
	reader.sendContent(reader.content(new Pen(7).opening()));
	await until(() => refused.length > 0, 'the reader is refused');
	expect(refused).toEqual(['read_only']);
	reader.close();
	await expect(come(port, rooms[0] as string, undefined).synced).rejects.toThrow('401');
});

test('the cookie has the name that a server at an https address looks for', async () => {
	const { connection } = await store();
	const { cookies } = await seed(servicesOn(connection, 'https://hall.example'), {
		rooms: 1,
		people: 1,
	});
	expect(cookies[0]).toMatch(/^__Host-session=/);
});

test.runIf(process.env['TEST_DATABASE_URL'])(
	'the command prints JSON and nothing else',
	async () => {
		const filled = await store();
		const { stdout } = await promisify(execFile)(
			process.execPath,
			['tests/bench/seed.ts', '--rooms', '2', '--people', '3'],
			{ env: { ...process.env, DATABASE_URL: filled.url } },
		);
		const seeded = JSON.parse(stdout) as Seeded;
		expect(Object.keys(seeded)).toEqual(['rooms', 'cookies']);
		expect(seeded.rooms).toHaveLength(2);
		expect(seeded.cookies).toHaveLength(3);
		await everybodyWritesEverywhere(await serving(filled), seeded);
	},
);
