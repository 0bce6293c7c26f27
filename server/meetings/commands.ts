import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import {
	closing,
	deferring,
	ending,
	mustBeInSession,
	opening,
	starting,
} from '#domain/meetings/run.ts';
import type { Done, RunningItem } from '#domain/meetings/run.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { entering, tell } from './entering.ts';
import { carryHands, clearHands } from './queue-store.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { refusingDoubles } from './doubles.ts';
import { itemsOf, saveItem } from './item-store.ts';
import { goOn } from './break-commands.ts';
import { saveEnd, saveRoomShows, saveStart } from './meeting-store.ts';

/** Characters of a reason for putting an item off. */
const mostReason = 1_000;

/** What every act on a running meeting answers: whether it changed something or found it already so. */
export interface Answer {
	readonly did: Done;
}

/** Starts the meeting. Refuses without a published agenda and after the end; a second start changes nothing. */
export async function startMeeting(
	services: Services,
	actor: Actor,
	input: { meetingId: string },
): Promise<Answer> {
	return command(services, actor, 'meetings.start', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.run');
		const did = starting(meeting.status, meeting.agendaVersion);
		if (did === 'repeat') return { did };
		await saveStart(tx, meeting);
		await tell(tx, {
			type: 'meetings.started',
			partnershipId: meeting.partnershipId,
			meetingId: meeting.id,
			at: tx.now.toISOString(),
			personId: actor.personId,
		});
		return { did };
	});
}

/**
 * Opens an item and closes the open one; a done item is taken up again and its time adds up.
 * `seenItemId`: the item that was open on the page the act comes from (null: none); when another has been
 * opened since, the act is refused (`meetings.item_already_open`) instead of closing what a colleague just opened.
 */
export async function openItem(
	services: Services,
	actor: Actor,
	input: { meetingId: string; itemId: string; seenItemId?: string | null },
): Promise<Answer> {
	return command(services, actor, 'meetings.open_item', input.itemId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.run');
		mustBeInSession(meeting.status);
		const items = await itemsOf(tx, meeting.partnershipId, meeting.id);
		const step = opening(items, input.itemId, input.seenItemId, tx.now);
		if (step.did === 'repeat') return { did: step.did };
		return refusingDoubles(async () => {
			// Who takes up business ends the break, and the screen in the room follows again.
			if (meeting.breakUntil) await goOn(tx, meeting);
			if (meeting.roomShows !== 'now') await saveRoomShows(tx, meeting, 'now');
			if (step.closing) await finishItem(tx, meeting, step.closing);
			await saveItem(tx, meeting.partnershipId, step.opening);
			await carryHands(tx, meeting, input.itemId);
			await tell(tx, {
				type: 'meetings.item_opened',
				partnershipId: meeting.partnershipId,
				meetingId: meeting.id,
				at: tx.now.toISOString(),
				itemId: input.itemId,
				again: step.again,
			});
			return { did: step.did };
		});
	});
}

/** Closes an item. One that is done already is a harmless repeat. */
export async function closeItem(
	services: Services,
	actor: Actor,
	input: { meetingId: string; itemId: string },
): Promise<Answer> {
	return command(services, actor, 'meetings.close_item', input.itemId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.run');
		mustBeInSession(meeting.status);
		const items = await itemsOf(tx, meeting.partnershipId, meeting.id);
		const step = closing(items, input.itemId, tx.now);
		if (step.did === 'done') await finishItem(tx, meeting, step.item);
		return { did: step.did };
	});
}

/**
 * Puts an item off to a later meeting, with the chair's reason if there is one (1,000 characters). A handler may veto it
 * (an open poll). An item that is put off already is a harmless repeat; one that is done is refused.
 */
export async function deferItem(
	services: Services,
	actor: Actor,
	input: { meetingId: string; itemId: string; reason: string },
): Promise<Answer> {
	return command(services, actor, 'meetings.defer_item', input.itemId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.run');
		mustBeInSession(meeting.status);
		const reason = input.reason.trim();
		if (reason.length > mostReason)
			throw new Refusal('meetings.reason_too_long', { most: mostReason }, 'deferReason');
		const items = await itemsOf(tx, meeting.partnershipId, meeting.id);
		const step = deferring(items, input.itemId, tx.now);
		if (step.did === 'repeat') return { did: step.did };
		await saveItem(tx, meeting.partnershipId, step.item);
		if (step.wasOpen) await clearHands(tx, meeting);
		await tell(tx, {
			type: 'meetings.item_deferred',
			partnershipId: meeting.partnershipId,
			meetingId: meeting.id,
			at: tx.now.toISOString(),
			itemId: input.itemId,
			wasOpen: step.wasOpen,
			reason,
		});
		return { did: step.did };
	});
}

/** Ends the meeting and closes what is open. A handler may veto it (an open poll). */
export async function endMeeting(
	services: Services,
	actor: Actor,
	input: { meetingId: string },
): Promise<Answer> {
	return command(services, actor, 'meetings.end', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.run');
		const items = await itemsOf(tx, meeting.partnershipId, meeting.id);
		const step = ending(meeting.status, items, tx.now);
		if (step.did === 'repeat') return { did: step.did };
		if (step.closing) await finishItem(tx, meeting, step.closing);
		else await clearHands(tx, meeting);
		await saveEnd(tx, meeting);
		await tell(tx, {
			type: 'meetings.ended',
			partnershipId: meeting.partnershipId,
			meetingId: meeting.id,
			at: tx.now.toISOString(),
		});
		return { did: step.did };
	});
}

/** Hands that were raised on the item go down with it. */
async function finishItem(tx: Tx, meeting: Meeting, item: RunningItem): Promise<void> {
	await saveItem(tx, meeting.partnershipId, item);
	await clearHands(tx, meeting);
	await tell(tx, {
		type: 'meetings.item_closed',
		partnershipId: meeting.partnershipId,
		meetingId: meeting.id,
		at: tx.now.toISOString(),
		itemId: item.id,
	});
}
