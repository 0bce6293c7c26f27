import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	castBallot,
	closePoll,
	dropPlan,
	openPoll,
	pausePoll,
	planPoll,
	recordBallot,
	recordHands,
	resumePoll,
	showResult,
	voidPoll,
} from '#server/decisions/commands.ts';
import { openPlanned, type OpensBy } from '#server/decisions/plan-poll.ts';
import { chairView, openPollOf, plansFor, pollForVoter } from '#server/decisions/views.ts';
import { recordArrival, recordDeparture } from '#server/meetings/attendance-commands.ts';
import { openItem } from '#server/meetings/commands.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const chair = () => h.actor('p01');
const plan = (motionId: string, opens: OpensBy, by = 'p01') =>
	planPoll(h.app, h.actor(by), { meetingId: h.meetingId, motionId, opens });
const plans = () => plansFor(h.app, h.partnershipId, h.meetingId);
const openNow = () =>
	openPollOf(h.app, { partnershipId: h.partnershipId, actor: chair() }, h.meetingId);
const soon = () => ({ by: 'time', at: new Date(Date.now() + 3_600_000) }) as const;
/** As if the time had come. */
const come = () =>
	sql`update poll_plan set opens_at = clock_timestamp() where opens_at is not null`.execute(
		h.app.db,
	);
const voided = async (pollId: string) =>
	voidPoll(h.app, chair(), { pollId, reason: 'Only tried.' });
/** The private sector's two leave the hall, or come back. */
async function privateSector(there: boolean): Promise<void> {
	for (const code of ['p15', 'p16']) {
		const who = { meetingId: h.meetingId, personId: h.actor(code).personId };
		if (there) await recordArrival(h.app, h.actor('p21'), { ...who, mode: 'in_person' });
		else await recordDeparture(h.app, h.actor('p21'), who);
	}
}

test('a prepared vote opens at its time, once, and nothing before that', async () => {
	const motionId = await h.fresh();
	await expect(plan(motionId, soon(), 'p02')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(plan(motionId, { by: 'time', at: new Date(0) })).rejects.toThrow(
		refused('decisions.time_gone'),
	);
	await expect(plan(motionId, { by: 'item' })).rejects.toThrow(refused('decisions.item_is_open'));
	await expect(plan(h.item(8), soon())).rejects.toThrow(refused('kernel.not_found'));
	await plan(motionId, { by: 'hand' });
	expect(await plans()).toEqual([{ motionId, opensAt: null, withItem: false, notOpened: null }]);
	await plan(motionId, soon());
	const of = { partnershipId: h.partnershipId, motionId };
	await openPlanned(h.app, of, 'time');
	expect(await openNow()).toBeNull();
	await come();
	await Promise.all([openPlanned(h.app, of, 'time'), openPlanned(h.app, of, 'time')]);
	const open = await openNow();
	expect(open).toMatchObject({ motionId, state: 'open', pausedBy: null });
	expect(await plans()).toEqual([]);
	await voided(open?.pollId ?? '');
	await plan(motionId, soon());
	await dropPlan(h.app, chair(), { meetingId: h.meetingId, motionId });
	expect(await plans()).toEqual([]);
});

test('what keeps it from opening is noted, and it waits for the chair’s hand', async () => {
	const motionId = await h.fresh();
	await plan(motionId, soon());
	await privateSector(false);
	await come();
	await openPlanned(h.app, { partnershipId: h.partnershipId, motionId }, 'time');
	expect(await plans()).toEqual([
		{ motionId, opensAt: null, withItem: false, notOpened: 'decisions.inquorate' },
	]);
	await privateSector(true);
	const { pollId } = await openPoll(h.app, chair(), { meetingId: h.meetingId, motionId });
	expect(await plans()).toEqual([]);
	await voided(pollId);
});

test('one that opens with its item opens when that is taken', async () => {
	await openItem(h.app, chair(), { meetingId: h.meetingId, itemId: h.item(8) });
	const motionId = h.motion('m1');
	await plan(motionId, { by: 'item' });
	const { item_id: itemId } = await h.app.db
		.selectFrom('motion')
		.select('item_id')
		.where('id', '=', motionId)
		.executeTakeFirstOrThrow();
	await openItem(h.app, chair(), { meetingId: h.meetingId, itemId });
	await h.app.outbox.idle();
	const open = await openNow();
	expect(open).toMatchObject({ motionId });
	await voided(open?.pollId ?? '');
});

test('held by the chair nobody votes by any channel and what was cast stays; it goes on, or is closed', async () => {
	const { pollId } = await openPoll(h.app, chair(), {
		meetingId: h.meetingId,
		motionId: await h.fresh(),
	});
	const cast = (code: string) =>
		castBallot(h.app, h.actor(code), { pollId, seatId: h.seat(code), choice: 'for' });
	await cast('p02');
	await expect(pausePoll(h.app, h.actor('p02'), { pollId })).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await pausePoll(h.app, chair(), { pollId });
	await pausePoll(h.app, chair(), { pollId });
	expect((await pollForVoter(h.app, h.actor('p02'), pollId)).poll.pausedBy).toBe('chair');
	await expect(cast('p04')).rejects.toThrow(refused('decisions.question_paused'));
	await expect(
		recordBallot(h.app, h.actor('p21'), {
			pollId,
			seatId: h.seat('p04'),
			choice: 'for',
			channel: 'hand',
		}),
	).rejects.toThrow(refused('decisions.question_paused'));
	await expect(
		recordHands(h.app, h.actor('p21'), {
			pollId,
			hands: { for: '1', against: '', abstained: '' },
		}),
	).rejects.toThrow(refused('decisions.question_paused'));
	await resumePoll(h.app, chair(), { pollId });
	await resumePoll(h.app, chair(), { pollId });
	await cast('p04');
	await pausePoll(h.app, chair(), { pollId });
	await closePoll(h.app, chair(), { pollId });
	await expect(resumePoll(h.app, chair(), { pollId })).rejects.toThrow(
		refused('decisions.question_not_open'),
	);
	await showResult(h.app, chair(), { pollId });
});

test('a lost quorum holds it by itself until there is one again and the chair goes on', async () => {
	const { pollId } = await openPoll(h.app, chair(), {
		meetingId: h.meetingId,
		motionId: await h.fresh(),
	});
	await privateSector(false);
	expect((await chairView(h.app, chair(), pollId)).poll.pausedBy).toBe('quorum');
	await expect(
		castBallot(h.app, h.actor('p02'), { pollId, seatId: h.seat('p02'), choice: 'for' }),
	).rejects.toThrow(refused('decisions.question_paused'));
	await expect(resumePoll(h.app, chair(), { pollId })).rejects.toThrow(
		refused('decisions.still_inquorate'),
	);
	await privateSector(true);
	expect((await chairView(h.app, chair(), pollId)).poll.pausedBy).toBe('quorum');
	await resumePoll(h.app, chair(), { pollId });
	await castBallot(h.app, h.actor('p02'), { pollId, seatId: h.seat('p02'), choice: 'for' });
	await voided(pollId);
});
