import { afterAll, beforeAll, expect, test } from 'vitest';
import { hall, stock, until, type Hall } from './hall.ts';
import { Raw } from './raw.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

test('one is who one’s session says, whatever one sends (Y8)', async () => {
	const room = await h.room();
	const ann = stock(h, `agenda:${room.id}`, h.person('Ann'));
	await until(() => ann.synced);
	ann.awareness.setLocalStateField('place', 'item 3');
	const mallory = await new Raw(h, `agenda:${room.id}`, h.person('Mallory')).join();
	await until(() => mallory.awareness.get(ann.doc.clientID)?.state?.['place'] === 'item 3');
	expect(mallory.awareness.get(ann.doc.clientID)?.state?.['user']).toEqual({
		name: 'Ann',
		role: 'Member',
		colour: 3,
	});

	mallory.aware(4242, 1, { user: { name: 'Ann', role: 'Chair' }, place: 'item 1', extra: 'no' });
	await until(() => ann.awareness.getStates().has(4242));
	expect(ann.awareness.getStates().get(4242)).toEqual({
		user: { name: 'Mallory', role: 'Member', colour: 3 },
		place: 'item 1',
	});

	const own = JSON.stringify(ann.awareness.getLocalState());
	mallory.aware(ann.doc.clientID, 9e15, { user: { name: 'Mallory as Ann' } });
	mallory.aware(4243, 1, { place: 'a ghost' });
	mallory.aware(4242, 9e15, { place: 'a leap' });
	mallory.aware(4242, 2, { place: 'x'.repeat(5_000) });
	mallory.aware(4242, 3, { place: 'item 2' });
	await until(() => ann.awareness.getStates().get(4242)?.['place'] === 'item 2');
	expect(JSON.stringify(ann.awareness.getLocalState())).toBe(own);
	expect([...ann.awareness.getStates().keys()].sort()).toEqual([4242, ann.doc.clientID].sort());

	mallory.socket.close();
	await until(() => !ann.awareness.getStates().has(4242));
	ann.destroy();
});

test('who comes back is seen at once, and not told an old place of their own', async () => {
	const room = await h.room();
	const ann = stock(h, `agenda:${room.id}`, h.person('Ann'));
	const ben = stock(h, `agenda:${room.id}`, h.person('Ben'));
	ann.awareness.setLocalStateField('place', 1);
	const seen = () => ben.awareness.getStates().get(ann.doc.clientID)?.['place'] as unknown;
	await until(() => seen() === 1);
	for (let round = 2; round < 5; round++) {
		ann.ws?.close();
		await until(() => seen() === undefined);
		await until(() => ann.synced && seen() === round - 1);
		ann.awareness.setLocalStateField('place', round);
		await until(() => seen() === round);
		expect(ann.awareness.getLocalState()?.['place']).toBe(round);
	}
	ann.destroy();
	ben.destroy();
});

test('a page on a new socket takes over from its old one; another account does not', async () => {
	const room = await h.room();
	const ann = h.person('Ann');
	const old = await new Raw(h, `agenda:${room.id}`, ann).join();
	const ben = await new Raw(h, `agenda:${room.id}`, h.person('Ben')).join();
	old.aware(5, 1, { place: 'old' });
	await until(() => ben.awareness.get(5)?.state?.['place'] === 'old');
	ben.aware(5, 2, { place: 'mine now' });
	const fresh = await new Raw(h, `agenda:${room.id}`, ann).join();
	fresh.aware(5, 1, { place: 'new' });
	await until(() => ben.awareness.get(5)?.state?.['place'] === 'new');
	old.socket.close();
	ben.aware(6, 1, { place: 'own' });
	await until(() => fresh.awareness.get(6)?.state?.['place'] === 'own');
	expect(ben.awareness.get(5)?.state?.['place']).toBe('new');
});
