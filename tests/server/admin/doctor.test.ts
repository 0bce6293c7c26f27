import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	examine,
	examineClock,
	examineDatabase,
	examineDisk,
	examineMail,
	examineTls,
	examineWeb,
	examineWebsocket,
} from '#server/admin/doctor.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { certificate, key } from './localhost-certificate.ts';

let t: TestApp;
const open: net.Server[] = [];
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(async () => {
	for (const server of open) server.close();
	await t.close();
});

async function listening(server: net.Server): Promise<number> {
	open.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}
const states = (found: readonly { state: string }[]) => found.map(({ state }) => state);

test('the database: the built-in store is told, a Postgres that keeps its word is good', async () => {
	const found = await examineDatabase(t.app);
	// The tests have no DATABASE_URL in their settings, on whichever engine they run.
	expect(found).toEqual([
		expect.objectContaining({
			state: 'look',
			says: expect.stringContaining('power cut') as string,
		}),
	]);
	const durable = { ...t.app, config: { ...t.app.config, databaseUrl: 'postgres://as-it-were' } };
	const judged = await examineDatabase(durable);
	expect(judged.length).toBeGreaterThan(0);
	expect(judged.every(({ what }) => what === 'database')).toBe(true);
});

/** A mail server that greets, and takes the caller or not. */
const postOffice = (takes: boolean) =>
	listening(
		net.createServer((socket) => {
			socket.write('220 post.example ESMTP\r\n');
			socket.on('data', (data) => {
				const word = data.toString().slice(0, 4).toUpperCase();
				if (word === 'EHLO' || word === 'HELO')
					socket.write('250-post.example\r\n250 AUTH PLAIN\r\n');
				else if (word === 'AUTH') socket.write(takes ? '235 welcome\r\n' : '535 not you\r\n');
				else if (word === 'QUIT') socket.end('221 bye\r\n');
				else socket.write('250 ok\r\n');
			});
			socket.on('error', () => {});
		}),
	);

test('mail: no server, one that takes us, one that does not, one that is not there', async () => {
	const mail = (url: string | undefined, from = 'Place <office@place.example>') =>
		examineMail(t.app, url, from);
	expect(states(await mail(undefined))).toEqual(['look']);
	const taken = `smtp://us:word@127.0.0.1:${await postOffice(true)}`;
	expect(states(await mail(taken))).toEqual(['good']);
	expect(states(await mail(taken, 'Moothall <moothall@localhost>'))).toEqual(['good', 'look']);
	const refused = await mail(`smtp://us:word@127.0.0.1:${await postOffice(false)}`);
	expect(refused).toMatchObject([{ state: 'bad', says: expect.stringContaining('535') as string }]);
	expect(states(await mail('smtp://127.0.0.1:1'))).toEqual(['bad']);
	await t.app.db
		.insertInto('mail')
		.values({
			id: crypto.randomUUID(),
			recipient: 'a@example.org',
			subject: 's',
			body: 'b',
			created_at: new Date(Date.now() - 2 * 3_600_000),
		})
		.execute();
	expect(states(await mail(taken))).toEqual(['good', 'look']);
});

test.each([
	[0, 'good'],
	[10_000, 'look'],
	[2 * 3_600_000, 'bad'],
	[-2 * 3_600_000, 'bad'],
])('a clock %i ms off is %s', async (off, state) => {
	const clock = { now: () => new Date(Date.now() + off) };
	expect((await examineClock({ db: t.app.db, clock })).state).toBe(state);
});

test('TLS: believed and long, believed and short, over, not believed, not there', async () => {
	const port = await listening(tls.createServer({ cert: certificate, key }));
	const at = { host: 'localhost', port, ca: certificate };
	const now = new Date();
	expect((await examineTls(at, now)).state).toBe('good');
	const last = new Date(Date.parse(await validTo(port)));
	const before = (days: number) => new Date(last.getTime() - days * 86_400_000);
	expect((await examineTls(at, before(10))).state).toBe('look');
	expect((await examineTls(at, before(-2))).says).toMatch(/ran out/);
	expect((await examineTls({ host: 'localhost', port }, now)).says).toMatch(/do not believe/);
	const plain = await listening(net.createServer((socket) => socket.end('no\r\n')));
	expect((await examineTls({ host: '127.0.0.1', port: plain }, now)).state).toBe('bad');
});

const validTo = (port: number) =>
	new Promise<string>((resolve) => {
		const socket = tls.connect({ host: 'localhost', port, ca: certificate }, () => {
			resolve(socket.getPeerCertificate().valid_to);
			socket.destroy();
		});
	});

test('websockets: through to the relay, swallowed by a proxy, answered by somebody else', async () => {
	const ours = http.createServer((_, answer) => answer.writeHead(200).end('ok'));
	t.app.relay.attach(ours);
	const port = await listening(ours);
	const origin = new URL(`http://127.0.0.1:${port}`);
	expect(await examineWebsocket(origin)).toMatchObject({ state: 'good' });
	expect(states(await examineWeb({ origin }))).toEqual(['good']);
	const proxy = await listening(http.createServer((_, answer) => answer.writeHead(502).end()));
	const through = new URL(`http://127.0.0.1:${proxy}`);
	expect((await examineWebsocket(through)).state).toBe('bad');
	expect(states(await examineWeb({ origin: through }))).toEqual(['bad']);
	expect((await examineWebsocket(new URL('http://127.0.0.1:1'))).state).toBe('bad');
	expect(states(await examineWeb({ origin: new URL('http://place.invalid') }))).toEqual([
		'bad',
		'bad',
	]);
	expect(states(await examineWeb({ origin: undefined }))).toEqual(['look']);
});

test('the disk is measured, also of a folder that is not there yet', async () => {
	expect((await examineDisk('.')).says).toMatch(/^\d+ MB are free/);
	expect((await examineDisk('/nowhere/at/all')).says).toMatch(/MB/);
});

test('all of it together names every part that there is', async () => {
	const found = await examine(t.app);
	expect([...new Set(found.map(({ what }) => what))]).toEqual([
		'database',
		'mail',
		'clock',
		'web',
		'disk',
	]);
	expect(found.filter(({ state }) => state === 'bad')).toEqual([]);
});
