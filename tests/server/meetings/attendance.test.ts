import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#domain/kernel/actor.ts';
import { countedSeats } from '#domain/meetings/attendance.ts';
import { quorum } from '#domain/meetings/quorum.ts';
import {
	checkIn,
	recordApology,
	recordArrival,
	recordArrivals,
	recordDeparture,
	withdrawApology,
} from '#server/meetings/attendance-commands.ts';
import { apologiesOf, attendanceOf } from '#server/meetings/attendance-store.ts';
import { endMeeting, startMeeting } from '#server/meetings/commands.ts';
import { raiseHand } from '#server/meetings/queue-commands.ts';
import { handsOf } from '#server/meetings/queue-store.ts';
import { votingSeats } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { makeBoard, rules, type Board } from './board.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp();
});
afterAll(() => t.close());

const who = (board: Board, code: string) => board.people[code] as Actor;
const id = (board: Board, code: string) => who(board, code).personId;
const ref = (board: Board) => ({ partnershipId: board.partnershipId, id: board.meetingId });
const rows = (board: Board) => reading(t.app, (tx) => attendanceOf(tx, ref(board)));
const now = async (board: Board): Promise<Record<string, string | null | undefined>> => {
	const names = new Map(Object.entries(board.people).map(([code, p]) => [p.personId, code]));
	const seats = new Map(Object.entries(board.seats).map(([code, seat]) => [seat, code]));
	return Object.fromEntries(
		(await rows(board))
			.filter((row) => row.leftAt === null)
			.map((row) => [names.get(row.personId) ?? '', row.seatId && seats.get(row.seatId)]),
	);
};
const refusal = (code: string) => ({ code, name: 'Refusal' });
const come = (board: Board, code: string, rest: { withoutSeat?: boolean } = {}) =>
	checkIn(t.app, who(board, code), { meetingId: board.meetingId, mode: 'in_person', ...rest });

test('people come in, change how they attend and leave; nothing is rewritten', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	const health = who(board, 'health');
	expect(await come(board, 'health')).toMatchObject({ did: 'done', seatId: board.seats['health'] });
	expect(await come(board, 'health')).toMatchObject({ did: 'repeat' });
	await checkIn(t.app, health, { meetingId, mode: 'remote' });
	await recordDeparture(t.app, health, { meetingId, personId: health.personId });
	expect(
		await recordDeparture(t.app, health, { meetingId, personId: health.personId }),
	).toMatchObject({ did: 'repeat' });
	await come(board, 'health');
	const all = await rows(board);
	expect(all.map((row) => [row.mode, row.leftAt !== null])).toEqual([
		['in_person', true],
		['remote', true],
		['in_person', false],
	]);
});

test('only the clerk records others, and a stranger finds nothing', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	const personId = id(board, 'advice');
	for (const act of [
		(actor: Actor) => recordArrival(t.app, actor, { meetingId, personId, mode: 'telephone' }),
		(actor: Actor) => recordDeparture(t.app, actor, { meetingId, personId }),
		(actor: Actor) => recordApology(t.app, actor, { meetingId, personId }),
	]) {
		await expect(act(who(board, 'chair'))).rejects.toMatchObject(refusal('kernel.not_allowed'));
		await expect(act(who(board, 'stranger'))).rejects.toMatchObject(refusal('kernel.not_found'));
		await act(who(board, 'clerk'));
	}
});

test('a draft has no door, and neither has a meeting that ended', async () => {
	const draft = await makeBoard(t.app, { status: 'draft' });
	await expect(come(draft, 'chair')).rejects.toMatchObject(refusal('meetings.not_published'));
	const board = await makeBoard(t.app);
	await startMeeting(t.app, who(board, 'chair'), board);
	await endMeeting(t.app, who(board, 'chair'), board);
	await expect(come(board, 'chair')).rejects.toMatchObject(refusal('meetings.ended'));
});

describe('deputies', () => {
	test('never beside their principal', async () => {
		const board = await makeBoard(t.app);
		await come(board, 'police');
		await expect(come(board, 'police2')).rejects.toMatchObject({
			...refusal('meetings.principal_present'),
			values: { name: 'Ch Supt Gareth Lomas' },
		});
		expect(await come(board, 'police2', { withoutSeat: true })).toMatchObject({ seatId: null });
		await recordDeparture(t.app, who(board, 'clerk'), {
			meetingId: board.meetingId,
			personId: id(board, 'police'),
		});
		expect(await come(board, 'police2')).toMatchObject({
			did: 'done',
			seatId: board.seats['police'],
			asDeputy: true,
		});
	});

	test('the principal gets the seat back by the clerk alone', async () => {
		const board = await makeBoard(t.app);
		await come(board, 'police2');
		await expect(come(board, 'police')).rejects.toMatchObject({
			...refusal('meetings.deputy_in_seat'),
			values: { name: 'Supt Layla Hughes-Grant' },
		});
		await come(board, 'police', { withoutSeat: true });
		expect(await now(board)).toEqual({ police2: 'police', police: null });
		await recordArrival(t.app, who(board, 'clerk'), {
			meetingId: board.meetingId,
			personId: id(board, 'police'),
			mode: 'in_person',
			seat: 'take_over',
		});
		expect(await now(board)).toEqual({ police2: null, police: 'police' });
	});

	test('named for two seats: the first free one, apologies first', async () => {
		const board = await makeBoard(t.app);
		await come(board, 'network2');
		expect(await now(board)).toEqual({ network2: 'vice' });

		const other = await makeBoard(t.app);
		await recordApology(t.app, who(other, 'parents'), {
			meetingId: other.meetingId,
			personId: id(other, 'parents'),
			deputyPersonId: id(other, 'network2'),
		});
		await come(other, 'network2');
		await come(other, 'vice');
		expect(await now(other)).toEqual({ network2: 'parents', vice: 'vice' });
	});

	test('a deputy and the principal at once: one sits', async () => {
		for (let round = 0; round < 4; round++) {
			const board = await makeBoard(t.app);
			const both = await Promise.allSettled([come(board, 'police2'), come(board, 'police')]);
			expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
			const seated = Object.values(await now(board)).filter((seat) => seat === 'police');
			expect(seated).toHaveLength(1);
			const refused = both.find((each) => each.status === 'rejected')?.reason as { code: string };
			expect(['meetings.principal_present', 'meetings.deputy_in_seat']).toContain(refused.code);
		}
	});
});

test('the same person twice at once is there once', async () => {
	const board = await makeBoard(t.app);
	await Promise.all([come(board, 'health'), come(board, 'health'), come(board, 'health')]);
	expect(await rows(board)).toHaveLength(1);
});

test('several in one act: all, or none when one is refused', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	const clerk = who(board, 'clerk');
	const persons = (...codes: string[]) => codes.map((code) => id(board, code));
	expect(
		await recordArrivals(t.app, clerk, {
			meetingId,
			personIds: persons('chair', 'health', 'observer', 'chair'),
			mode: 'in_person',
		}),
	).toEqual({ arrived: 3 });
	await expect(
		recordArrivals(t.app, clerk, {
			meetingId,
			personIds: persons('vice', 'police', 'police2'),
			mode: 'in_person',
		}),
	).rejects.toMatchObject(refusal('meetings.principal_present'));
	expect(await now(board)).toEqual({ chair: 'chair', health: 'health', observer: null });
});

test('apologies: not of somebody who is there, not with a deputy of somebody else', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	const clerk = who(board, 'clerk');
	const personId = id(board, 'police');
	await expect(
		recordApology(t.app, clerk, { meetingId, personId, deputyPersonId: id(board, 'network2') }),
	).rejects.toMatchObject(refusal('meetings.not_deputy'));
	await recordApology(t.app, clerk, { meetingId, personId });
	await recordApology(t.app, clerk, { meetingId, personId, deputyPersonId: id(board, 'police2') });
	const saved = await reading(t.app, (tx) => apologiesOf(tx, ref(board)));
	expect(saved).toMatchObject([{ personId, deputyPersonId: id(board, 'police2') }]);
	await withdrawApology(t.app, clerk, { meetingId, personId });
	await come(board, 'police');
	await expect(recordApology(t.app, clerk, { meetingId, personId })).rejects.toMatchObject(
		refusal('meetings.is_present'),
	);
});

test('who leaves takes their hand along', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	await startMeeting(t.app, who(board, 'chair'), board);
	await come(board, 'health');
	await raiseHand(t.app, who(board, 'health'), { meetingId });
	await recordDeparture(t.app, who(board, 'health'), {
		meetingId,
		personId: id(board, 'health'),
	});
	const hands = await reading(t.app, (tx) => handsOf(tx, ref(board)));
	expect(hands.every((hand) => hand.finishedAt !== null)).toBe(true);
});

test('the quorum follows departures', async () => {
	const board = await makeBoard(t.app);
	const state = async () =>
		reading(t.app, async (tx) => {
			const seats = await votingSeats(tx, board.partnershipId, board.bodyId);
			const there = (await attendanceOf(tx, ref(board))).filter((row) => row.leftAt === null);
			return quorum(rules.quorum, seats, countedSeats(there, rules.remote));
		});
	for (const code of ['chair', 'health', 'vice', 'advice', 'trade', 'observer'])
		await come(board, code);
	expect(await state()).toMatchObject({ quorate: true, present: 5, needed: 3, seats: 7 });
	await recordDeparture(t.app, who(board, 'clerk'), {
		meetingId: board.meetingId,
		personId: id(board, 'trade'),
	});
	expect(await state()).toMatchObject({
		quorate: false,
		present: 4,
		missing: [{ kind: 'sector', present: 0, needed: 1 }],
	});
});

test.each(['', 'nobody', "'; drop table attendance; --", '00000000-0000-4000-8000-000000000000'])(
	'no person has the id %j',
	async (personId) => {
		const board = await makeBoard(t.app);
		const clerk = who(board, 'clerk');
		const { meetingId } = board;
		const nothing = refusal('kernel.not_found');
		await expect(
			recordArrival(t.app, clerk, { meetingId, personId, mode: 'remote' }),
		).rejects.toMatchObject(nothing);
		await expect(recordApology(t.app, clerk, { meetingId, personId })).rejects.toMatchObject(
			nothing,
		);
		await expect(come({ ...board, meetingId: personId }, 'clerk')).rejects.toMatchObject(nothing);
	},
);

test('a deputy named after the notice ended sits only with the leave of the chair', async () => {
	const noticeBefore = { hours: 24 };
	const board = await makeBoard(t.app, {
		rules: { ...rules, deputies: { ...rules.deputies, noticeBefore } },
	});
	const { meetingId } = board;
	const clerk = who(board, 'clerk');
	const startsIn = (hours: number) =>
		t.app.db
			.updateTable('meeting')
			.set({ starts_at: new Date(Date.now() + hours * 3_600_000) })
			.where('id', '=', meetingId)
			.execute();
	const apologise = (deputy?: string) =>
		recordApology(t.app, clerk, {
			meetingId,
			personId: id(board, 'police'),
			...(deputy === undefined ? {} : { deputyPersonId: id(board, deputy) }),
		});
	const arrive = (seat: 'own' | 'by_leave') =>
		recordArrival(t.app, clerk, {
			meetingId,
			personId: id(board, 'police2'),
			mode: 'in_person',
			seat,
		});
	await startsIn(12);
	// Nobody named them, then somebody did too late: by the database's clock, whoever asks.
	await expect(come(board, 'police2')).rejects.toMatchObject(refusal('meetings.deputy_late'));
	await apologise('police2');
	await expect(come(board, 'police2')).rejects.toMatchObject(refusal('meetings.deputy_late'));
	await expect(arrive('own')).rejects.toMatchObject(refusal('meetings.deputy_late'));
	// Noon on the working day before, over an Easter that is gone: the sentence names the days.
	const easterTuesday = new Date('2019-04-23T13:00:00Z');
	const noon = JSON.stringify({
		deputies: { ...rules.deputies, noticeBefore: 'noon_on_the_working_day_before' },
	});
	const change = (by: string) =>
		sql`update constitution set rules = rules || ${by}::jsonb where partnership_id = ${board.partnershipId}`.execute(
			t.app.db,
		);
	await change(noon);
	await t.app.db
		.updateTable('meeting')
		.set({ starts_at: easterTuesday })
		.where('id', '=', meetingId)
		.execute();
	await expect(come(board, 'police2')).rejects.toMatchObject({
		code: 'meetings.deputy_late_holidays',
		values: { date: '18/04/2019', time: '12:00', holidays: '19/04/2019, 22/04/2019' },
	});
	await change(JSON.stringify({ deputies: { ...rules.deputies, noticeBefore } }));
	await startsIn(12);
	expect(await come(board, 'police2', { withoutSeat: true })).toMatchObject({ seatId: null });
	expect(await arrive('by_leave')).toMatchObject({ seatId: board.seats['police'], asDeputy: true });
	expect((await rows(board)).at(-1)).toMatchObject({ byLeave: true });
	// Changing how they attend keeps the seat, and says so again.
	await checkIn(t.app, who(board, 'police2'), { meetingId, mode: 'remote' });
	expect((await rows(board)).at(-1)).toMatchObject({
		seatId: board.seats['police'],
		byLeave: true,
	});
	await recordDeparture(t.app, clerk, { meetingId, personId: id(board, 'police2') });

	// In time, they sit by themselves; named again, and so later, that time counts.
	await startsIn(48);
	await apologise();
	await apologise('police2');
	expect(await come(board, 'police2')).toMatchObject({ seatId: board.seats['police'] });
	expect((await rows(board)).at(-1)).toMatchObject({ byLeave: false });
});
