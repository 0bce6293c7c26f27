import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { absenceRunner } from '#server/meetings/absence-job.ts';
import { endTerm } from '#server/partnerships/manage-people.ts';
import { absentSeats, seatsToVacate } from '#server/meetings/absence.ts';
import { sampleRules } from '#domain/partnerships/sample-rules.ts';
import { adoptConstitution } from '#server/partnerships/commands.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { ownHome } from '../partnerships/own-home.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());

test('a seat is absent by the meetings running that nobody sat in it, while somebody held it', async () => {
	const home = await ownHome(t);
	const { partnershipId } = home.actor;
	await home.organisation('Three seats', 3);
	const [first, second, vacant] = (await home.seats()).map(({ id }) => id) as [
		string,
		string,
		string,
	];
	const ann = await home.person('Ann', { seatId: first, startsOn: '2026-01-01' });
	await home.person('Bob', { seatId: second, startsOn: '2026-03-01' });
	const add = async (day: string, status: string, came: readonly [string, string][]) => {
		const { rows } = await sql<{ id: string }>`
			with rooms as (
				insert into room (partnership_id, id, kind, subject_id)
				select ${partnershipId}::uuid, gen_random_uuid(), kind, gen_random_uuid() from (values ('agenda'), ('minutes')) k (kind)
				returning id, kind)
			insert into meeting (partnership_id, id, body_id, slug, title, starts_at, ends_at, mode, venue, status, agenda_room_id, minutes_room_id)
			select ${partnershipId}::uuid, gen_random_uuid(), ${home.board}::uuid, ${day}, '{"en":"Board"}', ${day}::timestamptz,
				${day}::timestamptz + interval '1 hour', 'hybrid', '{}', ${status},
				(select id from rooms where kind = 'agenda'), (select id from rooms where kind = 'minutes')
			returning id`.execute(t.app.db);
		for (const [seatId, personId] of came)
			await sql`insert into attendance (partnership_id, id, meeting_id, person_id, seat_id, mode, arrived_at, left_at, recorded_by_person_id)
				values (${partnershipId}::uuid, gen_random_uuid(), ${rows[0]?.id}::uuid, ${personId}::uuid, ${seatId}::uuid, 'in_person', ${day}::timestamptz,
					${day}::timestamptz + interval '1 hour', ${personId}::uuid)`.execute(t.app.db);
	};
	const absent = () =>
		reading(t.app, async (tx) =>
			Object.fromEntries(
				(await absentSeats(tx, partnershipId, home.board)).map(({ seatId, missed }) => [
					seatId,
					missed,
				]),
			),
		);
	expect(await absent()).toEqual({});
	await add('2026-02-05', 'ended', [[first, ann]]);
	expect(await absent(), 'Bob had not begun').toEqual({});
	await add('2026-04-02', 'ended', [[first, ann]]);
	await add('2026-06-04', 'ended', []);
	await add('2026-08-06', 'published', []);
	expect(await absent()).toEqual({ [first]: 1, [second]: 2 });
	// A deputy in the seat is somebody in it.
	const deputy = await home.person('Deputy');
	await add('2026-09-03', 'ended', [[second, deputy]]);
	expect(await absent()).toEqual({ [first]: 2 });
	expect(await absent()).not.toHaveProperty(vacant);

	// By the rules a seat falls vacant after so many months without anybody in it: proposed, once, and done by hand.
	const vacating = (months: number) =>
		reading(t.app, (tx) => seatsToVacate(tx, partnershipId, home.board, months));
	await sql`update meeting set starts_at = starts_at - interval '3 years', ends_at = ends_at - interval '3 years'`.execute(
		t.app.db,
	);
	await sql`update seat_term set starts_on = starts_on - 1095`.execute(t.app.db);
	expect(await vacating(6)).toMatchObject([{ seatId: first, holder: 'Ann' }]);
	expect(await vacating(600)).toEqual([]);
	await transact(t.app, (tx) =>
		adoptConstitution(tx, {
			partnershipId,
			bodyId: home.board,
			version: '2020',
			adoptedOn: '2020-01-01',
			effectiveFrom: '2020-01-01',
			rules: { ...sampleRules, absence: { ...sampleRules.absence, removeAfterMonths: 6 } },
		}),
	);
	Object.assign(t.app.config, { origin: new URL('https://moothall.example') });
	const mail = async () =>
		(await t.app.db.selectFrom('mail').select('subject').execute()).filter(({ subject }) =>
			subject.startsWith('A seat falls vacant'),
		).length;
	await absenceRunner(t.app)({});
	await absenceRunner(t.app)({});
	expect(await mail()).toBe(1);
	// Nobody lost a seat by it.
	const [proposed] = await vacating(6);
	await endTerm(t.app, home.actor, {
		kind: 'seat_term',
		termId: proposed?.termId ?? '',
		endsOn: '',
	});
	expect(await vacating(6)).toEqual([]);
});
