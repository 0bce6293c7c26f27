import { randomUUID } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { topicKey } from '#domain/relay/protocol.ts';
import { hall, stock, until, type Hall } from './hall.ts';
import { Raw, writing } from './raw.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

const words = (doc: Y.Doc) => doc.getText('note').insert(0, 'A long paper. '.repeat(500));

test('the first load comes by HTTP: compressed, with the log’s sequence for a tag, and only to those let in', async () => {
	const room = await h.room(words);
	const ann = h.person('Ann');
	const address = `${h.base}/sync/agenda:${room.id}`;
	const get = (headers: Record<string, string>) => fetch(address, { headers });
	const answer = await get({ cookie: ann.cookie });
	expect(answer.status).toBe(200);
	expect(answer.headers.get('content-type')).toBe('application/octet-stream');
	expect(answer.headers.get('etag')).toBe('"1"');
	const doc = new Y.Doc();
	Y.applyUpdate(doc, new Uint8Array(await answer.arrayBuffer()));
	expect(doc.getText('note').length).toBe(7_000);
	const packed = await new Promise<Buffer>((resolve, reject) => {
		void import('node:http').then(({ get: plain }) => {
			plain(address, { headers: { cookie: ann.cookie, 'accept-encoding': 'br' } }, (response) => {
				const parts: Buffer[] = [];
				response.on('data', (part: Buffer) => parts.push(part));
				response.on('end', () => resolve(Buffer.concat(parts)));
			}).on('error', reject);
		});
	});
	expect(packed.length).toBeLessThan(500);
	Y.applyUpdate(new Y.Doc(), brotliDecompressSync(packed));

	expect((await get({ cookie: ann.cookie, 'if-none-match': '"1"' })).status).toBe(304);
	expect((await get({})).status).toBe(401);
	const stranger = h.person('Stranger');
	h.entries.delete(stranger.account);
	expect((await get({ cookie: stranger.cookie })).status).toBe(404);
	const empty = await h.room();
	const nothing = await fetch(`${h.base}/sync/agenda:${empty.id}`, {
		headers: { cookie: ann.cookie },
	});
	expect(nothing.status).toBe(204);
	const live = await fetch(`${h.base}/sync/live:${randomUUID()}`, {
		headers: { cookie: ann.cookie },
	});
	expect(live.status).toBe(404);
	const post = await fetch(address, { method: 'POST', headers: { cookie: ann.cookie } });
	expect(post.status).toBe(405);

	// The socket brings the difference only.
	const raw = await new Raw(h, `agenda:${room.id}`, h.person('Ben')).join();
	raw.update(writing('new '));
	await until(() => raw.acknowledged === 1);
	const late = stock(h, `agenda:${room.id}`, ann, doc);
	await until(() => late.synced);
	expect(doc.getText('note').length).toBe(7_004);
	late.destroy();
});

test('a reader that stops reading is closed before it costs memory; the others hear everything', async () => {
	const address = `live:${randomUUID()}`;
	const id = address.slice(5);
	const [slow, good] = (await Promise.all(
		['Slow', 'Ben'].map((name) => new Raw(h, address, h.person(name)).join()),
	)) as [Raw, Raw];
	slow.socket.pause();
	// What the two kernels hold for a socket comes before what the relay holds.
	for (let version = 1; version <= 40; version++) {
		h.relay.writeTopic('live', id, 'run', version, `${version}`.padEnd(500_000));
		await until(() => good.doc.getMap('run').has(topicKey(version)));
	}
	await until(async () =>
		/code="1013"\} [1-9]/.test(await h.relay.metrics.getSingleMetricAsString('relay_closed_total')),
	);
	slow.socket.terminate();
	expect(good.closed).toBeUndefined();
	good.socket.close();
});

test('one who sends very much does not silence the others, and nothing of it is refused', async () => {
	const room = await h.room();
	const loud = await new Raw(h, `agenda:${room.id}`, h.person('Loud')).join();
	const quiet = await new Raw(h, `agenda:${room.id}`, h.person('Quiet')).join();
	const doc = new Y.Doc();
	doc.on('update', (update: Uint8Array) => loud.update(update));
	for (let i = 0; i < 20_000; i++) doc.getText('note').insert(i, 'y');
	quiet.update(writing('me too '));
	await until(() => quiet.acknowledged === 1);
	const heardAfter = loud.acknowledged;
	await until(() => loud.acknowledged === 20_000);
	expect(heardAfter).toBeLessThan(20_000);
	expect(loud.refusals).toEqual([]);
	await until(() => quiet.doc.getText('note').length >= 20_000);
});

test('in a crowd those who only look on hear all the same, and are spared the cursors', async () => {
	const room = await h.room();
	const people = await Promise.all(
		Array.from({ length: 230 }, (_, i) =>
			new Raw(h, `agenda:${room.id}`, h.person(`Person ${i}`)).join(),
		),
	);
	const [one, two] = people as [Raw, Raw];
	// Having spoken, they are no audience any more.
	for (const [i, raw] of [one, two].entries()) raw.update(writing(`word${i} `));
	await until(() => people.slice(2).every(({ doc }) => doc.getText('note').length === 12));
	one.aware(4711, 1, { place: 'here' });
	await until(() => two.awareness.has(4711));
	expect(people.slice(2).some(({ awareness }) => awareness.has(4711))).toBe(false);
	for (const { socket } of people) socket.close();
});
