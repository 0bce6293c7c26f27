import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	castBallot,
	closePoll,
	openPoll,
	showResult,
	voidPoll,
} from '#server/decisions/commands.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { chairView } from '#server/decisions/views.ts';
import { recordArrival, recordDeparture } from '#server/meetings/attendance-commands.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const chair = () => h.actor('p01');
const open = async (motionId: string) =>
	(await openPoll(h.app, chair(), { meetingId: h.meetingId, motionId })).pollId;
const vote = (pollId: string, code: string) =>
	castBallot(h.app, h.actor(code), { pollId, seatId: h.seat(code), choice: 'for' });
const show = (pollId: string, code: string, reason?: string) =>
	showResult(h.app, h.actor(code), { pollId, reason });
const stateOf = async (motionId: string) =>
	(
		await h.app.db
			.selectFrom('motion')
			.select('state')
			.where('id', '=', motionId)
			.executeTakeFirstOrThrow()
	).state;
/** The private sector's two leave the hall, or come back. */
async function privateSector(there: boolean): Promise<void> {
	for (const code of ['p15', 'p16']) {
		const who = { meetingId: h.meetingId, personId: h.actor(code).personId };
		if (there) await recordArrival(h.app, h.actor('p21'), { ...who, mode: 'in_person' });
		else await recordDeparture(h.app, h.actor('p21'), who);
	}
}

test('a quorum lost before closing: never silently valid, the chair decides and says why', async () => {
	const motionId = await h.fresh();
	const pollId = await open(motionId);
	await vote(pollId, 'p02');
	await privateSector(false);
	await closePoll(h.app, chair(), { pollId });
	expect(await chairView(h.app, chair(), pollId)).toMatchObject({ quorumLost: true });
	await expect(show(pollId, 'p01')).rejects.toThrow(refused('decisions.quorum_lost'));
	await expect(show(pollId, 'p21', 'Because.')).rejects.toThrow(refused('decisions.quorum_lost'));
	await show(pollId, 'p01', 'All had voted when they left.');
	expect(await stateOf(motionId)).toBe('carried');
	const { reason } = await h.app.db
		.selectFrom('motion_event')
		.select('reason')
		.where('motion_id', '=', motionId)
		.where('act', '=', 'carry')
		.executeTakeFirstOrThrow();
	expect(reason).toBe('All had voted when they left.');
	await privateSector(true);
});

test('a void vote keeps its ballots sealed, and its motion can be voted on again', async () => {
	const motionId = await h.fresh();
	const first = await open(motionId);
	await vote(first, 'p02');
	const reason = 'The wrong text was on the screen.';
	await expect(voidPoll(h.app, chair(), { pollId: first, reason: '  ' })).rejects.toThrow(
		refused('decisions.reason_missing'),
	);
	await expect(voidPoll(h.app, h.actor('p02'), { pollId: first, reason })).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await voidPoll(h.app, chair(), { pollId: first, reason });
	await voidPoll(h.app, chair(), { pollId: first, reason: 'Another.' });
	await expect(vote(first, 'p04')).rejects.toThrow(refused('decisions.poll_closed'));
	await expect(show(first, 'p01')).rejects.toThrow(refused('decisions.poll_void'));
	await expect(closePoll(h.app, chair(), { pollId: first })).resolves.toBeDefined();
	expect(await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, first)).toBe(
		undefined,
	);
	const kept = await h.app.db
		.selectFrom('ballot')
		.select('choice')
		.where('poll_id', '=', first)
		.execute();
	expect(kept).toEqual([{ choice: 'for' }]);
	expect(await stateOf(motionId)).toBe('discussed');

	const second = await open(motionId);
	await vote(second, 'p04');
	await closePoll(h.app, chair(), { pollId: second });
	await show(second, 'p01');
	expect(await stateOf(motionId)).toBe('carried');
	await expect(voidPoll(h.app, chair(), { pollId: second, reason })).rejects.toThrow(
		refused('decisions.result_shown'),
	);
});
