import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { transact } from '#server/platform/tx.ts';
import { databaseStore, insertRoom, type RelayStore } from '#server/relay/store.ts';
import { testApp, type TestApp } from '../support/store.ts';
import { addPartnership } from './hall-store.ts';
import { Disk, diskStore } from './sim/sim-store.ts';

interface Maker {
	readonly store: RelayStore;
	readonly add: () => Promise<string>;
}

let app: TestApp;
let partnershipId: string;
beforeAll(async () => {
	app = await testApp();
	partnershipId = await addPartnership(app.app.db);
});
afterAll(() => app.close());

const makers: [string, () => Maker][] = [
	[
		'the database',
		() => ({
			store: databaseStore(app.app),
			async add() {
				const id = randomUUID();
				const room = { id, kind: 'agenda', partnershipId, subjectId: id, compartmentId: null };
				await transact(app.app, (tx) => insertRoom(tx, room, new Y.Doc()));
				return id;
			},
		}),
	],
	[
		'the simulated disk',
		() => {
			const disk = new Disk();
			return {
				store: diskStore(disk, 'agenda'),
				add() {
					const id = randomUUID();
					disk.add(id);
					return Promise.resolve(id);
				},
			};
		},
	],
];

const ann = randomUUID();
const bytes = (...numbers: number[]) => new Uint8Array(numbers);
const row = (roomId: string, ...numbers: number[]) => ({
	roomId,
	accountId: ann,
	bytes: bytes(...numbers),
});
const tailOf = async (store: RelayStore, id: string) =>
	(await store.load(id))?.tail.map((one) => [one.seq, ...one.bytes]);

describe.each(makers)('%s', (_name, make) => {
	test('rows of several rooms in one batch, each room numbered by itself, with their owners', async () => {
		const { store, add } = make();
		const [one, two] = [await add(), await add()];
		const closed = await store.append({
			heads: new Map([
				[one, 0],
				[two, 0],
			]),
			updates: [row(one, 1), row(two, 2, 2), row(one, 3, 3, 3)],
			claims: [
				{ roomId: one, client: 7, accountId: ann },
				{ roomId: two, client: 4_294_967_295, accountId: null },
			],
		});
		expect(closed.size).toBe(0);
		expect(await tailOf(store, one)).toEqual([
			[1, 1],
			[2, 3, 3, 3],
		]);
		expect(await tailOf(store, two)).toEqual([[1, 2, 2]]);
		expect([...((await store.load(one))?.owners ?? [])]).toEqual([[7, ann]]);
		expect((await store.load(two))?.owners.get(4_294_967_295)).toBe(null);
		expect((await store.load(one))?.head).toBe(2);
	});

	test('the same batch again is written once; another one on an old head is not written at all', async () => {
		const { store, add } = make();
		const id = await add();
		const batch = { heads: new Map([[id, 0]]), updates: [row(id, 1), row(id, 2)], claims: [] };
		expect((await store.append(batch)).size).toBe(0);
		expect((await store.append(batch)).size).toBe(0);
		expect(await tailOf(store, id)).toEqual([
			[1, 1],
			[2, 2],
		]);
		const other = { heads: new Map([[id, 0]]), updates: [row(id, 1), row(id, 9)], claims: [] };
		expect((await store.append(other)).get(id)).toBe('moved');
		expect(await tailOf(store, id)).toHaveLength(2);
	});

	test('a room that is no more takes nothing, and the others take theirs', async () => {
		const { store, add } = make();
		const id = await add();
		const gone = randomUUID();
		const closed = await store.append({
			heads: new Map([
				[gone, 0],
				[id, 0],
			]),
			updates: [row(gone, 1), row(id, 2)],
			claims: [],
		});
		expect([...closed]).toEqual([[gone, 'gone']]);
		expect(await tailOf(store, id)).toEqual([[1, 2]]);
		expect(await store.load(gone)).toBeUndefined();
	});

	test('a claim alone; the first claim of a client id stays', async () => {
		const { store, add } = make();
		const id = await add();
		for (const accountId of [ann, randomUUID()])
			await store.append({
				heads: new Map([[id, 0]]),
				updates: [],
				claims: [{ roomId: id, client: 5, accountId }],
			});
		expect((await store.load(id))?.owners.get(5)).toBe(ann);
		expect((await store.load(id))?.head).toBe(0);
	});

	test('a snapshot stands for the rows it covers; a row put aside is out of the way', async () => {
		const { store, add } = make();
		const id = await add();
		await store.append({
			heads: new Map([[id, 0]]),
			updates: [row(id, 1), row(id, 2), row(id, 3)],
			claims: [],
		});
		await store.compact(id, 2, bytes(9, 9));
		const loaded = await store.load(id);
		expect([loaded?.snapshot?.upto, ...(loaded?.snapshot?.bytes ?? [])]).toEqual([2, 9, 9]);
		expect(await tailOf(store, id)).toEqual([[3, 3]]);
		await store.quarantine(id, [{ seq: 3, reason: 'Error' }]);
		expect(await tailOf(store, id)).toEqual([]);
		expect((await store.load(id))?.head).toBe(3);
		await store.append({ heads: new Map([[id, 3]]), updates: [row(id, 4)], claims: [] });
		expect(await tailOf(store, id)).toEqual([[4, 4]]);
	});
});

test('the database keeps three snapshots and a day of rows', async () => {
	const { store, add } = (makers[0] as [string, () => Maker])[1]();
	const id = await add();
	for (let head = 0; head < 5; head++) {
		await store.append({ heads: new Map([[id, head]]), updates: [row(id, head)], claims: [] });
		await store.compact(id, head + 1, bytes(head));
	}
	const count = async (table: 'room_update' | 'room_snapshot') =>
		(await app.app.db.selectFrom(table).select('room_id').where('room_id', '=', id).execute())
			.length;
	expect([await count('room_update'), await count('room_snapshot')]).toEqual([5, 3]);
	await sql`update room_update set at = at - interval '25 hours' where room_id = ${id} and seq < 4`.execute(
		app.app.db,
	);
	expect(await store.sweep()).toBe(3);
	expect(await count('room_update')).toBe(2);
});
