import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#domain/kernel/actor.ts';
import { plainText } from '#domain/documents/rich-text.ts';
import { checkIn, recordApology } from '#server/meetings/attendance-commands.ts';
import { agendaPage } from '#server/meetings/agenda-views.ts';
import { attendancePage, type RegisterRow } from '#server/meetings/attendance-views.ts';
import { startMeeting } from '#server/meetings/commands.ts';
import { minutesPage } from '#server/meetings/views.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { makeBoard, rules, type Board } from './board.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp();
});
afterAll(() => t.close());

const slug = '2026-12-03-board';
const reader = (board: Board, code: string | null) => ({
	partnershipId: board.partnershipId,
	actor: code === null ? null : (board.people[code] as Actor),
});
const come = (board: Board, code: string, withoutSeat = false) =>
	checkIn(t.app, board.people[code] as Actor, {
		meetingId: board.meetingId,
		mode: 'in_person',
		withoutSeat,
	});

test('draft minutes are for the body; the public sees that there are none yet', async () => {
	const board = await makeBoard(t.app);
	await startMeeting(t.app, board.people['chair'] as Actor, board);
	await t.app.outbox.idle();
	const clerk = await minutesPage(t.app, reader(board, 'clerk'), slug);
	expect(clerk?.mayEdit).toBe(true);
	expect(clerk?.draft && plainText(clerk.draft.text)).toContain('Minutes of the');
	const member = await minutesPage(t.app, reader(board, 'health'), slug);
	expect(member?.mayEdit).toBe(false);
	expect(member?.draft).not.toBeNull();
	for (const code of ['stranger', null]) {
		const found = await minutesPage(t.app, reader(board, code), slug);
		expect(found?.draft).toBeNull();
		expect(JSON.stringify(found)).not.toContain(board.minutesRoomId);
	}
	expect(await minutesPage(t.app, reader(board, 'clerk'), 'nothing')).toBeUndefined();
});

test('a meeting without an agenda is nobody else’s business', async () => {
	const board = await makeBoard(t.app, { status: 'draft' });
	expect(await minutesPage(t.app, reader(board, null), slug)).toBeUndefined();
	expect((await minutesPage(t.app, reader(board, 'health'), slug))?.draft).not.toBeNull();
});

test('where the rules close the meetings, the public finds none, nor its minutes', async () => {
	const closed = { ...rules, public: { ...rules.public, access: 'closed' as const } };
	const board = await makeBoard(t.app, { rules: closed });
	expect(await minutesPage(t.app, reader(board, null), slug)).toBeUndefined();
	expect(await agendaPage(t.app, reader(board, null), slug)).toBeUndefined();
	expect(await minutesPage(t.app, reader(board, 'health'), slug)).toBeDefined();
});

test('the register tells where everybody is and who is in whose way', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	await come(board, 'chair');
	await come(board, 'police2');
	await come(board, 'police', true);
	await come(board, 'vice');
	await recordApology(t.app, board.people['clerk'] as Actor, {
		meetingId,
		personId: (board.people['parents'] as Actor).personId,
		deputyPersonId: (board.people['network2'] as Actor).personId,
	});
	const page = await attendancePage(t.app, reader(board, 'clerk'), slug);
	const rows = new Map(
		[...(page?.seats ?? []), ...(page?.others ?? [])].map((row) => [row.name, row]),
	);
	const row = (name: string) => rows.get(name) as RegisterRow;
	expect(page).toMatchObject({ mayRecord: true, inRoom: 3, afar: 0 });
	expect(page?.quorum).toMatchObject({ quorate: false, present: 3, seats: 7 });
	expect(page?.seats.map((each) => each.name)[0]).toBe('Cllr Marian Oakshott');
	expect(row('Ch Supt Gareth Lomas')).toMatchObject({
		now: { is: 'here', seated: false },
		wish: 'none',
		inTheWay: 'Supt Layla Hughes-Grant',
		deputies: [{ name: 'Supt Layla Hughes-Grant' }],
	});
	expect(row('Supt Layla Hughes-Grant')).toMatchObject({
		as: 'deputy',
		now: { is: 'here', seated: true, sitsFor: 'Ch Supt Gareth Lomas' },
		inTheWay: null,
	});
	expect(row('Kelly-Ann Moss').now).toEqual({
		is: 'apologies',
		deputy: 'Grace Thornton-Adeyemi',
	});
	expect(row('Grace Thornton-Adeyemi')).toMatchObject({
		deputyFor: ['Desmond Achara', 'Kelly-Ann Moss'],
		wish: 'own',
		now: { is: 'away' },
	});
	expect(row('Ewan Prentice')).toMatchObject({ as: 'other', now: { is: 'away' } });
	expect(rows.has('Sam Nobody')).toBe(false);
});

test('the register is read by the body, kept by the clerk, and closed to others', async () => {
	const board = await makeBoard(t.app);
	expect((await attendancePage(t.app, reader(board, 'health'), slug))?.mayRecord).toBe(false);
	expect(await attendancePage(t.app, reader(board, 'stranger'), slug)).toBeUndefined();
	expect(await attendancePage(t.app, reader(board, null), slug)).toBeUndefined();
});
