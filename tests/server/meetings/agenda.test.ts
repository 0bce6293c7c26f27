import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Actor } from '#domain/kernel/actor.ts';
import {
	itemMap,
	itemsOf,
	moveItem,
	parseAgenda,
	removeItem,
} from '#domain/meetings/agenda.ydoc.ts';
import { loadDemo } from '#server/demo/load.ts';
import { publishAgenda, shownDraft } from '#server/meetings/agenda-commands.ts';
import { meetingById } from '#server/meetings/meeting-store.ts';
import { agendaOf, versionsOf } from '#server/meetings/version-store.ts';
import { agendaPage, draftPage, meetingList, publishPage } from '#server/meetings/agenda-views.ts';
import { startMeeting } from '#server/meetings/commands.ts';
import { keyBetween } from '#server/meetings/order-key.ts';
import { reading } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
let meetingId: string;
let partnershipId: string;
let room: string;
let slug: string;
const people = new Map<string, Actor>();

beforeAll(async () => {
	t = await testApp();
	await loadDemo(t.app);
	const meeting = await t.app.db.selectFrom('meeting').selectAll().executeTakeFirstOrThrow();
	({ id: meetingId, partnership_id: partnershipId, agenda_room_id: room, slug } = meeting);
	for (const { code, id, account_id } of await t.app.db.selectFrom('person').selectAll().execute())
		people.set(code, { personId: id, partnershipId, accountId: account_id ?? id });
});
afterAll(() => t.close());

const person = (code: string): Actor => people.get(code) as Actor;
const clerk = () => person('p21');
const shown = () => shownDraft(t.app, partnershipId, meetingId);
const publish = async (actor = clerk(), hash?: string) =>
	publishAgenda(t.app, actor, { meetingId, shownHash: hash ?? (await shown()) });
const edit = (change: (doc: Y.Doc) => void) => t.app.relay.edit(room, change);
const ids = async () =>
	reading(t.app, async (tx) =>
		parseAgenda(await t.app.relay.read(tx, room)).items.map(({ id }) => id),
	);
const title = (doc: Y.Doc, id: string) => itemMap(doc, id)?.get('title') as Y.Text;

test('the demo meeting is published, and its exempt item is a stub', async () => {
	const items = await t.app.db.selectFrom('agenda_item').selectAll().orderBy('number').execute();
	expect(items.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
	expect(items[5]).toMatchObject({ kind: 'decision', minutes: 25, state: 'waiting' });
	expect(items[11]).toMatchObject({ title: {}, summary: {}, asked_to: [], lead_person_id: null });
	expect(items[11]?.compartment_id).not.toBeNull();
	expect(await reading(t.app, (tx) => meetingById(tx, partnershipId, meetingId))).toMatchObject({
		status: 'published',
		agendaVersion: 1,
	});
});

test('nothing new to publish is refused', async () => {
	await expect(publish()).rejects.toMatchObject({ code: 'meetings.agenda_unchanged' });
});

test('a change makes a version that says what changed; ids and earlier versions stay', async () => {
	const before = await ids();
	const [third = '', fourth = ''] = before.slice(2);
	await edit((doc) => {
		moveItem(doc, third, 5, keyBetween);
		title(doc, fourth).insert(0, 'The ');
	});
	const page = await publishPage(t.app, { partnershipId, actor: clerk() }, slug);
	expect(page?.changes).toMatchObject([
		{ change: 'reworded', itemId: fourth, number: 3 },
		{ change: 'moved', itemId: third, number: 5, from: 3 },
	]);
	const old = await reading(t.app, (tx) => agendaOf(tx, partnershipId, meetingId, 1));
	expect(await publish(clerk(), page?.shownHash)).toEqual({ version: 2 });
	expect(await reading(t.app, (tx) => agendaOf(tx, partnershipId, meetingId, 1))).toEqual(old);
	const rows = await t.app.db.selectFrom('agenda_item').select('id').orderBy('number').execute();
	expect(rows.map(({ id }) => id).sort()).toEqual([...before].sort());
	const versions = await reading(t.app, (tx) => versionsOf(tx, partnershipId, meetingId));
	expect(versions[0]).toMatchObject({ version: 2, changes: page?.changes });
	expect(
		await t.app.db
			.selectFrom('outbox')
			.select('payload')
			.where('event', '=', 'meetings.agenda_published')
			.execute(),
	).toContainEqual({
		payload: { type: 'meetings.agenda_published', partnershipId, meetingId, version: 2 },
	});
});

test('what changed since it was shown is refused, and nothing is written', async () => {
	const hash = await shown();
	const [first = ''] = await ids();
	await edit((doc) => title(doc, first).insert(0, 'Warm '));
	await expect(publish(clerk(), hash)).rejects.toMatchObject({ code: 'meetings.agenda_changed' });
	const after = await reading(t.app, (tx) => meetingById(tx, partnershipId, meetingId));
	expect(after?.agendaVersion).toBe(2);
	await edit((doc) => title(doc, first).delete(0, 5));
});

test('who may not publish is told so; strangers find nothing', async () => {
	const hash = await shown();
	await expect(publish(person('p02'), hash)).rejects.toMatchObject({ code: 'kernel.not_allowed' });
	const nobody = { ...clerk(), personId: crypto.randomUUID() };
	await expect(publish(nobody, hash)).rejects.toMatchObject({ code: 'kernel.not_found' });
	await expect(
		publishAgenda(t.app, clerk(), { meetingId: crypto.randomUUID(), shownHash: hash }),
	).rejects.toMatchObject({ code: 'kernel.not_found' });
});

test('the public has neither the draft nor a meeting without an agenda', async () => {
	const reader = { partnershipId, actor: null };
	expect(await draftPage(t.app, reader, slug)).toBeUndefined();
	expect(await publishPage(t.app, reader, slug)).toBeUndefined();
	expect((await agendaPage(t.app, reader, slug))?.agenda?.items).toHaveLength(12);
	expect(await agendaPage(t.app, reader, slug, 9)).toBeUndefined();
	await t.app.db.updateTable('meeting').set({ status: 'draft', agenda_version: 0 }).execute();
	expect(await agendaPage(t.app, reader, slug)).toBeUndefined();
	expect(await meetingList(t.app, reader)).toEqual({ next: [], past: [] });
	const member = { partnershipId, actor: person('p02') };
	expect((await agendaPage(t.app, member, slug))?.agenda).toBeNull();
	// Five clear working days before a Thursday of 2019 after Easter; the days that were passed over are named.
	const { starts_at } = await t.app.db
		.selectFrom('meeting')
		.select('starts_at')
		.executeTakeFirstOrThrow();
	const noticeFor = async (startsAt: string) => {
		await t.app.db.updateTable('meeting').set({ starts_at: startsAt }).execute();
		return (await publishPage(t.app, { partnershipId, actor: clerk() }, slug))?.notice;
	};
	expect(await noticeFor('2019-04-25T13:00:00Z')).toMatchObject({
		days: 5,
		by: '2019-04-15',
		skipped: [{ date: '2019-04-19' }, { date: '2019-04-22' }],
		left: 0,
	});
	await t.app.db.updateTable('partnership').set({ nation: 'scotland' }).execute();
	expect(await noticeFor('2019-04-25T13:00:00Z')).toMatchObject({
		by: '2019-04-16',
		skipped: [{ name: { en: 'Good Friday' } }],
	});
	await t.app.db.updateTable('partnership').set({ nation: 'england' }).execute();
	await t.app.db.updateTable('meeting').set({ starts_at }).execute();
	await t.app.db.updateTable('meeting').set({ status: 'published', agenda_version: 2 }).execute();
});

const good = { id: '00000000-0000-4000-8000-00000000000a', order: 'z', kind: 'public', minutes: 5 };
const put = (doc: Y.Doc, item: Record<string, unknown>) =>
	itemsOf(doc).push([new Y.Map<unknown>(Object.entries({ ...good, ...item }))]);

test.each<[string, (doc: Y.Doc) => void, string]>([
	[
		'a title of 10,000 characters',
		(doc) => put(doc, { title: new Y.Text('x'.repeat(10_000)) }),
		'title_too_long',
	],
	['no title', (doc) => put(doc, { title: new Y.Text(' \n ') }), 'title_missing'],
	[
		'an exempt mark of its own making',
		(doc) => put(doc, { exempt: good.id, title: new Y.Text('x') }),
		'exempt_unknown',
	],
])('an item with %s is refused', async (_, change, code) => {
	await edit(change);
	await expect(publish()).rejects.toMatchObject({ code: `meetings.agenda_${code}` });
	await edit((doc) => itemsOf(doc).delete(itemsOf(doc).length - 1));
});

test('markup, emoji and odd characters are kept as words', async () => {
	await edit((doc) => put(doc, { title: new Y.Text('<script>1</script> 🐑 \u0000\ud800') }));
	await publish();
	const row = await t.app.db
		.selectFrom('agenda_item')
		.select('title')
		.where('id', '=', good.id)
		.executeTakeFirstOrThrow();
	expect(row.title).toEqual({ en: '<script>1</script> 🐑 \ufffd' });
	await edit((doc) => removeItem(doc, good.id));
	await publish();
	expect(
		await t.app.db.selectFrom('agenda_item').select('removed').where('id', '=', good.id).execute(),
	).toEqual([{ removed: true }]);
});

test('an agenda without items is refused', async () => {
	const all = await ids();
	await edit((doc) => all.forEach((id) => removeItem(doc, id)));
	await expect(publish()).rejects.toMatchObject({ code: 'meetings.agenda_empty' });
	await edit((doc) => all.forEach((id) => itemMap(doc, id)?.set('removed', false)));
});

beforeEach(() => t.app.outbox.idle());

test('an item that has started stays on the agenda', async () => {
	await startMeeting(t.app, person('p01'), { meetingId });
	const [first = ''] = await ids();
	await t.app.db
		.updateTable('agenda_item')
		.set({ state: 'done' })
		.where('id', '=', first)
		.execute();
	await edit((doc) => removeItem(doc, first));
	await expect(publish()).rejects.toMatchObject({
		code: 'meetings.agenda_started_removed',
		values: { number: 1 },
	});
});

test('two publish at once: one version, and the other is told', async () => {
	const [first = ''] = (await ids()).slice(-1);
	await edit((doc) => {
		for (const map of itemsOf(doc)) map.set('removed', false);
		removeItem(doc, good.id);
		itemMap(doc, first)?.set('minutes', 20);
	});
	const hash = await shown();
	const answers = await Promise.allSettled([publish(clerk(), hash), publish(person('p01'), hash)]);
	expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
		reason: { code: 'meetings.agenda_unchanged' },
	});
});
