import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { openOf, mustBeInSession } from '#domain/meetings/run.ts';
import { can } from '#domain/partnerships/policy.ts';
import { command, type Services } from '../platform/tx.ts';
import { attendingNow } from './attendance-store.ts';
import type { Answer } from './commands.ts';
import { entering } from './entering.ts';
import { addHand, callHand, finishHand, handsOf, queueChanged } from './queue-store.ts';
import { refusingDoubles } from './doubles.ts';
import { itemsOf } from './item-store.ts';

/**
 * Raises one's hand; the clerk raises it for others (a person on the telephone) with `personId`.
 * Refuses before the meeting sits and for somebody who is not there. A hand that is up stays up.
 */
export async function raiseHand(
	services: Services,
	actor: Actor,
	input: { meetingId: string; personId?: string },
): Promise<Answer> {
	const personId = input.personId ?? actor.personId;
	return command(services, actor, 'meetings.raise_hand', personId, async (tx) => {
		const { meeting } = await entering(
			tx,
			actor,
			input.meetingId,
			personId === actor.personId ? 'meetings.raise_hand' : 'meetings.record_attendance',
		);
		mustBeInSession(meeting.status);
		const present = await attendingNow(tx, meeting);
		if (!present.some((each) => each.personId === personId))
			throw new Refusal('meetings.not_present');
		const hands = await handsOf(tx, meeting);
		if (hands.some((hand) => hand.personId === personId && !hand.finishedAt))
			return { did: 'repeat' };
		const item = openOf(await itemsOf(tx, meeting.partnershipId, meeting.id));
		await refusingDoubles(() => addHand(tx, meeting, personId, item?.id ?? null));
		await queueChanged(tx, meeting);
		return { did: 'done' };
	});
}

/** Lowers one's hand, or gives the floor back; the chair and the clerk lower others' with `personId`. */
export async function lowerHand(
	services: Services,
	actor: Actor,
	input: { meetingId: string; personId?: string },
): Promise<Answer> {
	const personId = input.personId ?? actor.personId;
	return command(services, actor, 'meetings.lower_hand', personId, async (tx) => {
		const { meeting, standing } = await entering(tx, actor, input.meetingId, 'meetings.check_in');
		const forAnother =
			can(standing, 'meetings.call_speaker') || can(standing, 'meetings.record_attendance');
		if (personId !== actor.personId && !forAnother) throw new Refusal('kernel.not_allowed');
		const hands = await handsOf(tx, meeting);
		const up = hands.find((hand) => hand.personId === personId && !hand.finishedAt);
		if (!up) return { did: 'repeat' };
		await finishHand(tx, meeting.partnershipId, up.id);
		await queueChanged(tx, meeting);
		return { did: 'done' };
	});
}

/** Gives the floor to a raised hand; who spoke until now has finished. Refuses a hand that has gone down. */
export async function callSpeaker(
	services: Services,
	actor: Actor,
	input: { meetingId: string; speakerId: string },
): Promise<Answer> {
	return command(services, actor, 'meetings.call_speaker', input.speakerId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.call_speaker');
		mustBeInSession(meeting.status);
		const hands = await handsOf(tx, meeting);
		const hand = hands.find((each) => each.id === input.speakerId);
		if (!hand) throw notFound();
		if (hand.finishedAt) throw new Refusal('meetings.hand_down');
		if (hand.calledAt) return { did: 'repeat' };
		const speaking = hands.find((each) => each.calledAt && !each.finishedAt);
		await refusingDoubles(async () => {
			if (speaking) await finishHand(tx, meeting.partnershipId, speaking.id);
			await callHand(tx, meeting.partnershipId, hand.id);
		});
		await queueChanged(tx, meeting);
		return { did: 'done' };
	});
}

/** Who has the floor has finished. With `speakerId`, only if it is still them: a late press ends nobody else's turn. */
export async function finishSpeaker(
	services: Services,
	actor: Actor,
	input: { meetingId: string; speakerId?: string },
): Promise<Answer> {
	return command(services, actor, 'meetings.finish_speaker', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.call_speaker');
		const hands = await handsOf(tx, meeting);
		const speaking = hands.find((each) => each.calledAt && !each.finishedAt);
		if (!speaking || (input.speakerId && speaking.id !== input.speakerId)) return { did: 'repeat' };
		await finishHand(tx, meeting.partnershipId, speaking.id);
		await queueChanged(tx, meeting);
		return { did: 'done' };
	});
}
