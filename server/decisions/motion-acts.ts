import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { MotionMoved } from '#domain/decisions/events.ts';
import {
	motionStates,
	needsReason,
	proposingLeft,
	stateAfter,
	type MotionAct,
	type MotionState,
} from '#domain/decisions/motion.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { can, type Act } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { constitutionOf } from '../partnerships/store.ts';
import { entering, known } from '../meetings/entering.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { closeCheck, openCheckOf } from './consensus-store.ts';
import { amendmentVoteUnderWay } from './poll-store.ts';
import { motionById, putMotionEvent, type Motion } from './motion-store.ts';

/** Acts on a motion that the chair says in words; the others come with a check, a vote or its result. */
const saidActs = ['discuss', 'withdraw', 'defer', 'refer', 'bring_back', 'override'] as const;
type SaidAct = (typeof saidActs)[number];

const longestReason = 1000;

/**
 * Does what the chair said of a motion: take it up, set it aside, or settle it otherwise than the count proposed. Withdrawing
 * is its mover's too. Refuses what the machine doesn't admit (`decisions.motion_not_now`) and an override or a
 * referral without its reason (`decisions.reason_missing`), which the minutes keep.
 */
export async function actOnMotion(
	services: Services,
	actor: Actor,
	input: { meetingId: string; motionId: string; act: unknown; to?: unknown; reason?: unknown },
	key?: string,
): Promise<{ state: MotionState }> {
	const act = saidActs.find((each) => each === input.act);
	if (!act) throw new Refusal('decisions.choose_act', {}, 'act');
	const to = motionStates.find((each) => each === input.to);
	const reason = reasonFrom(input.reason, act);
	return command(
		services,
		actor,
		'decisions.act_on_motion',
		input.motionId,
		async (tx) => {
			const { meeting, motion, standing } = await motionFor(tx, actor, input, 'decisions.propose');
			const mine = act === 'withdraw' && motion.moverPersonId === actor.personId;
			if (!mine && !can(standing, 'decisions.run_poll')) throw new Refusal('kernel.not_allowed');
			if (act === 'discuss') await assertProposed(tx, meeting, motion);
			if (act === 'override' && !presides(standing)) throw new Refusal('kernel.not_allowed');
			const state = await moveMotion(tx, motion, act, {
				byPersonId: actor.personId,
				to: act === 'override' ? to : undefined,
				reason,
				settledBy: act === 'override' ? 'override' : undefined,
			});
			return { state };
		},
		key,
	);
}

/** The motion of a meeting for somebody who may do the act on its body, with the meeting locked. */
export async function motionFor(
	tx: Tx,
	actor: Actor,
	input: { meetingId: string; motionId: string },
	act: Act,
): Promise<{ meeting: Meeting; motion: Motion; standing: Standing }> {
	const { meeting, standing } = await entering(tx, actor, input.meetingId, act);
	const motion = await motionById(tx, actor.partnershipId, known(input.motionId));
	if (motion?.meetingId !== meeting.id || !(await maySee(tx, actor, motion))) throw notFound();
	return { meeting, motion, standing };
}

/**
 * Takes a motion along the machine, writes the event and tells it; ends a consensus check that is open.
 * Refuses (`decisions.motion_not_now`) what the machine does not admit.
 */
export async function moveMotion(
	tx: Tx,
	motion: Motion,
	act: MotionAct,
	by: {
		byPersonId: string;
		to?: MotionState | undefined;
		reason?: string | null;
		pollId?: string;
		settledBy?: Motion['settledBy'] | undefined;
		moverPersonId?: string;
		seconderPersonId?: string;
	},
): Promise<MotionState> {
	const to = stateAfter(motion.state, act, by.to);
	if (await amendmentVoteUnderWay(tx, motion)) throw new Refusal('decisions.amendment_vote');
	if (to === null) throw new Refusal('decisions.motion_not_now', { state: motion.state });
	if (motion.state === 'consensus') {
		const check = await openCheckOf(tx, motion);
		if (check)
			await closeCheck(
				tx,
				check,
				act === 'agree'
					? 'agreed'
					: act === 'poll'
						? 'polled'
						: act === 'discuss'
							? 'discussed'
							: 'left',
			);
	}
	await putMotionEvent(
		tx,
		motion,
		{
			act,
			from: motion.state,
			to,
			at: tx.now,
			byPersonId: by.byPersonId,
			version: motion.version,
			pollId: by.pollId ?? null,
			reason: by.reason ?? null,
		},
		{
			settledBy: by.settledBy,
			...(by.moverPersonId === undefined ? {} : { moverPersonId: by.moverPersonId }),
			...(by.seconderPersonId === undefined ? {} : { seconderPersonId: by.seconderPersonId }),
		},
	);
	const event: MotionMoved = {
		type: 'decisions.motion_moved',
		partnershipId: motion.partnershipId,
		meetingId: motion.meetingId,
		itemId: motion.itemId,
		motionId: motion.id,
		act,
		to,
	};
	await tx.emit(event);
	return to;
}

/** Refuses business on a motion that still needs a mover (`decisions.not_moved`) or a seconder (`decisions.not_seconded`) by the rules. */
export async function assertProposed(
	tx: Tx,
	meeting: Pick<Meeting, 'partnershipId' | 'bodyId'>,
	motion: Motion,
): Promise<void> {
	const constitution = await constitutionOf(tx, meeting.partnershipId, meeting.bodyId);
	const left = proposingLeft(constitution?.rules.proposing ?? 'anyone', {
		state: motion.state,
		seconded: motion.seconderPersonId !== null,
	});
	if (left === 'mover') throw new Refusal('decisions.not_moved');
	if (left === 'seconder') throw new Refusal('decisions.not_seconded');
}

/** Whether they preside: the chair, or the vice-chair in their place. */
export function presides(standing: Standing): boolean {
	return standing.roles.some((role) => role === 'chair' || role === 'vice_chair');
}

function reasonFrom(value: unknown, act: SaidAct): string | null {
	const text = typeof value === 'string' ? value.trim() : '';
	if (text.length > longestReason)
		throw new Refusal('decisions.reason_long', { most: longestReason }, 'reason');
	if (text === '' && needsReason.has(act))
		throw new Refusal('decisions.reason_missing', {}, 'reason');
	return text === '' ? null : text;
}
