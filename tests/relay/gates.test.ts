import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Entry } from '#server/relay/relay.ts';
import { hall, stock, until, type Hall, type Person } from './hall.ts';
import { Raw, writing } from './raw.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

const entryOf = (hall: Hall, person: Person) => hall.entries.get(person.account) as Entry;

test.each(['https://elsewhere.example', 'null', 'http://localhost.elsewhere.example'])(
	'a page of %s is refused, session or not',
	async (origin) => {
		const room = await h.room();
		const raw = new Raw(h, `agenda:${room.id}`, h.person('Ann'), origin);
		expect(await raw.refusedWith()).toBe(403);
	},
);

test('a client that is no page has no origin, and needs a session all the same', async () => {
	const room = await h.room();
	await new Raw(h, `agenda:${room.id}`, h.person('Ann'), null).join();
	expect(await new Raw(h, `agenda:${room.id}`, null, null).refusedWith()).toBe(401);
});

test('not found and not yours look alike', async () => {
	const room = await h.room();
	const ann = h.person('Ann');
	const stranger = h.person('Stranger');
	h.entries.delete(stranger.account);
	const addresses = [
		`agenda:${randomUUID()}`,
		`live-agenda:${room.id}`,
		`live:nonsense`,
		`section:${room.id}`,
		room.id,
	];
	for (const address of addresses) expect(await new Raw(h, address, ann).refusedWith()).toBe(404);
	expect(await new Raw(h, `agenda:${room.id}`, stranger).refusedWith()).toBe(404);
	for (const address of [...addresses, `agenda:${room.id}`])
		expect(await new Raw(h, address, null).refusedWith()).toBe(401);
});

test('a client that asks for codes is told by a code what the handshake could not say', async () => {
	const room = await h.room();
	const stranger = h.person('Stranger');
	h.entries.delete(stranger.account);
	const unknown = new Raw(h, `agenda:${room.id}?codes=1`, null);
	const notYours = new Raw(h, `agenda:${room.id}?codes=1`, stranger);
	await until(() => unknown.closed === 4401 && notYours.closed === 4404);
});

test('a reader is shown everything and can change nothing', async () => {
	const room = await h.room((doc) => doc.getText('note').insert(0, 'to read'));
	const reader = await new Raw(h, `agenda:${room.id}`, h.person('Reader', 'read')).join();
	const writer = await new Raw(h, `agenda:${room.id}`, h.person('Writer')).join();
	expect(reader.doc.getText('note').toJSON()).toBe('to read');
	reader.update(writing('mine'));
	await until(() => reader.refusals.length === 1);
	expect(reader.refusals).toEqual([[1, 'read_only']]);
	expect(writer.updates).toBe(0);
	// The stock client answers "what have you got" even when it has nothing: that is no attempt to write.
	reader.sync(1, Y.encodeStateAsUpdate(reader.doc));
	await until(() => reader.acknowledged === 2);
	reader.sync(1, writing('offline work of a former writer'));
	await until(() => reader.refusals.length === 2);
	expect(reader.refusals[1]).toEqual([3, 'read_only']);
	writer.update(writing('more '));
	await until(() => reader.doc.getText('note').toJSON().includes('more'));
	expect(reader.closed).toBeUndefined();
});

test('a session that ends takes its sockets along within a second, and nobody else’s', async () => {
	const room = await h.room();
	const ann = h.person('Ann');
	const one = stock(h, `agenda:${room.id}`, ann);
	const two = await new Raw(h, `agenda:${room.id}`, h.person('Ben')).join();
	await until(() => one.synced);
	const closed = new Promise<{ code: number }>((resolve) => one.on('closed', resolve));
	const at = Date.now();
	h.sessions.delete(ann.cookie);
	h.relay.endSession(ann.visitor.sessionRef);
	expect((await closed).code).toBe(4401);
	expect(Date.now() - at).toBeLessThan(1_000);
	expect(one.shouldConnect).toBe(false);
	two.update(writing('still here'));
	await until(() => two.acknowledged === 1);
	one.destroy();
});

test('a session that ran out is found within the look’s time, without any act', async () => {
	const looking = await hall(undefined, { lookMs: 20 });
	const room = await looking.room();
	const ann = looking.person('Ann');
	const one = await new Raw(looking, `agenda:${room.id}`, ann).join();
	const two = await new Raw(looking, `agenda:${room.id}`, looking.person('Ben')).join();
	const visitor = await new Raw(looking, `live:${randomUUID()}`, null).join();
	looking.sessions.delete(ann.cookie);
	await until(() => one.closed === 4401);
	expect([two.closed, visitor.closed]).toEqual([undefined, undefined]);
	await looking.close();
});

test('a changed right closes the socket within a second; what one may still do is asked at the door', async () => {
	const room = await h.room();
	const ann = h.person('Ann');
	const ben = h.person('Ben');
	const one = await new Raw(h, `agenda:${room.id}`, ann).join();
	const two = await new Raw(h, `agenda:${room.id}`, ben).join();
	expect(one.welcome).toEqual({ access: 'write', name: 'Ann', role: 'Member', colour: 3 });
	h.relay.recheck({ roomId: room.id });
	await new Promise((resolve) => setTimeout(resolve, 100));
	expect([one.closed, two.closed]).toEqual([undefined, undefined]);
	h.entries.delete(ann.account);
	h.relay.recheck({ accountId: ann.account });
	await until(() => one.closed === 4403);
	h.entries.set(ben.account, { ...entryOf(h, ben), access: 'read' });
	h.relay.recheck({ roomId: room.id });
	await until(() => two.closed === 4403);
	await h.app.db.deleteFrom('room').where('id', '=', room.id).execute();
	const gone = new Raw(h, `agenda:${room.id}?codes=1`, ben);
	await until(() => gone.closed === 4404);
});

test('a right taken away while somebody is at the door is not missed', async () => {
	const room = await h.room();
	const ann = h.person('Ann');
	const get = h.entries.get.bind(h.entries);
	// The gate answers, and in the same moment the right is withdrawn.
	h.entries.get = (account) => {
		const entry = get(account);
		if (!h.entries.delete(account)) return entry;
		h.relay.recheck({ accountId: ann.account });
		return entry;
	};
	const raw = new Raw(h, `agenda:${room.id}`, ann);
	await until(() => raw.closed === 4403);
	h.entries.get = get;
});

test('other upgrades are left alone', async () => {
	const raw = new Raw(h, `../elsewhere`, h.person('Ann'));
	await new Promise((resolve) => setTimeout(resolve, 100));
	expect(raw.socket.readyState).toBe(raw.socket.CONNECTING);
	raw.socket.terminate();
});

test.each(['//', '//sync/agenda:x', '/sync/%', 'sync', '/sync/../..', '/\\'])(
	'an address that is none (%s) ends nothing',
	async (address) => {
		const { port } = new URL(h.base);
		for (const upgrade of ['', 'Connection: Upgrade\r\nUpgrade: websocket\r\n']) {
			const line = net.connect(Number(port), 'localhost');
			line.on('error', () => {});
			line.end(`GET ${address} HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`);
			await new Promise((resolve) => setTimeout(resolve, 50));
			line.destroy();
		}
		const room = await h.room();
		await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	},
);

test('a page that was made for somebody else is shown the door', async () => {
	const room = await h.room((doc) => doc.getText('note').insert(0, 'for Ben'));
	const [ann, ben] = [h.person('Ann'), h.person('Ben')];
	const name = `agenda:${room.id}?as=${ann.account}`;
	const annsPage = await new Raw(h, name, ann).join();
	const readByBen = new Raw(h, `${name}&codes`, ben);
	await until(() => readByBen.closed === 4401);
	expect(await new Raw(h, name, null).refusedWith()).toBe(401);
	const first = (person: Person) =>
		fetch(`${h.base}/sync/${name}`, { headers: { cookie: person.cookie } });
	expect([(await first(ann)).status, (await first(ben)).status]).toEqual([200, 401]);
	expect(annsPage.closed).toBeUndefined();
});
