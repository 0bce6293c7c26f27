import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#domain/kernel/actor.ts';
import { endBreak, showInRoom, takeBreak } from '#server/meetings/break-commands.ts';
import {
	closeItem,
	deferItem,
	endMeeting,
	openItem,
	startMeeting,
} from '#server/meetings/commands.ts';
import {
	callSpeaker,
	finishSpeaker,
	lowerHand,
	raiseHand,
} from '#server/meetings/queue-commands.ts';
import { checkIn } from '#server/meetings/attendance-commands.ts';
import { handsOf } from '#server/meetings/queue-store.ts';
import { itemsOf } from '#server/meetings/item-store.ts';
import { meetingById } from '#server/meetings/meeting-store.ts';
import { reading } from '#server/platform/tx.ts';
import { queueOf } from '#domain/meetings/queue.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { makeBoard, type Board } from './board.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp();
});
afterAll(() => t.close());

const who = (board: Board, code: string) => board.people[code] as Actor;
const item = (board: Board, number: number) => board.items[number - 1] as string;
const items = (board: Board) =>
	reading(t.app, (tx) => itemsOf(tx, board.partnershipId, board.meetingId));
const states = async (board: Board) => (await items(board)).map((each) => each.state);
const meeting = (board: Board) =>
	reading(t.app, (tx) => meetingById(tx, board.partnershipId, board.meetingId));
const refusal = (code: string) => ({ code, name: 'Refusal' });

async function started(): Promise<Board> {
	const board = await makeBoard(t.app);
	await startMeeting(t.app, who(board, 'chair'), board);
	return board;
}

describe('who may run a meeting', () => {
	test.each([
		['health', 'kernel.not_allowed'],
		['observer', 'kernel.not_allowed'],
		['stranger', 'kernel.not_found'],
	])('%s is refused with %s', async (code, refused) => {
		const board = await makeBoard(t.app);
		await expect(startMeeting(t.app, who(board, code), board)).rejects.toMatchObject(
			refusal(refused),
		);
		expect((await meeting(board))?.status).toBe('published');
	});

	test('a chair of another partnership finds no such meeting', async () => {
		const board = await makeBoard(t.app);
		const elsewhere = await makeBoard(t.app);
		await expect(startMeeting(t.app, who(elsewhere, 'chair'), board)).rejects.toMatchObject(
			refusal('kernel.not_found'),
		);
	});
});

test('a meeting without a published agenda does not start', async () => {
	const board = await makeBoard(t.app, { status: 'draft' });
	await expect(startMeeting(t.app, who(board, 'chair'), board)).rejects.toMatchObject(
		refusal('meetings.no_agenda'),
	);
});

test('from the start through the items to the end', async () => {
	const board = await makeBoard(t.app);
	const chair = who(board, 'chair');
	const { meetingId } = board;
	await expect(openItem(t.app, chair, { meetingId, itemId: item(board, 1) })).rejects.toMatchObject(
		refusal('meetings.not_started'),
	);
	expect(await startMeeting(t.app, chair, { meetingId })).toEqual({ did: 'done' });
	expect(await startMeeting(t.app, who(board, 'clerk'), { meetingId })).toEqual({ did: 'repeat' });
	await openItem(t.app, chair, { meetingId, itemId: item(board, 1), seenItemId: null });
	await openItem(t.app, chair, { meetingId, itemId: item(board, 2), seenItemId: item(board, 1) });
	expect(await states(board)).toEqual(['done', 'open', 'waiting', 'waiting']);
	await closeItem(t.app, chair, { meetingId, itemId: item(board, 2) });
	expect(await closeItem(t.app, chair, { meetingId, itemId: item(board, 2) })).toEqual({
		did: 'repeat',
	});
	await openItem(t.app, chair, { meetingId, itemId: item(board, 1) });
	expect(await endMeeting(t.app, chair, { meetingId })).toEqual({ did: 'done' });
	expect(await endMeeting(t.app, chair, { meetingId })).toEqual({ did: 'repeat' });
	expect(await states(board)).toEqual(['done', 'done', 'waiting', 'waiting']);
	expect((await meeting(board))?.status).toBe('ended');
	await expect(startMeeting(t.app, chair, { meetingId })).rejects.toMatchObject(
		refusal('meetings.ended'),
	);
});

test('an item of another meeting is not opened', async () => {
	const board = await started();
	const other = await started();
	await expect(
		openItem(t.app, who(board, 'chair'), { meetingId: board.meetingId, itemId: item(other, 1) }),
	).rejects.toMatchObject(refusal('meetings.no_such_item'));
});

describe('two chairs at once', () => {
	test('different items: one opens, the other is told', async () => {
		const board = await started();
		const press = (code: string, number: number) =>
			openItem(t.app, who(board, code), {
				meetingId: board.meetingId,
				itemId: item(board, number),
				seenItemId: null,
			});
		const both = await Promise.allSettled([press('chair', 2), press('vice', 3)]);
		expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(both.find((each) => each.status === 'rejected')?.reason).toMatchObject(
			refusal('meetings.item_already_open'),
		);
		expect((await states(board)).filter((state) => state === 'open')).toHaveLength(1);
	});

	test('the same item: one opens it, the other finds it open', async () => {
		const board = await started();
		const press = (code: string) =>
			openItem(t.app, who(board, code), {
				meetingId: board.meetingId,
				itemId: item(board, 2),
				seenItemId: null,
			});
		const both = await Promise.all([press('chair'), press('vice'), press('clerk')]);
		expect(both.map((each) => each.did).sort()).toEqual(['done', 'repeat', 'repeat']);
	});

	test('one start, however many press it', async () => {
		const board = await makeBoard(t.app);
		const presses = ['chair', 'vice', 'clerk', 'chair'];
		const all = await Promise.all(
			presses.map((code) => startMeeting(t.app, who(board, code), board)),
		);
		expect(all.filter((each) => each.did === 'done')).toHaveLength(1);
	});
});

describe('the queue', () => {
	const queue = async (board: Board) => {
		const hands = await reading(t.app, (tx) =>
			handsOf(tx, { partnershipId: board.partnershipId, id: board.meetingId }),
		);
		const open = (await items(board)).find((each) => each.state === 'open');
		const names = new Map(Object.entries(board.people).map(([code, p]) => [p.personId, code]));
		const { speaking, waiting } = queueOf(hands, open?.id ?? null);
		return {
			speaking: speaking && names.get(speaking.personId),
			waiting: waiting.map((hand) => names.get(hand.personId)),
			ids: new Map(waiting.map((hand) => [names.get(hand.personId), hand.id])),
		};
	};
	const call = async (board: Board, code: string) =>
		callSpeaker(t.app, who(board, 'chair'), {
			meetingId: board.meetingId,
			speakerId: (await queue(board)).ids.get(code) as string,
		});

	test('raise, call, finish, raise again, lower', async () => {
		const board = await started();
		const { meetingId } = board;
		await expect(raiseHand(t.app, who(board, 'health'), { meetingId })).rejects.toMatchObject(
			refusal('meetings.not_present'),
		);
		for (const code of ['health', 'vice', 'trade'])
			await checkIn(t.app, who(board, code), { meetingId, mode: 'in_person' });
		await openItem(t.app, who(board, 'chair'), { meetingId, itemId: item(board, 2) });
		await raiseHand(t.app, who(board, 'health'), { meetingId });
		await raiseHand(t.app, who(board, 'vice'), { meetingId });
		expect(await raiseHand(t.app, who(board, 'vice'), { meetingId })).toEqual({ did: 'repeat' });
		const first = (await queue(board)).ids.get('health') as string;
		await call(board, 'health');
		expect(await queue(board)).toMatchObject({ speaking: 'health', waiting: ['vice'] });
		await finishSpeaker(t.app, who(board, 'chair'), { meetingId, speakerId: first });
		await raiseHand(t.app, who(board, 'health'), { meetingId });
		await raiseHand(t.app, who(board, 'trade'), { meetingId });
		expect((await queue(board)).waiting).toEqual(['vice', 'trade', 'health']);
		await call(board, 'trade');
		expect(
			await finishSpeaker(t.app, who(board, 'chair'), { meetingId, speakerId: first }),
		).toEqual({ did: 'repeat' });
		await call(board, 'vice');
		expect(await queue(board)).toMatchObject({ speaking: 'vice', waiting: ['health'] });
		await lowerHand(t.app, who(board, 'health'), { meetingId });
		expect((await queue(board)).waiting).toEqual([]);
		await expect(
			callSpeaker(t.app, who(board, 'chair'), { meetingId, speakerId: first }),
		).rejects.toMatchObject(refusal('meetings.hand_down'));
	});

	test('hands raised between items go to the next one; those of an item go down with it', async () => {
		const board = await started();
		const { meetingId } = board;
		for (const code of ['health', 'vice'])
			await checkIn(t.app, who(board, code), { meetingId, mode: 'remote' });
		await raiseHand(t.app, who(board, 'health'), { meetingId });
		await openItem(t.app, who(board, 'chair'), { meetingId, itemId: item(board, 1) });
		expect((await queue(board)).waiting).toEqual(['health']);
		await openItem(t.app, who(board, 'chair'), { meetingId, itemId: item(board, 2) });
		expect((await queue(board)).waiting).toEqual([]);
	});

	test('an observer has no hand to raise; the clerk raises one for a person on the telephone', async () => {
		const board = await started();
		const { meetingId } = board;
		const health = who(board, 'health').personId;
		await checkIn(t.app, who(board, 'health'), { meetingId, mode: 'telephone' });
		await checkIn(t.app, who(board, 'observer'), { meetingId, mode: 'in_person' });
		await expect(raiseHand(t.app, who(board, 'observer'), { meetingId })).rejects.toMatchObject(
			refusal('kernel.not_allowed'),
		);
		await expect(
			raiseHand(t.app, who(board, 'vice'), { meetingId, personId: health }),
		).rejects.toMatchObject(refusal('kernel.not_allowed'));
		await raiseHand(t.app, who(board, 'clerk'), { meetingId, personId: health });
		await expect(
			lowerHand(t.app, who(board, 'vice'), { meetingId, personId: health }),
		).resolves.toEqual({ did: 'done' });
	});

	test('a double tap raises one hand', async () => {
		const board = await started();
		const { meetingId } = board;
		await checkIn(t.app, who(board, 'health'), { meetingId, mode: 'remote' });
		const taps = await Promise.all(
			[1, 2, 3].map(() => raiseHand(t.app, who(board, 'health'), { meetingId })),
		);
		expect(taps.filter((each) => each.did === 'done')).toHaveLength(1);
		expect((await queue(board)).waiting).toEqual(['health']);
	});
});

describe('breaks and what is put off', () => {
	test('a break stops the open item, opening another one ends it', async () => {
		const board = await started();
		const chair = who(board, 'chair');
		const { meetingId } = board;
		await openItem(t.app, chair, { meetingId, itemId: item(board, 1) });
		await takeBreak(t.app, chair, { meetingId, minutes: 10 });
		const until = (await meeting(board))?.breakUntil;
		expect(until?.getTime()).toBeGreaterThan(Date.now() + 9 * 60_000);
		expect((await items(board))[0]).toMatchObject({ state: 'open', openedAt: null });
		await expect(takeBreak(t.app, chair, { meetingId, minutes: 0 })).rejects.toMatchObject(
			refusal('meetings.break_minutes'),
		);
		expect((await meeting(board))?.breakUntil).toEqual(until);
		expect(await endBreak(t.app, chair, { meetingId })).toEqual({ did: 'done' });
		expect(await endBreak(t.app, who(board, 'clerk'), { meetingId })).toEqual({ did: 'repeat' });
		expect((await items(board))[0]?.openedAt).toBeInstanceOf(Date);
		await takeBreak(t.app, chair, { meetingId, minutes: 5 });
		await openItem(t.app, chair, { meetingId, itemId: item(board, 2) });
		expect((await meeting(board))?.breakUntil).toBeNull();
		expect(await states(board)).toEqual(['done', 'open', 'waiting', 'waiting']);
		await takeBreak(t.app, chair, { meetingId, minutes: 5 });
		await endMeeting(t.app, chair, { meetingId });
		expect((await meeting(board))?.breakUntil).toBeNull();
	});

	test('an item is put off once, with a reason of bounded length, and opened after all', async () => {
		const board = await started();
		const chair = who(board, 'chair');
		const { meetingId } = board;
		const itemId = item(board, 3);
		await expect(
			deferItem(t.app, chair, { meetingId, itemId, reason: 'x'.repeat(1_001) }),
		).rejects.toMatchObject(refusal('meetings.reason_too_long'));
		expect(await deferItem(t.app, chair, { meetingId, itemId, reason: ' late ' })).toEqual({
			did: 'done',
		});
		expect(await deferItem(t.app, chair, { meetingId, itemId, reason: '' })).toEqual({
			did: 'repeat',
		});
		expect(await states(board)).toEqual(['waiting', 'waiting', 'deferred', 'waiting']);
		await expect(
			deferItem(t.app, who(board, 'health'), { meetingId, itemId, reason: '' }),
		).rejects.toMatchObject(refusal('kernel.not_allowed'));
		await openItem(t.app, chair, { meetingId, itemId });
		expect((await states(board))[2]).toBe('open');
	});

	test('the screen in the room shows what the clerk chose until an item opens', async () => {
		const board = await started();
		const { meetingId } = board;
		const clerk = who(board, 'clerk');
		expect(await showInRoom(t.app, clerk, { meetingId, shows: 'code' })).toEqual({ did: 'done' });
		expect(await showInRoom(t.app, clerk, { meetingId, shows: 'code' })).toEqual({ did: 'repeat' });
		await expect(showInRoom(t.app, clerk, { meetingId, shows: 'film' })).rejects.toMatchObject(
			refusal('meetings.no_such_screen'),
		);
		await expect(
			showInRoom(t.app, who(board, 'health'), { meetingId, shows: 'now' }),
		).rejects.toMatchObject(refusal('kernel.not_allowed'));
		expect((await meeting(board))?.roomShows).toBe('code');
		await openItem(t.app, who(board, 'chair'), { meetingId, itemId: item(board, 1) });
		expect((await meeting(board))?.roomShows).toBe('now');
	});
});
