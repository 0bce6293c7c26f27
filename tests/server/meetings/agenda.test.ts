import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDemo } from '#server/demo/load.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp();
	await loadDemo(t.app);
});
afterAll(() => t.close());

test('the demo meeting is published, and its exempt item is a stub', async () => {
	const items = await t.app.db.selectFrom('agenda_item').selectAll().orderBy('number').execute();
	expect(items.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
	expect(items[5]).toMatchObject({ kind: 'decision', minutes: 25, state: 'waiting' });
	expect(items[11]).toMatchObject({ title: {}, summary: {}, asked_to: [], lead_person_id: null });
	expect(items[11]?.compartment_id).not.toBeNull();
	expect(
		await t.app.db.selectFrom('meeting').select(['status', 'agenda_version']).execute(),
	).toEqual([{ status: 'published', agenda_version: 1 }]);
});
