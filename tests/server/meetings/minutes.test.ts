import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#domain/kernel/actor.ts';
import type { DomainEvent } from '#domain/kernel/event.ts';
import { plainText } from '#domain/documents/rich-text.ts';
import { readBody } from '#domain/documents/section.ydoc.ts';
import { castBallot } from '#server/decisions/cast-ballot.ts';
import { closePoll, showResult } from '#server/decisions/close-poll.ts';
import { lodgeMotion } from '#server/decisions/lodge-motion.ts';
import { openPoll } from '#server/decisions/open-poll.ts';
import {
	checkIn,
	recordApology,
	recordArrival,
	recordArrivals,
	recordDeparture,
} from '#server/meetings/attendance-commands.ts';
import { closeItem, endMeeting, openItem, startMeeting } from '#server/meetings/commands.ts';
import { minutesKind } from '#server/meetings/gate.ts';
import { minutesReactions } from '#server/meetings/reactions.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { makeBoard, type Board } from './board.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp();
});
afterAll(() => t.close());

const who = (board: Board, code: string) => board.people[code] as Actor;
const item = (board: Board, number: number) => board.items[number - 1] as string;
const come = (board: Board, code: string, mode: 'in_person' | 'remote' = 'in_person') =>
	checkIn(t.app, who(board, code), { meetingId: board.meetingId, mode });
/** A time of the clock is different at every run. */
const timeless = (text: string) => text.replaceAll(/\b\d\d:\d\d\b/g, '00:00');

async function minutes(board: Board): Promise<string[]> {
	await t.app.outbox.idle();
	await t.app.relay.drain(board.minutesRoomId);
	const doc = await reading(t.app, (tx) => t.app.relay.read(tx, board.minutesRoomId));
	return timeless(plainText(readBody(doc)))
		.split(/\n+/)
		.filter((line) => line !== '');
}

async function motion(board: Board, itemNumber: number, exempt = false): Promise<string> {
	const compartment = exempt
		? await t.app.db
				.selectFrom('agenda_item')
				.select('compartment_id')
				.where('id', '=', item(board, itemNumber))
				.executeTakeFirstOrThrow()
		: undefined;
	const { motionId } = await transact(t.app, (tx) =>
		lodgeMotion(tx, {
			partnershipId: board.partnershipId,
			meetingId: board.meetingId,
			itemId: item(board, itemNumber),
			code: 'm1',
			title: { en: 'Approve the draft' },
			text: { en: 'That the Board approves the secret draft.' },
			decisionClass: 'ordinary',
			effect: 'partnership_decision',
			moverPersonId: who(board, 'vice').personId,
			...(compartment?.compartment_id ? { compartmentId: compartment.compartment_id } : {}),
		}),
	);
	return motionId;
}

test('the record begins the minutes, from those present to the end', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	const chair = who(board, 'chair');
	const clerk = who(board, 'clerk');
	await recordApology(t.app, clerk, {
		meetingId,
		personId: who(board, 'police').personId,
		deputyPersonId: who(board, 'police2').personId,
	});
	await recordApology(t.app, clerk, { meetingId, personId: who(board, 'trade').personId });
	for (const code of ['chair', 'vice', 'police2', 'clerk']) await come(board, code);
	await come(board, 'health', 'remote');
	await startMeeting(t.app, chair, { meetingId });
	await openItem(t.app, chair, { meetingId, itemId: item(board, 1) });
	await come(board, 'parents');
	await recordArrival(t.app, clerk, {
		meetingId,
		personId: who(board, 'advice').personId,
		mode: 'telephone',
	});
	await openItem(t.app, chair, { meetingId, itemId: item(board, 2) });
	await come(board, 'trade');
	const motionId = await motion(board, 2);
	const { pollId } = await openPoll(t.app, chair, { meetingId, motionId });
	const vote = (code: string, seat: string, choice: string) =>
		castBallot(t.app, who(board, code), { pollId, seatId: board.seats[seat] as string, choice });
	await vote('chair', 'chair', 'for');
	await vote('health', 'health', 'for');
	await vote('police2', 'police', 'against');
	await vote('vice', 'vice', 'for');
	await vote('parents', 'parents', 'abstain');
	await recordDeparture(t.app, clerk, { meetingId, personId: who(board, 'trade').personId });
	await closePoll(t.app, chair, { pollId });
	expect((await minutes(board)).join('\n')).not.toContain('Carried');
	await showResult(t.app, chair, { pollId, reason: 'All had voted.' });
	await closeItem(t.app, chair, { meetingId, itemId: item(board, 2) });
	await openItem(t.app, chair, { meetingId, itemId: item(board, 1) });
	await endMeeting(t.app, chair, { meetingId });

	expect(await minutes(board)).toEqual([
		'Minutes of the Partnership Board',
		'Held on Thursday 3 December 2026 at Committee Room 2, Town Hall.',
		'The meeting started at 00:00.',
		'Cllr Marian Oakshott was in the chair.',
		'The meeting was not quorate at its start: 4 of 7 seats were filled and 3 were needed, with any other condition of the rule.',
		'Present',
		'Larkhaven council',
		'Cllr Marian Oakshott (chair), in the room',
		'Larkhaven nhs',
		'Dr Priya Venning, remote',
		'Larkhaven police',
		'Supt Layla Hughes-Grant, sits for Ch Supt Gareth Lomas, in the room',
		'Larkhaven network',
		'Desmond Achara (vice-chair), in the room',
		'Kelly-Ann Moss, in the room, from 00:00',
		'Larkhaven advice',
		'Tomasz Wielgosz, by phone, from 00:00',
		'Larkhaven chamber',
		'Fiona Strand, in the room, from 00:00',
		'In attendance',
		'Ewan Prentice (clerk), in the room',
		'Apologies',
		'Ch Supt Gareth Lomas; Supt Layla Hughes-Grant to sit as deputy',
		'1. Welcome',
		'Started at 00:00.',
		'Kelly-Ann Moss arrived at 00:00 (in the room).',
		'Tomasz Wielgosz arrived at 00:00 (by phone).',
		'Closed at 00:00.',
		'Taken up again at 00:00.',
		'Closed at 00:00.',
		'2. Community Strategy',
		'Started at 00:00.',
		'Fiona Strand arrived at 00:00 (in the room).',
		'At 00:00 the meeting became quorate, with 7 of 7 seats filled.',
		'Motion That the Board approves the secret draft.',
		'Moved by Desmond Achara.',
		'Put to the vote at 00:00.',
		'Fiona Strand left at 00:00.',
		'At 00:00 the meeting ceased to be quorate, with 6 of 7 seats filled.',
		'Decision Carried. 3 for, 1 against, 1 abstained. 3 were needed.',
		'The chair’s reason: “All had voted.”',
		'For: Cllr Marian Oakshott, Dr Priya Venning, Desmond Achara',
		'Against: Supt Layla Hughes-Grant',
		'Abstained: Kelly-Ann Moss',
		'Present but not voting: Tomasz Wielgosz, Fiona Strand',
		'Absent: nobody',
		'Closed at 00:00.',
		'The meeting ended at 00:00.',
	]);
});

test('several people recorded in one act make the quorum once', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	await startMeeting(t.app, who(board, 'chair'), { meetingId });
	await recordArrivals(t.app, who(board, 'clerk'), {
		meetingId,
		personIds: ['chair', 'health', 'vice', 'parents', 'advice', 'trade'].map(
			(code) => who(board, code).personId,
		),
		mode: 'in_person',
	});
	const told = (await minutes(board)).filter((line) => line.includes('became quorate'));
	expect(told).toEqual(['At 00:00 the meeting became quorate, with 6 of 7 seats filled.']);
});

test('every event delivered again changes nothing', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	const chair = who(board, 'chair');
	await come(board, 'chair');
	await startMeeting(t.app, chair, { meetingId });
	await openItem(t.app, chair, { meetingId, itemId: item(board, 1) });
	await come(board, 'health');
	await come(board, 'police2');
	await recordArrival(t.app, who(board, 'clerk'), {
		meetingId,
		personId: who(board, 'police').personId,
		mode: 'in_person',
		seat: 'take_over',
	});
	await recordDeparture(t.app, who(board, 'health'), {
		meetingId,
		personId: who(board, 'health').personId,
	});
	await endMeeting(t.app, chair, { meetingId });
	const once = await minutes(board);
	expect(once).toContain(
		'At 00:00 Ch Supt Gareth Lomas took the seat from Supt Layla Hughes-Grant, who stayed without a seat.',
	);

	const rows = await t.app.db
		.selectFrom('outbox')
		.select(['id', 'event', 'payload'])
		.orderBy('id')
		.execute();
	const reactions = new Map(minutesReactions(t.app, t.app.relay));
	let again = 0;
	for (const row of rows) {
		const event = row.payload as DomainEvent & { meetingId?: string };
		if (event.meetingId !== meetingId) continue;
		await reactions.get(row.event)?.(event, String(row.id));
		again++;
	}
	expect(again).toBeGreaterThan(6);
	expect(await minutes(board)).toEqual(once);
});

test('a hand-over stands in the lists under both names', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	await startMeeting(t.app, who(board, 'chair'), { meetingId });
	await come(board, 'police2');
	await checkIn(t.app, who(board, 'police'), {
		meetingId,
		mode: 'in_person',
		withoutSeat: true,
	});
	expect(await minutes(board)).toContain('In attendance');
	await recordArrival(t.app, who(board, 'clerk'), {
		meetingId,
		personId: who(board, 'police').personId,
		mode: 'in_person',
		seat: 'take_over',
	});
	const text = await minutes(board);
	expect(text).not.toContain('In attendance');
	expect(text.slice(text.indexOf('Present'), text.indexOf('Present') + 4)).toEqual([
		'Present',
		'Larkhaven police',
		'Supt Layla Hughes-Grant, sits for Ch Supt Gareth Lomas, in the room, from 00:00',
		'Ch Supt Gareth Lomas, in the room, from 00:00',
	]);
});

test('of an exempt item only the stub is told', async () => {
	const board = await makeBoard(t.app);
	const { meetingId } = board;
	const chair = who(board, 'chair');
	for (const code of ['chair', 'health', 'vice', 'advice', 'trade']) await come(board, code);
	await startMeeting(t.app, chair, { meetingId });
	await openItem(t.app, chair, { meetingId, itemId: item(board, 4) });
	const motionId = await motion(board, 4, true);
	const { pollId } = await openPoll(t.app, chair, { meetingId, motionId });
	await castBallot(t.app, chair, {
		pollId,
		seatId: board.seats['chair'] as string,
		choice: 'for',
	});
	await closePoll(t.app, chair, { pollId });
	await showResult(t.app, chair, { pollId });
	await endMeeting(t.app, chair, { meetingId });
	const text = await minutes(board);
	expect(text.slice(text.indexOf('4. Exempt item'))).toEqual([
		'4. Exempt item',
		'Taken in private (LGA 1972 Sch. 12A Part 1, paragraph 3: financial or business affairs). Its minutes are kept apart.',
		'Started at 00:00.',
		'Closed at 00:00.',
		'The meeting ended at 00:00.',
	]);
	expect(text.join('\n')).not.toContain('secret');
});

test('a Welsh board is minuted in Welsh', async () => {
	const board = await makeBoard(t.app, { nation: 'wales' });
	await come(board, 'chair');
	await startMeeting(t.app, who(board, 'chair'), board);
	const text = await minutes(board);
	expect(text[0]).toBe('Cofnodion: Partnership Board');
	expect(text[1]).toContain('Dydd Iau 3 Rhagfyr 2026');
	expect(text).toContain('Yn bresennol');
});

test('the gate: the clerk writes, the body reads, others find nothing', async () => {
	const board = await makeBoard(t.app);
	const kind = minutesKind(t.app);
	const room = {
		id: board.minutesRoomId,
		kind: 'minutes',
		partnershipId: board.partnershipId,
		subjectId: board.meetingId,
		compartmentId: null,
	};
	const enter = async (code: string | null) => {
		if (!kind.stored) throw new Error('the minutes are a stored room');
		const visitor = code && { accountId: who(board, code).accountId, sessionRef: 's' };
		return (await kind.gate(room, visitor || null))?.access ?? null;
	};
	expect(await enter('clerk')).toBe('write');
	expect(await enter('chair')).toBe('read');
	expect(await enter('observer')).toBe('read');
	expect(await enter('stranger')).toBeNull();
	expect(await enter(null)).toBeNull();
});
