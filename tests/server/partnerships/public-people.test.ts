import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDemo } from '#server/demo/load.ts';
import { organisationCard, personCard } from '#server/publication/public-people.ts';
import { reading } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
let id: string;
let meetingId: string;
const person = (code: string) => reading(t.app, (tx) => personCard(tx, id, code));
const organisation = (code: string) => reading(t.app, (tx) => organisationCard(tx, id, code));

beforeAll(async () => {
	t = await testApp();
	await loadDemo(t.app);
	const { db } = t.app;
	id = (await db.selectFrom('partnership').select('id').executeTakeFirstOrThrow()).id;
	meetingId = (await db.selectFrom('meeting').select('id').executeTakeFirstOrThrow()).id;
	const idOf = async (code: string) =>
		(await db.selectFrom('person').select('id').where('code', '=', code).executeTakeFirstOrThrow())
			.id;
	const held = await db
		.selectFrom('seat_term')
		.select('seat_id')
		.where('person_id', '=', await idOf('p03'))
		.executeTakeFirstOrThrow();
	const there = {
		partnership_id: id,
		meeting_id: meetingId,
		mode: 'in_person',
		arrived_at: new Date(),
		recorded_by_person_id: await idOf('p21'),
	};
	await db.deleteFrom('apology').execute();
	await db
		.insertInto('attendance')
		.values([
			{ ...there, id: crypto.randomUUID(), person_id: await idOf('p02') },
			{
				...there,
				id: crypto.randomUUID(),
				person_id: await idOf('p19'),
				seat_id: held.seat_id,
				as_deputy: true,
			},
		])
		.execute();
	await db
		.insertInto('apology')
		.values({ partnership_id: id, meeting_id: meetingId, person_id: await idOf('p04') })
		.execute();
});
afterAll(() => t.close());

test('a card says seats, days and how the seat was filled, and no address of anybody', async () => {
	expect((await person('p02'))?.attendance).toEqual([]);
	await t.app.db
		.updateTable('meeting')
		.set({ status: 'ended' })
		.where('id', '=', meetingId)
		.execute();
	const card = await person('p02');
	expect(card).toMatchObject({ name: 'Dr Priya Venning', organisation: { code: 'icb' } });
	expect(card?.terms.map(({ role, state }) => [role, state])).toContainEqual([
		'representative',
		'now',
	]);
	expect(JSON.stringify(card).match(/[\w.]+@[\w.]+/g)).toEqual(['partnership@larkhaven.example']);
	const how = async (code: string) => (await person(code))?.attendance.map((at) => at.how);
	expect([await how('p02'), await how('p03'), await how('p04'), await how('p05')]).toEqual([
		['present'],
		['deputy'],
		['apologies'],
		['absent'],
	]);
});

test('who never had a place here has no card', async () => {
	await t.app.db
		.insertInto('person')
		.values({
			partnership_id: id,
			id: crypto.randomUUID(),
			code: 'p99',
			name: 'Sam Nobody',
			job: '{}',
			position: 99,
		})
		.execute();
	expect(await person('p99')).toBeUndefined();
	expect(await person('none')).toBeUndefined();
});

test('an organisation: its seats with their people, and what it is asked to ratify', async () => {
	const cen = await organisation('cen');
	expect(cen?.seats).toHaveLength(2);
	expect(cen?.seats.every(({ holder }) => holder !== null)).toBe(true);
	expect(cen?.toRatify).toEqual([]);
	await t.app.db
		.updateTable('motion')
		.set({ state: 'carried', effect: 'request_for_ratification' })
		.execute();
	const open = await t.app.db
		.selectFrom('motion')
		.select('code')
		.where('compartment_id', 'is', null)
		.execute();
	expect((await organisation('cen'))?.toRatify).toHaveLength(open.length);
	expect(open.length).toBeGreaterThan(0);
	expect(await organisation('none')).toBeUndefined();
});
