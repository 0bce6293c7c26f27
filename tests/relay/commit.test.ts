import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { reading, transact } from '#server/platform/tx.ts';
import { databaseStore } from '#server/relay/store.ts';
import { hall, stock, until, type Hall } from './hall.ts';
import { Raw, writing } from './raw.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
	await sql`create function refuse() returns trigger language plpgsql as 'begin raise exception ''full''; end'`.execute(
		h.app.db,
	);
});
afterAll(() => h.close());

const note = (doc: Y.Doc) => doc.getText('note').toJSON();
const inLog = async (id: string) => note(await reading(h.app, (tx) => h.relay.read(tx, id)));

/** The store takes no update any more: a fault planted in the database itself. */
const breakStore = () =>
	sql`create trigger planted before insert on room_update for each row execute function refuse()`.execute(
		h.app.db,
	);
const mendStore = () => sql`drop trigger planted on room_update`.execute(h.app.db);

test('nobody sees an edit and nobody is told "saved" before it is committed', async () => {
	const room = await h.room();
	const one = await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	const two = await new Raw(h, `agenda:${room.id}`, h.person('Ben')).join();
	await transact(h.app, async (tx) => {
		await h.relay.readLocked(tx, room.id);
		one.update(writing('held up'));
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect([one.acknowledged, two.updates, note(two.doc)]).toEqual([0, 0, '']);
	});
	await until(() => one.acknowledged === 1 && note(two.doc) === 'held up');
});

test('a store that fails: no ack, nothing sent out, and everything there once it is back', async () => {
	const room = await h.room();
	const raw = await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	const witness = await new Raw(h, `agenda:${room.id}`, h.person('Ben')).join();
	const honest = stock(h, `agenda:${room.id}`, h.person('Cat'));
	await until(() => honest.synced);
	await breakStore();
	raw.update(writing('lost'));
	await until(() => raw.closed === 1013 && witness.closed === 1013);
	expect(raw.acknowledged).toBe(0);
	expect(raw.refusals).toEqual([[1, 'not_stored']]);
	honest.doc.getText('note').insert(0, 'patience ');
	expect([witness.updates, note(witness.doc)]).toEqual([0, '']);
	await expect(h.relay.edit(room.id, (doc) => doc.getText('note').insert(0, 'x'))).rejects.toThrow(
		'not_stored',
	);
	await mendStore();
	await until(async () => (await inLog(room.id)) === 'patience ');
	honest.destroy();
});

test('one room’s fate does not touch another’s: locked and deleted rooms take nothing', async () => {
	const [open, locked, gone] = [await h.room(), await h.room(), await h.room()];
	const raws = await Promise.all(
		[open, locked, gone].map((room) => new Raw(h, `agenda:${room.id}`, h.person('Ann')).join()),
	);
	const [inOpen, inLocked, inGone] = raws as [Raw, Raw, Raw];
	await h.app.db
		.updateTable('room')
		.set({ locked_at: new Date() })
		.where('id', '=', locked.id)
		.execute();
	await h.app.db.deleteFrom('room').where('id', '=', gone.id).execute();
	for (const raw of raws) raw.update(writing('here'));
	await until(() => inOpen.acknowledged === 1 && inGone.closed === 4404);
	await until(() => inLocked.refusals.length === 1);
	expect(inLocked.refusals).toEqual([[1, 'locked']]);
	expect(inLocked.closed).toBeUndefined();
	await expect(
		h.relay.edit(locked.id, (doc) => doc.getText('note').insert(0, 'x')),
	).rejects.toMatchObject({ code: 'relay.locked' });
	await h.app.db.updateTable('room').set({ locked_at: null }).where('id', '=', locked.id).execute();
	h.relay.recheck({ roomId: locked.id });
	await until(async () => {
		inLocked.update(writing('again '));
		await new Promise((resolve) => setTimeout(resolve, 20));
		return (await inLog(locked.id)).includes('again');
	});
});

test('drain waits for all that was received, and a frozen reading has it', async () => {
	const room = await h.room();
	const one = await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	const two = await new Raw(h, `agenda:${room.id}`, h.person('Ben')).join();
	for (let i = 0; i < 50; i++) one.update(writing(`${i}.`));
	// The last of them has certainly been received once its neighbour has been told of the first.
	await until(() => two.updates > 0);
	await h.relay.drain(room.id);
	const seen = one.acknowledged;
	const frozen = await transact(h.app, (tx) => h.relay.readLocked(tx, room.id));
	expect(note(frozen).split('.').length - 1).toBeGreaterThanOrEqual(seen);
});

test('the server edits through the same log: seen, kept, skipped when already there', async () => {
	const room = await h.room((doc) => doc.getMap('meta').set('title', 'Minutes'));
	const client = stock(h, `agenda:${room.id}`, h.person('Ann'));
	await until(() => client.synced);
	const once = (doc: Y.Doc) => {
		const items = doc.getArray<string>('items');
		if (!items.toArray().includes('event-1')) items.push(['event-1']);
	};
	await Promise.all([h.relay.edit(room.id, once), h.relay.edit(room.id, once)]);
	await until(() => client.doc.getArray('items').length === 1);
	await h.restart();
	await h.relay.edit(room.id, once);
	const read = await reading(h.app, (tx) => h.relay.read(tx, room.id));
	expect(read.getArray('items').toJSON()).toEqual(['event-1']);
	expect(read.getMap('meta').get('title')).toBe('Minutes');
	await expect(
		h.relay.edit(room.id, (doc) => {
			doc.getText('note').insert(0, 'half');
			throw new Error('changed my mind');
		}),
	).rejects.toThrow('changed my mind');
	await h.relay.edit(room.id, (doc) => doc.getText('note').insert(0, 'whole'));
	expect(await inLog(room.id)).toBe('whole');
	await expect(transact(h.app, () => h.relay.edit(room.id, () => {}))).rejects.toThrow(
		'inside an open transaction',
	);
	client.destroy();
});

test('nobody may write under the server’s client ids', async () => {
	const room = await h.room();
	let client = 0;
	await h.relay.edit(room.id, (doc) => {
		client = doc.clientID;
		doc.getText('note').insert(0, 'The chair opened the meeting.');
	});
	const raw = await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	const forged = new Y.Doc();
	Y.applyUpdate(forged, Y.encodeStateAsUpdate(raw.doc));
	forged.clientID = client;
	forged.getText('note').insert(29, ' And resigned.');
	raw.update(Y.encodeStateAsUpdate(forged));
	await until(() => raw.refusals.length === 1);
	expect(raw.refusals[0]).toEqual([1, 'foreign_client']);
});

test('authorship is who delivered it, written with the update', async () => {
	const room = await h.room((doc) => doc.getText('note').insert(0, 'x'));
	const ann = h.person('Ann');
	const raw = await new Raw(h, `agenda:${room.id}`, ann).join();
	raw.update(writing('y', 77));
	await until(() => raw.acknowledged === 1);
	const rows = await h.app.db
		.selectFrom('room_update')
		.select('account_id')
		.where('room_id', '=', room.id)
		.orderBy('seq')
		.execute();
	expect(rows.map((row) => row.account_id)).toEqual([null, ann.account]);
	const clients = await h.app.db
		.selectFrom('room_client')
		.select(['client_id', 'account_id'])
		.where('room_id', '=', room.id)
		.where('client_id', '=', 77)
		.execute();
	expect(clients).toEqual([{ client_id: 77, account_id: ann.account }]);
});

test('what is refused in the end is not given to who asked meanwhile', async () => {
	let letGo = () => {};
	const held = { until: Promise.resolve() };
	const slow: Hall = await hall(undefined, {
		store: {
			...databaseStore(h.app),
			load: (id) => databaseStore(slow.app).load(id),
			async append(batch) {
				await held.until;
				return databaseStore(slow.app).append(batch);
			},
		},
	});
	const room = await slow.room((doc) => doc.getText('note').insert(0, 'agreed '));
	const name = `agenda:${room.id}`;
	const ann = slow.person('Ann');
	const raw = await new Raw(slow, name, ann).join();
	const asks = () => fetch(`${slow.base}/sync/${name}`, { headers: { cookie: ann.cookie } });
	held.until = new Promise((resolve) => (letGo = resolve));
	raw.update(writing('and more'));
	await new Promise((resolve) => setTimeout(resolve, 100));
	const answer = asks();
	await new Promise((resolve) => setTimeout(resolve, 200));
	await slow.app.db
		.updateTable('room')
		.set({ locked_at: new Date() })
		.where('id', '=', room.id)
		.execute();
	letGo();
	expect((await answer).status).toBe(503);
	await until(() => raw.refusals.length === 1);
	const doc = new Y.Doc();
	Y.applyUpdate(doc, new Uint8Array(await (await asks()).arrayBuffer()));
	expect(note(doc)).toBe('agreed ');
	await slow.close();
});

test('who asks while something waits for its commit is answered once more at most', async () => {
	const room = await h.room();
	const name = `agenda:${room.id}`;
	const one = await new Raw(h, name, h.person('Ann')).join();
	const two = await new Raw(h, name, h.person('Ben')).join();
	let answers = 0;
	two.socket.on('message', (data: Buffer) => {
		if (data[0] === 0 && data[1] === 1) answers++;
	});
	await transact(h.app, async (tx) => {
		await h.relay.readLocked(tx, room.id);
		one.update(writing('held up'));
		await new Promise((resolve) => setTimeout(resolve, 100));
		for (let n = 0; n < 200; n++) two.sync(0, new Uint8Array([1, ...[n % 120, 0]]));
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(answers).toBe(0);
	});
	await until(() => note(two.doc) === 'held up');
	await h.relay.drain(room.id);
	expect(answers).toBeGreaterThan(0);
	expect(answers).toBeLessThanOrEqual(2);
});
