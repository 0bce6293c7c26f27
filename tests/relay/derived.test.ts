import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Json } from '#domain/kernel/canonical.ts';
import { newestKey } from '#domain/relay/protocol.ts';
import { hall, stock, until, type Hall } from './hall.ts';
import { Raw } from './raw.ts';

/** The record that the room shows. */
const record = new Map<string, { version: number; value: Json }>();
let fills = 0;
let h: Hall;
beforeAll(async () => {
	h = await hall(async (relay, id) => {
		fills++;
		await new Promise((resolve) => setTimeout(resolve, 50));
		for (const [topic, { version, value }] of record)
			relay.writeTopic('live', id, topic, version, value);
	});
});
afterAll(() => h.close());

function shown(doc: Y.Doc, topic: string): unknown {
	const map = doc.getMap(topic);
	const key = newestKey(map.keys());
	return key === undefined ? undefined : map.get(key);
}

test('filled once however many come, then written topic by topic, the newest only', async () => {
	const id = randomUUID();
	record.set('run', { version: 7, value: { item: 'a' } });
	fills = 0;
	expect(h.relay.isOpen('live', id)).toBe(false);
	h.relay.writeTopic('live', id, 'run', 6, { item: 'nobody here' });
	const clients = [null, null, h.person('Ann')].map((who) => stock(h, `live:${id}`, who));
	await until(() => clients.every((client) => client.synced));
	expect(fills).toBe(1);
	expect(h.relay.isOpen('live', id)).toBe(true);
	for (const { doc } of clients) expect(shown(doc, 'run')).toEqual({ item: 'a' });
	h.relay.writeTopic('live', id, 'run', 9, { item: 'c' });
	h.relay.writeTopic('live', id, 'run', 8, { item: 'b' });
	h.relay.writeTopic('live', id, 'queue', 1, ['Ann']);
	await until(() => clients.every(({ doc }) => shown(doc, 'queue') !== undefined));
	for (const { doc } of clients) {
		expect(shown(doc, 'run')).toEqual({ item: 'c' });
		expect(doc.getMap('run').size).toBe(1);
	}
	expect(() => h.relay.writeTopic('live', id, 'votes', 1, null)).toThrow('no topic');
	for (const client of clients) client.destroy();
});

test('what clients write into it is dropped, not punished', async () => {
	const id = randomUUID();
	record.set('run', { version: 10, value: 'now' });
	const forger = stock(h, `live:${id}`, h.person('Mallory'));
	const witness = await new Raw(h, `live:${id}`, null).join();
	await until(() => forger.synced);
	forger.doc.getMap('run').set('999999999999999', 'carried');
	forger.awareness.setLocalStateField('place', 'chair');
	const raw = await new Raw(h, `live:${id}`, h.person('Eve')).join();
	raw.update(Y.encodeStateAsUpdate(forger.doc));
	raw.sync(1, Y.encodeStateAsUpdate(forger.doc));
	await until(() => raw.acknowledged === 2);
	h.relay.writeTopic('live', id, 'run', 11, 'later');
	await until(() => shown(witness.doc, 'run') === 'later');
	expect(witness.awareness.size).toBe(0);
	expect(raw.closed).toBeUndefined();
	expect(forger.wsconnected).toBe(true);
	forger.destroy();
});

test('a client that keeps its document over restarts is never shown an older value', async () => {
	const id = randomUUID();
	record.set('run', { version: 1, value: 1 });
	const client = stock(h, `live:${id}`, null);
	await until(() => client.synced);
	const seen: number[] = [];
	client.doc.getMap('run').observe(() => seen.push(shown(client.doc, 'run') as number));
	let version = 1;
	for (let round = 0; round < 4; round++) {
		for (let i = 0; i < 3; i++) {
			record.set('run', { version: ++version, value: version });
			h.relay.writeTopic('live', id, 'run', version, version);
		}
		await until(() => shown(client.doc, 'run') === version);
		await h.restart();
		// Sometimes the record has moved on while nobody was told.
		if (round % 2 === 0) record.set('run', { version: ++version, value: version });
		await until(() => client.synced && shown(client.doc, 'run') === version);
	}
	expect(seen).toEqual([...seen].sort((a, b) => a - b));
	// What is written in one turn may arrive as one.
	expect(seen.length).toBeGreaterThan(4);
	client.destroy();
});

test('a room that could not be filled is tried again by whoever comes next', async () => {
	const id = randomUUID();
	record.set('nonsense', { version: 1, value: null });
	const raw = new Raw(h, `live:${id}`, null);
	await until(() => raw.closed === 1013);
	record.delete('nonsense');
	await new Raw(h, `live:${id}`, null).join();
});
