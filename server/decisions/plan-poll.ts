import type { Actor } from '#domain/kernel/actor.ts';
import { isRefusal, notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { PollPlanned } from '#domain/decisions/events.ts';
import { stateAfter } from '#domain/decisions/motion.ts';
import type { ItemOpened } from '#domain/meetings/events.ts';
import { entering } from '../meetings/entering.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { queueJob, type JobRunner } from '../platform/jobs.ts';
import type { Reaction } from '../platform/outbox.ts';
import { command, reading, transact, type Services, type Tx } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { motionById } from './motion-store.ts';
import { openPoll } from './open-poll.ts';
import { deletePlan, notOpened, planDue, plannedWithItem, putPlan } from './poll-plan-store.ts';

export const openPollJob = 'decisions.open_poll';

/** How a prepared vote opens: by the chair's hand, at a time, or when its item is taken. */
export type OpensBy =
	{ readonly by: 'hand' } | { readonly by: 'time'; readonly at: Date } | { readonly by: 'item' };

/**
 * Prepares the vote on a motion, or says anew how it opens; nothing is frozen before it does. Refuses a motion that cannot be
 * voted on any more, a time that has gone by, and an item that has been taken (`decisions.item_taken`) or is open
 * (`decisions.item_is_open`). What keeps it from opening by itself (no quorum, its item not open) is noted, and it waits.
 */
export async function planPoll(
	services: Services,
	actor: Actor,
	input: { meetingId: string; motionId: string; opens: OpensBy },
): Promise<void> {
	const { opens } = input;
	await command(services, actor, 'decisions.plan_poll', input.motionId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'decisions.run_poll');
		const motion = await motionById(tx, actor.partnershipId, input.motionId);
		if (motion?.meetingId !== meeting.id || !(await maySee(tx, actor, motion))) throw notFound();
		if (meeting.status === 'ended') throw new Refusal('decisions.meeting_over');
		if (stateAfter(motion.state, 'poll') === null) throw new Refusal('decisions.motion_settled');
		if (opens.by === 'time' && !(opens.at.getTime() > tx.now.getTime()))
			throw new Refusal('decisions.time_gone', {}, 'opensAt');
		if (opens.by === 'item') {
			const items = await itemsOf(tx, actor.partnershipId, meeting.id);
			const state = items.find(({ id }) => id === motion.itemId)?.state;
			if (state === 'done') throw new Refusal('decisions.item_taken', {}, 'opens');
			if (state === 'open') throw new Refusal('decisions.item_is_open', {}, 'opens');
		}
		await putPlan(tx, motion, {
			opensAt: opens.by === 'time' ? opens.at : null,
			withItem: opens.by === 'item',
			byPersonId: actor.personId,
		});
		if (opens.by === 'time') await queuePlanned(tx, motion, opens.at);
		await tell(tx, motion);
	});
}

/** Sees to it that a prepared vote is looked at when its time comes. */
export async function queuePlanned(
	tx: Tx,
	motion: { readonly partnershipId: string; readonly id: string },
	opensAt: Date,
): Promise<void> {
	await queueJob(tx, {
		kind: openPollJob,
		payload: { partnershipId: motion.partnershipId, motionId: motion.id },
		dueAt: opensAt,
		uniqueKey: `${openPollJob} ${motion.id} ${opensAt.toISOString()}`,
	});
}

/** Takes a prepared vote back; the motion is as it was. */
export async function dropPlan(
	services: Services,
	actor: Actor,
	input: { meetingId: string; motionId: string },
): Promise<void> {
	await command(services, actor, 'decisions.drop_poll_plan', input.motionId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'decisions.run_poll');
		const motion = await motionById(tx, actor.partnershipId, input.motionId);
		if (motion?.meetingId !== meeting.id || !(await maySee(tx, actor, motion))) throw notFound();
		await deletePlan(tx, motion);
		await tell(tx, motion);
	});
}

/**
 * Opens a prepared vote whose time has come, or whose item was taken, as an act of whoever prepared it; nothing where it was
 * taken back, changed or opened since. A refusal is noted on the plan, which then waits for the chair's hand.
 */
export async function openPlanned(
	services: Services,
	of: { partnershipId: string; motionId: string },
	by: 'time' | 'item',
): Promise<void> {
	const { partnershipId, motionId } = of;
	const motion = { partnershipId, id: motionId };
	const due = await reading(services, (tx) => planDue(tx, motion, by));
	if (!due) return;
	try {
		if (due.accountId === null) throw new Refusal('kernel.not_allowed');
		const actor = { partnershipId, personId: due.personId, accountId: due.accountId };
		await openPoll(services, actor, { meetingId: due.meetingId, motionId });
	} catch (refusal) {
		if (!isRefusal(refusal)) throw refusal;
		await transact(services, async (tx) => {
			if (!(await planDue(tx, motion, by))) return;
			await notOpened(tx, motion, refusal.code);
			await tell(tx, { ...motion, meetingId: due.meetingId, itemId: due.itemId });
		});
	}
}

/** The job at the time of a prepared vote. */
export function plannedOpener(services: Services): JobRunner {
	return (payload) =>
		openPlanned(services, payload as { partnershipId: string; motionId: string }, 'time');
}

/** After an item was taken: what was prepared to open with it. */
export function planReactions(services: Services): readonly (readonly [string, Reaction])[] {
	return [
		[
			'meetings.item_opened',
			async (told) => {
				const { partnershipId, itemId } = told as ItemOpened;
				const planned = await reading(services, (tx) => plannedWithItem(tx, partnershipId, itemId));
				for (const motionId of planned)
					await openPlanned(services, { partnershipId, motionId }, 'item');
			},
		],
	];
}

async function tell(
	tx: Tx,
	motion: { partnershipId: string; id: string; meetingId: string; itemId: string },
): Promise<void> {
	const event: PollPlanned = {
		type: 'decisions.poll_planned',
		partnershipId: motion.partnershipId,
		meetingId: motion.meetingId,
		motionId: motion.id,
		itemId: motion.itemId,
	};
	await tx.emit(event);
}
