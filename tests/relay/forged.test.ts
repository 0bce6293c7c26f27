import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { databaseStore } from '#server/relay/store.ts';
import { hall, until, type Hall } from './hall.ts';
import { Raw, writing } from './raw.ts';

/** Updates that no Yjs writes, struct by struct (V1). */

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

type Write = (encoder: encoding.Encoder) => void;
type Id = readonly [client: number, clock: number];

/** Runs of structs, each of a client from a clock on, and ranges that are deleted. */
function forged(
	runs: readonly (readonly [client: number, clock: number, structs: readonly Write[]])[],
	deleted: readonly (readonly [client: number, ranges: readonly Id[]])[] = [],
): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, runs.length);
		for (const [client, clock, structs] of runs) {
			for (const number of [structs.length, client, clock]) encoding.writeVarUint(encoder, number);
			for (const write of structs) write(encoder);
		}
		encoding.writeVarUint(encoder, deleted.length);
		for (const [client, ranges] of deleted) {
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, ranges.length);
			for (const number of ranges.flat()) encoding.writeVarUint(encoder, number);
		}
	});
}

const id = (encoder: encoding.Encoder, [client, clock]: Id) => {
	encoding.writeVarUint(encoder, client);
	encoding.writeVarUint(encoder, clock);
};

/** Letters, or (`gone`) so many that were taken back, in the root `note` or between others. */
const item =
	({ text, left, right }: { text?: string; left?: Id; right?: Id }): Write =>
	(encoder) => {
		encoding.writeUint8(
			encoder,
			(text === undefined ? 1 : 4) | (left ? 128 : 0) | (right ? 64 : 0),
		);
		if (left) id(encoder, left);
		if (right) id(encoder, right);
		if (!left && !right) {
			encoding.writeVarUint(encoder, 1);
			encoding.writeVarString(encoder, 'note');
		}
		if (text === undefined) encoding.writeVarUint(encoder, 1);
		else encoding.writeVarString(encoder, text);
	};

const collected =
	(length: number): Write =>
	(encoder) => {
		encoding.writeUint8(encoder, 0);
		encoding.writeVarUint(encoder, length);
	};

/** More items between the same two than can be sorted in among one another in a lifetime. */
function tangle(client: number, length: number): Uint8Array {
	const structs = [item({ text: 'a' })];
	for (let n = 1; n < length; n++) structs.push(item({ left: [client, n - 1] }));
	for (let n = 0; n < length; n++) structs.push(item({ right: [client, n] }));
	return forged([[client, 0, structs]]);
}

async function two(content?: (doc: Y.Doc) => void) {
	const room = await h.room(content);
	const address = `agenda:${room.id}`;
	return {
		bad: await new Raw(h, address, h.person('Mallory')).join(),
		good: await new Raw(h, address, h.person('Ann')).join(),
	};
}

async function stillWorks(good: Raw): Promise<void> {
	const before = good.acknowledged;
	good.update(writing('fine '));
	await until(() => good.acknowledged === before + 1, 'the good edit is acknowledged');
	expect(good.closed).toBeUndefined();
}

const some = (length: number) => Array.from({ length }, (_, n) => n);

test.each([
	[
		'the same run twice',
		forged([
			[7, 0, [collected(2)]],
			[7, 0, [item({ text: 'ab' })]],
		]),
		'malformed',
	],
	[
		'a run and its end elsewhere',
		forged([
			[7, 0, [item({ text: 'a' })]],
			[8, 0, [item({ text: 'b' })]],
			[7, 1, [item({ text: 'c' })]],
		]),
		'malformed',
	],
	[
		'nothing as something',
		forged([[7, 0, [item({ text: 'a' }), item({ text: '' })]]]),
		'malformed',
	],
	[
		'deletions one over the other',
		forged(
			[[7, 0, [item({ text: 'abc' })]]],
			[
				[
					7,
					[
						[0, 2],
						[1, 1],
					],
				],
			],
		),
		'malformed',
	],
	[
		'more writers than one is',
		forged(some(1_001).map((n) => [n + 1, 0, [item({ text: 'a' })]])),
		'grows_too_fast',
	],
] as const)('%s is refused', async (_what, update, code) => {
	const { bad, good } = await two();
	bad.update(update);
	await until(() => bad.refusals.length === 1);
	expect(bad.refusals).toEqual([[1, code]]);
	await stillWorks(good);
});

test('what would take minutes to sort in closes that socket, and is not kept', async () => {
	const { bad, good } = await two((doc) => doc.getText('note').insert(0, 'before'));
	bad.update(tangle(7, 20_000));
	await until(() => bad.closed === 4400, 'the socket is closed');
	await stillWorks(good);
});

test('as many letters as people write beside one another are taken', async () => {
	const { bad, good } = await two((doc) => doc.getText('note').insert(0, 'before'));
	bad.update(tangle(7, 300));
	await until(() => bad.acknowledged === 1);
	await stillWorks(good);
});

test('two who wrote a chapter each in the same place, one of them offline, both keep theirs', async () => {
	const chapter = (client: number) => {
		const doc = new Y.Doc();
		doc.clientID = client;
		const text = doc.getText('note');
		// Paragraph after paragraph, none of which Yjs makes one of.
		doc.transact(() => {
			for (let n = 0; n < 1_500; n++) text.insertEmbed(n, { paragraph: n });
		});
		return Y.encodeStateAsUpdate(doc);
	};
	const { bad: one, good: other } = await two();
	one.update(chapter(9));
	await until(() => one.acknowledged === 1);
	other.update(chapter(5));
	await until(() => other.acknowledged === 1);
	// Each is shown the other’s.
	await until(() => [one, other].every(({ doc }) => doc.getText('note').length === 1_500));
});

test('deletions that cut a long text into crumbs are refused', async () => {
	const { bad, good } = await two();
	bad.update(forged([[7, 0, [item({ text: 'abc'.repeat(60_000) })]]]));
	await until(() => bad.acknowledged === 1);
	bad.update(forged([], [[7, some(60_000).map((n) => [1 + 3 * n, 1] as const)]]));
	await until(() => bad.refusals.length === 1);
	expect(bad.refusals).toEqual([[2, 'grows_too_fast']]);
	// A few hundred are a search for a word.
	bad.update(forged([], [[7, some(300).map((n) => [1 + 3 * n, 1] as const)]]));
	await until(() => bad.acknowledged === 3);
	await stillWorks(good);
});

test('what is read in one way and taken in another is not kept', async () => {
	const { bad, good } = await two();
	bad.update(
		forged([
			[7, 0, [item({ text: 'abc' })]],
			[7, 0, []],
		]),
	);
	await until(() => bad.closed === 4400);
	await stillWorks(good);
	expect(good.doc.getText('note').toJSON()).not.toContain('abc');
});

test('one account has so many client ids in a room, and no more', async () => {
	const { bad, good } = await two();
	for (let from = 1; from <= 10_001; from += 1_000)
		bad.update(forged(some(1_000).map((n) => [from + n, 0, [collected(1)]])));
	await until(() => bad.acknowledged === 11);
	expect(bad.refusals).toEqual([[11, 'grows_too_fast']]);
	await stillWorks(good);
});

test('a room that fails while somebody’s answer waits for its commit takes nobody along', async () => {
	let letGo = () => {};
	const held = { until: Promise.resolve() };
	const slow: Hall = await hall(undefined, {
		store: {
			...databaseStore(h.app),
			load: (room) => databaseStore(slow.app).load(room),
			async append(batch) {
				await held.until;
				return databaseStore(slow.app).append(batch);
			},
		},
	});
	const room = await slow.room();
	const other = await slow.room();
	const [ann, ben, cat] = await Promise.all(
		[room, room, other].map((where, n) =>
			new Raw(slow, `agenda:${where.id}`, slow.person(`Person ${n}`)).join(),
		),
	);
	if (!ann || !ben || !cat) throw new Error('nobody came');
	const turn = () => new Promise((resolve) => setTimeout(resolve, 100));
	held.until = new Promise((resolve) => (letGo = resolve));
	ann.update(writing('held up'));
	ann.sync(0, new Uint8Array([0]));
	await turn();
	ann.sync(0, new Uint8Array([1, 5, 0]));
	await turn();
	ben.update(tangle(7, 20_000));
	await until(() => ben.closed === 4400);
	letGo();
	await until(() => ann.acknowledged === 1);
	cat.update(writing('elsewhere'));
	await until(() => cat.acknowledged === 1);
	ann.update(writing('and on '));
	await until(() => ann.acknowledged === 2);
	await slow.close();
});
