import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { hall, until, type Hall } from './hall.ts';
import { Raw, writing } from './raw.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

/** Two people in a room of their own. */
async function two(content?: (doc: Y.Doc) => void) {
	const room = await h.room(content);
	const address = `agenda:${room.id}`;
	const [mallory, ann] = [h.person('Mallory'), h.person('Ann')];
	return {
		room,
		address,
		people: { mallory, ann },
		bad: await new Raw(h, address, mallory).join(),
		good: await new Raw(h, address, ann).join(),
	};
}

/** The good one's edit still arrives and is acknowledged. */
async function stillWorks(good: Raw, other: Raw | undefined): Promise<void> {
	const before = good.acknowledged;
	good.update(writing('fine '));
	await until(() => good.acknowledged === before + 1, 'the good edit is acknowledged');
	if (other) await until(() => other.doc.getText('note').toJSON().includes('fine'));
}

const deep = (depth: number): Uint8Array => {
	const doc = new Y.Doc();
	let map: Y.Map<unknown> = doc.getMap('meta');
	doc.transact(() => {
		for (let i = 0; i < depth; i++) map = map.set('x', new Y.Map<unknown>());
	});
	return Y.encodeStateAsUpdate(doc);
};

const malformed: [string, (raw: Raw) => void][] = [
	['nothing', (raw) => raw.send()],
	['an unknown message', (raw) => raw.send(99, 1, 2)],
	['an unknown step', (raw) => raw.send(0, 7, 0)],
	['a length beyond its end', (raw) => raw.send(0, 2, 200, 1)],
	['an update cut short', (raw) => raw.update(writing('hello there').slice(0, -6))],
	['noise', (raw) => raw.update(new Uint8Array([7, 255, 255, 255, 127, 3, 9, 1, 2]))],
	[
		'thirty million structs (Y1)',
		(raw) => raw.update(new Uint8Array([1, 0x80, 0x87, 0xa7, 0x0e, 1, 0])),
	],
	['a broken state vector', (raw) => raw.sync(0, new Uint8Array([9, 1]))],
	['broken awareness', (raw) => raw.send(1, 3, 1, 5, 9)],
	['types too deep in one another (Y7)', (raw) => raw.update(deep(200))],
];

test.each(malformed)('%s closes that socket only', async (_what, send) => {
	const { bad, good } = await two();
	send(bad);
	await until(() => bad.closed === 4400);
	await stillWorks(good, undefined);
	expect(good.closed).toBeUndefined();
});

test('a frame over a mebibyte closes that socket only', async () => {
	const { bad, good } = await two();
	bad.update(new Uint8Array(1_100_000));
	await until(() => bad.closed === 4413);
	await stillWorks(good, undefined);
});

test('somebody else’s client id is refused, for writing and for a leap of its clock (Y2, Y3)', async () => {
	const { bad, good } = await two();
	const mine = new Y.Doc();
	mine.getText('note').insert(0, 'hello ');
	good.update(Y.encodeStateAsUpdate(mine));
	await until(() => bad.doc.getText('note').toJSON() === 'hello ');

	const forged = new Y.Doc();
	Y.applyUpdate(forged, Y.encodeStateAsUpdate(mine));
	forged.clientID = mine.clientID;
	forged.getText('note').insert(6, 'I resign');
	bad.update(Y.encodeStateAsUpdate(forged, Y.encodeStateVector(mine)));
	await until(() => bad.refusals.length === 1);
	expect(bad.refusals[0]).toEqual([1, 'foreign_client']);

	const garbage = encoding.encode((encoder) => {
		for (const n of [1, 1, mine.clientID, 6]) encoding.writeVarUint(encoder, n);
		encoding.writeUint8(encoder, 0);
		encoding.writeVarUint(encoder, 2 ** 40);
		encoding.writeVarUint(encoder, 0);
	});
	bad.update(garbage);
	await until(() => bad.refusals.length === 2);
	mine.getText('note').insert(6, 'there');
	good.update(Y.encodeStateAsUpdate(mine, Y.encodeStateVector(bad.doc)));
	await until(() => bad.doc.getText('note').toJSON() === 'hello there');
});

test('one’s own clock may not leap either', async () => {
	const { bad } = await two();
	const leap = encoding.encode((encoder) => {
		for (const n of [1, 1, 4711, 0]) encoding.writeVarUint(encoder, n);
		encoding.writeUint8(encoder, 0);
		encoding.writeVarUint(encoder, 2 ** 40);
		encoding.writeVarUint(encoder, 0);
	});
	bad.update(leap);
	await until(() => bad.refusals.length === 1);
	expect(bad.refusals[0]).toEqual([1, 'grows_too_fast']);
});

test('a client id is claimed before the first word, when it shows itself', async () => {
	const { bad, good } = await two();
	good.aware(815, 1, { cursor: null });
	await until(() => bad.awareness.has(815));
	bad.update(writing('as Ann', 815));
	await until(() => bad.refusals.length === 1);
	good.update(writing('as myself', 815));
	await until(() => good.acknowledged === 1);
});

test('everything one has may be sent again, with other people’s words that are known', async () => {
	const {
		bad: one,
		good: other,
		room,
	} = await two((doc) => doc.getText('note').insert(0, 'start. '));
	// Nobody is sent what they alone wrote.
	const own = writing('other. ');
	Y.applyUpdate(other.doc, own);
	other.update(own);
	await until(() => one.doc.getText('note').length === 14);
	one.doc.getText('note').delete(0, 3);
	one.sync(1, Y.encodeStateAsUpdate(one.doc));
	await until(() => one.acknowledged === 1);
	await until(() => other.doc.getText('note').length === 11);
	const rows = () =>
		h.app.db.selectFrom('room_update').select('seq').where('room_id', '=', room.id).execute();
	expect(await rows()).toHaveLength(3);
	for (let i = 0; i < 3; i++) one.sync(1, Y.encodeStateAsUpdate(one.doc));
	await until(() => one.acknowledged === 4);
	expect(await rows()).toHaveLength(3);
	expect(one.refusals).toEqual([]);
});

test('only declared roots are taken, each as what it is', async () => {
	const { bad, good } = await two();
	const stray = (write: (doc: Y.Doc) => void) => {
		const doc = new Y.Doc();
		write(doc);
		return Y.encodeStateAsUpdate(doc);
	};
	bad.update(stray((doc) => doc.getMap('votes').set('chair', 'for')));
	bad.update(stray((doc) => doc.getMap('items').set('x', 1)));
	bad.update(stray((doc) => doc.getArray('meta').insert(0, [1])));
	bad.update(stray((doc) => doc.getMap('constructor').set('x', 1)));
	bad.update(stray((doc) => doc.getMap('meta').set('__proto__', { isAdmin: true })));
	bad.update(stray((doc) => doc.getMap('meta').set('doc', new Y.Doc())));
	await until(() => bad.refusals.length === 6);
	expect(bad.refusals.map(([, code]) => code)).toEqual([
		'undeclared_root',
		'undeclared_root',
		'undeclared_root',
		'undeclared_root',
		'malformed',
		'malformed',
	]);
	expect(bad.acknowledged === 0 || bad.acknowledged === 6).toBe(true);
	await stillWorks(good, bad);
});

test('an update with a gap is not kept pending: the client is asked for all it has (Y5)', async () => {
	const { bad: one, good: other } = await two();
	const doc = new Y.Doc();
	const sent: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => void sent.push(update));
	for (const word of ['one ', 'two ', 'three '])
		doc.getText('note').insert(doc.getText('note').length, word);
	const [, second, third] = sent as [Uint8Array, Uint8Array, Uint8Array];
	one.sync(1, Y.encodeStateAsUpdate(new Y.Doc()));
	await until(() => one.acknowledged === 1);
	one.update(second);
	one.update(third);
	await until(() => one.asked === 2);
	expect(one.acknowledged).toBe(1);
	one.sync(1, second);
	await until(() => one.refusals.length === 1);
	expect(one.refusals).toEqual([[4, 'gap']]);
	one.sync(1, Y.encodeStateAsUpdate(doc));
	await until(() => one.acknowledged === 5);
	await until(() => other.doc.getText('note').toJSON() === 'one two three ');
});

test('frames that build on frames still on their way are taken', async () => {
	const { bad: one, good: other, room } = await two();
	const doc = new Y.Doc();
	doc.on('update', (update: Uint8Array) => one.update(update));
	for (let i = 0; i < 200; i++) doc.getText('note').insert(i, String(i % 10));
	doc.getText('note').delete(50, 100);
	await until(() => one.acknowledged === 201);
	await until(() => other.doc.getText('note').toJSON() === doc.getText('note').toJSON());
	const rows = await h.app.db
		.selectFrom('room_update')
		.select(['seq', 'account_id'])
		.where('room_id', '=', room.id)
		.orderBy('seq')
		.execute();
	expect(rows.map((row) => row.seq)).toEqual(rows.map((_, i) => i + 1));
	const head = await h.app.db
		.selectFrom('room')
		.select('head_seq')
		.where('id', '=', room.id)
		.executeTakeFirstOrThrow();
	expect(head.head_seq).toBe(rows.length);
});

test('a room that is full takes no more, and everybody reads it as before (Y11)', async () => {
	const full = 16 << 20;
	const { bad, good, address, people } = await two((doc) =>
		doc.getText('note').insert(0, 'x'.repeat(full)),
	);
	bad.update(writing('more'));
	await until(() => bad.refusals.length > 0);
	expect(bad.refusals).toEqual([[1, 'too_big']]);
	expect([bad.closed, good.closed]).toEqual([undefined, undefined]);
	const late = await new Raw(h, address, people.ann).join();
	expect(late.doc.getText('note').length).toBe(full);
});

/** One value under a client id, as Yjs writes it: of the old kind as JSON (2), of any kind (8). */
const value = (kind: 2 | 8, write: (encoder: encoding.Encoder) => void): Uint8Array =>
	encoding.encode((encoder) => {
		for (const number of [1, 1, 4_711, 0, kind, 1]) encoding.writeVarUint(encoder, number);
		encoding.writeVarString(encoder, 'note');
		encoding.writeVarUint(encoder, 1);
		write(encoder);
		encoding.writeVarUint(encoder, 0);
	});

test.each([
	['a value deeper than can be written down again', 2, '['.repeat(20_000) + ']'.repeat(20_000)],
	['a value deeper than anybody needs', 2, '['.repeat(40) + ']'.repeat(40)],
	['a number that JSON has no word for', 8, 1n],
] as const)('%s is refused, and the room goes on (Y7)', async (_what, kind, what) => {
	const { bad, good } = await two();
	bad.update(
		value(kind, (encoder) => {
			if (typeof what === 'string') encoding.writeVarString(encoder, what);
			else encoding.writeAny(encoder, what);
		}),
	);
	// Whether the same run of frames brings something else makes no difference.
	bad.send(3);
	await until(() => bad.refusals.length === 1);
	expect(bad.refusals).toEqual([[1, 'malformed']]);
	await stillWorks(good, bad);
});

test('who leaves thousands of frames open is closed', async () => {
	const { bad, good } = await two();
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	doc.getText('note').insert(0, 'x');
	doc.getText('note').insert(1, 'y');
	for (let n = 0; n <= 10_000; n++) bad.update(updates[1] as Uint8Array);
	await until(() => bad.closed === 4400, 'the socket is closed');
	await stillWorks(good, undefined);
});

test('who asks for everything again and again pays for it', async () => {
	const { bad, good } = await two((doc) => doc.getText('note').insert(0, 'x'.repeat(1 << 20)));
	const asks = () => bad.sync(0, new Uint8Array([0]));
	for (let n = 0; n < 10; n++) asks();
	await stillWorks(good, bad);
	expect(bad.closed).toBeUndefined();
	for (let n = 0; n < 1_000 && bad.closed === undefined; n++) {
		asks();
		await new Promise((resolve) => setImmediate(resolve));
	}
	await until(() => bad.closed === 1013, 'the socket is closed');
	await stillWorks(good, undefined);
});
