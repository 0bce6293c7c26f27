import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { transact, reading } from '#server/platform/tx.ts';
import { databaseStore } from '#server/relay/store.ts';
import { hall, stock, until, type Hall } from './hall.ts';
import { Raw, writing } from './raw.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall(undefined, { restMs: 20, lingerMs: 40 });
});
afterAll(() => h.close());

const note = (doc: Y.Doc) => doc.getText('note').toJSON();
const rooms = async (state: string): Promise<number> => {
	const text = await h.relay.metrics.getSingleMetricAsString('relay_rooms');
	return Number(new RegExp(`state="${state}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
};
const snapshots = (id: string) =>
	h.app.db
		.selectFrom('room_snapshot')
		.select(['upto_seq', 'bytes'])
		.where('room_id', '=', id)
		.orderBy('upto_seq')
		.execute();

/** Types so many letters, each a row of its own. */
async function type(raw: Raw, letters: number): Promise<Y.Doc> {
	const doc = new Y.Doc();
	const before = raw.acknowledged;
	for (let i = 0; i < letters; i++) {
		const update = new Promise<Uint8Array>((resolve) => doc.once('update', resolve));
		doc.getText('note').insert(i, String(i % 10));
		raw.update(await update);
		await until(() => raw.acknowledged === before + i + 1);
	}
	return doc;
}

test('a room that is left is compacted, turns cold, and is the same to whoever comes next', async () => {
	const room = await h.room();
	const raw = await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	const doc = await type(raw, 30);
	raw.socket.close();
	await until(async () => (await snapshots(room.id)).length === 1);
	await until(async () => (await rooms('draining')) + (await rooms('quiet')) === 0);
	const [snapshot] = await snapshots(room.id);
	expect(snapshot?.upto_seq).toBe(30);
	const back = await new Raw(h, `agenda:${room.id}`, h.person('Ben')).join();
	expect(note(back.doc)).toBe(note(doc));
	// The log goes on from there.
	back.update(writing('more '));
	await until(() => back.acknowledged === 1);
	const read = await reading(h.app, (tx) => h.relay.read(tx, room.id));
	expect(note(read)).toContain('more');
	expect(note(read)).toHaveLength(35);
});

test('readers of a quiet room make no document; the first word does', async () => {
	const room = await h.room((doc) => doc.getText('note').insert(0, 'to be read'));
	const one = stock(h, `agenda:${room.id}`, h.person('Ann'));
	const two = stock(h, `agenda:${room.id}`, h.person('Ben'));
	await until(() => one.synced && two.synced);
	expect(note(one.doc)).toBe('to be read');
	await h.relay.drain(room.id);
	const hot = await rooms('hot');
	one.doc.getText('note').insert(0, 'now ');
	await until(() => note(two.doc) === 'now to be read');
	expect(await rooms('hot')).toBe(hot + 1);
	one.destroy();
	two.destroy();
});

test('a row that does not decode is put aside and reported, and the room works without it', async () => {
	const room = await h.room((doc) => doc.getText('note').insert(0, 'before'));
	await transact(h.app, async ({ db }) => {
		await db
			.insertInto('room_update')
			.values([
				{ room_id: room.id, seq: 2, account_id: null, bytes: Buffer.from([3, 1, 4, 1, 5]) },
				{ room_id: room.id, seq: 3, account_id: null, bytes: writing(' after', 9) },
			])
			.execute();
		await db.updateTable('room').set({ head_seq: 3 }).where('id', '=', room.id).execute();
	});
	const raw = await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	expect(note(raw.doc).length).toBe('before after'.length);
	raw.update(writing('x'));
	await until(() => raw.acknowledged === 1);
	const aside = await h.app.db
		.selectFrom('room_quarantine')
		.select(['seq', 'reason'])
		.where('room_id', '=', room.id)
		.execute();
	expect(aside.map(({ seq }) => seq)).toEqual([2]);
	expect(await h.relay.metrics.getSingleMetricAsString('relay_quarantined_total')).toMatch(/ 1$/m);
	expect(note(await reading(h.app, (tx) => h.relay.read(tx, room.id)))).toContain('after');
});

/** What one client writes, letter by letter, as updates that build on one another. */
function letters(client: number, text: string): Uint8Array[] {
	const doc = new Y.Doc();
	doc.clientID = client;
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	for (let n = 0; n < text.length; n++) doc.getText('note').insert(n, text.charAt(n));
	return updates;
}

test.each([
	['that does not decode', (row: Uint8Array) => row.subarray(0, 3)],
	// Its deletions, which stand at the end: one of a client of whom nothing is said.
	['whose end is missing', (row: Uint8Array) => new Uint8Array([...row.subarray(0, -1), 1])],
])('a row %s takes along only what builds on it', async (_what, spoil) => {
	const room = await h.room((doc) => doc.getText('note').insert(0, 'before '));
	const [a, b, c] = letters(9, 'abc') as [Uint8Array, Uint8Array, Uint8Array];
	const rows = [a, spoil(b), c, writing('after', 10)];
	await transact(h.app, async ({ db }) => {
		await db
			.insertInto('room_update')
			.values(
				rows.map((bytes, n) => ({
					room_id: room.id,
					seq: n + 2,
					account_id: null,
					bytes: Buffer.from(bytes),
				})),
			)
			.execute();
		await db.updateTable('room').set({ head_seq: 5 }).where('id', '=', room.id).execute();
	});
	const raw = await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	// In whatever order two who begin in the same place stand.
	const sorted = (text: string) => text.split('').sort();
	expect(sorted(note(raw.doc))).toEqual(sorted('before aafter'));
	for (const n of [1, 2, 3]) {
		raw.update(writing('x'));
		await until(() => raw.acknowledged === n);
	}
	expect(raw.closed).toBeUndefined();
	const aside = await h.app.db
		.selectFrom('room_quarantine')
		.select('seq')
		.where('room_id', '=', room.id)
		.orderBy('seq')
		.execute();
	expect(aside.map(({ seq }) => seq)).toEqual([3, 4]);
	// Whoever still has the words brings them back.
	const doc = new Y.Doc();
	for (const update of [a, b, c]) Y.applyUpdate(doc, update);
	const entry = await h.app.db
		.selectFrom('room_client')
		.select('client_id')
		.where('room_id', '=', room.id)
		.execute();
	expect(entry.map(({ client_id: client }) => client)).not.toContain(9);
	const author = await new Raw(h, `agenda:${room.id}`, h.person('Ben')).join();
	author.sync(1, Y.encodeStateAsUpdate(doc));
	await until(() => author.acknowledged === 1);
	await until(() => note(raw.doc).includes('abc'));
});

test('a log that is not what the room shows is not compacted, and nothing is deleted', async () => {
	// The compactor is given a log without its last row: a fault planted between the store and the thread.
	let short = false;
	const planted: Hall = await hall(undefined, {
		restMs: 20,
		lingerMs: 40,
		store: {
			async load(id) {
				const loaded = await databaseStore(planted.app).load(id);
				return loaded && short ? { ...loaded, tail: loaded.tail.slice(0, -1) } : loaded;
			},
			append: (batch) => databaseStore(planted.app).append(batch),
			quarantine: () => Promise.resolve(),
			compact: (...args) => databaseStore(planted.app).compact(...args),
			sweep: () => Promise.resolve(0),
		},
	});
	const room = await planted.room();
	const raw = await new Raw(planted, `agenda:${room.id}`, planted.person('Ann')).join();
	await type(raw, 25);
	short = true;
	raw.socket.close();
	await until(async () =>
		/outcome="unequal"\} 1/.test(
			await planted.relay.metrics.getSingleMetricAsString('relay_compactions_total'),
		),
	);
	const rows = await planted.app.db
		.selectFrom('room_update')
		.select('seq')
		.where('room_id', '=', room.id)
		.execute();
	expect(rows).toHaveLength(25);
	await planted.close();
});

test('while the store is not there nothing is acknowledged or shown; when it is back all is, once', async () => {
	let down = false;
	const outage: Hall = await hall(undefined, {
		store: {
			load: (id) => databaseStore(outage.app).load(id),
			append: (batch) =>
				down
					? Promise.reject(new Error('connection refused'))
					: databaseStore(outage.app).append(batch),
			quarantine: () => Promise.resolve(),
			compact: () => Promise.resolve(),
			sweep: () => Promise.resolve(0),
		},
	});
	const room = await outage.room();
	const one = await new Raw(outage, `agenda:${room.id}`, outage.person('Ann')).join();
	const two = await new Raw(outage, `agenda:${room.id}`, outage.person('Ben')).join();
	down = true;
	for (const word of ['one ', 'two ', 'three ']) one.update(writing(word));
	await until(async () =>
		/ [1-9]/.test(
			await outage.relay.metrics.getSingleMetricAsString('relay_commit_failures_total'),
		),
	);
	expect([one.acknowledged, two.updates, one.closed, two.closed]).toEqual([
		0,
		0,
		undefined,
		undefined,
	]);
	down = false;
	await until(() => one.acknowledged === 3 && note(two.doc).length === 14);
	expect(note(await reading(outage.app, (tx) => outage.relay.read(tx, room.id)))).toHaveLength(14);
	await outage.close();
});

test('held, as when the lock on the database is lost: nothing is committed until it is back', async () => {
	const room = await h.room();
	const raw = await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	h.relay.hold();
	raw.update(writing('waits'));
	await new Promise((resolve) => setTimeout(resolve, 100));
	expect(raw.acknowledged).toBe(0);
	h.relay.resume();
	await until(() => raw.acknowledged === 1);
});

test('what was written while a snapshot was made is not counted with what the snapshot covers', async () => {
	let compactions = 0;
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const busy: Hall = await hall(undefined, {
		restMs: 20,
		lingerMs: 40,
		store: {
			load: (id) => databaseStore(busy.app).load(id),
			append: (batch) => databaseStore(busy.app).append(batch),
			quarantine: () => Promise.resolve(),
			async compact(...args) {
				compactions++;
				await held;
				await databaseStore(busy.app).compact(...args);
			},
			sweep: () => Promise.resolve(0),
		},
	});
	const room = await busy.room();
	const raw = await new Raw(busy, `agenda:${room.id}`, busy.person('Ann')).join();
	const doc = new Y.Doc();
	const say = async (write: (text: Y.Text) => void) => {
		const update = new Promise<Uint8Array>((resolve) => doc.once('update', resolve));
		write(doc.getText('note'));
		const before = raw.acknowledged;
		raw.update(await update);
		await until(() => raw.acknowledged === before + 1);
	};
	// Pasted and taken back: the log is long, the snapshot will be short.
	for (let i = 0; i < 2; i++) {
		await say((text) => text.insert(0, 'x'.repeat(600_000)));
		await say((text) => text.delete(0, 600_000));
	}
	await until(() => compactions === 1);
	await say((text) => text.insert(0, 'meanwhile '));
	release();
	await until(async () => {
		const rows = await busy.app.db.selectFrom('room_snapshot').select('upto_seq').execute();
		return rows.length === 1;
	});
	for (let i = 0; i < 20; i++) await say((text) => text.insert(0, 'on '));
	expect(compactions, 'the short tail is left alone').toBe(1);
	raw.socket.close();
	await until(() => compactions === 2);
	await busy.close();
});
