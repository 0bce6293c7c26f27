import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { reading } from '#server/platform/tx.ts';
import { hall, stock, until, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

const note = (doc: Y.Doc) => doc.getText('note').toJSON();

test('two stock clients converge, and a server started anew from the log equals them', async () => {
	const room = await h.room((doc) => doc.getText('note').insert(0, 'first. '));
	const one = stock(h, `agenda:${room.id}`, h.person('Ann'));
	const two = stock(h, `agenda:${room.id}`, h.person('Ben'));
	await until(() => one.synced && two.synced);
	expect(note(one.doc)).toBe('first. ');
	for (let i = 0; i < 20; i++) {
		one.doc.getText('note').insert(one.doc.getText('note').length, `a${i} `);
		two.doc.getText('note').insert(0, `b${i} `);
	}
	const text = () => note(one.doc);
	await until(() => text().length > 100 && text() === note(two.doc) && text().includes('b19'));
	await h.relay.drain(room.id);
	const read = await reading(h.app, (tx) => h.relay.read(tx, room.id));
	expect(note(read)).toBe(text());

	await h.restart();
	one.doc.getText('note').insert(0, 'after ');
	await until(() => note(two.doc).startsWith('after '));
	const three = stock(h, `agenda:${room.id}`, h.person('Cat'));
	await until(() => three.synced);
	expect(note(three.doc)).toBe(text());
	for (const client of [one, two, three]) client.destroy();
});

test('offline edits travel when the client comes back', async () => {
	const room = await h.room();
	const ann = h.person('Ann');
	const one = stock(h, `agenda:${room.id}`, ann);
	await until(() => one.synced);
	one.disconnect();
	one.doc.getText('note').insert(0, 'written on the train');
	one.connect();
	await until(() => one.synced);
	await until(async () => {
		const read = await reading(h.app, (tx) => h.relay.read(tx, room.id));
		return note(read) === 'written on the train';
	});
	one.destroy();
});
