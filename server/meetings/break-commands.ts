import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { roomScreens, type Meeting } from '#domain/meetings/meeting.ts';
import { afterBreak, mustBeInSession, takingBreak, type Done } from '#domain/meetings/run.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { entering, tell } from './entering.ts';
import { itemsOf, saveItem } from './item-store.ts';
import { saveBreak, saveRoomShows } from './meeting-store.ts';

/**
 * Takes a break of so many minutes (1 to 120): the open item's clock stops, every screen says when the meeting goes on.
 * A handler may veto it (an open poll). In a break it sets the time anew.
 */
export async function takeBreak(
	services: Services,
	actor: Actor,
	input: { meetingId: string; minutes: number },
): Promise<{ did: Done }> {
	return command(services, actor, 'meetings.take_break', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.run');
		const items = await itemsOf(tx, meeting.partnershipId, meeting.id);
		const step = takingBreak(meeting.status, items, input.minutes, tx.now);
		if (step.stopping) await saveItem(tx, meeting.partnershipId, step.stopping);
		await saveBreak(tx, meeting, step.until);
		await tell(tx, {
			type: 'meetings.break_began',
			partnershipId: meeting.partnershipId,
			meetingId: meeting.id,
			at: tx.now.toISOString(),
			until: step.until.toISOString(),
		});
		return { did: 'done' };
	});
}

/** Goes on after a break. Where there is none it changes nothing. */
export async function endBreak(
	services: Services,
	actor: Actor,
	input: { meetingId: string },
): Promise<{ did: Done }> {
	return command(services, actor, 'meetings.end_break', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.run');
		mustBeInSession(meeting.status);
		if (!meeting.breakUntil) return { did: 'repeat' };
		const items = await itemsOf(tx, meeting.partnershipId, meeting.id);
		const item = afterBreak(items, tx.now);
		if (item) await saveItem(tx, meeting.partnershipId, item);
		await goOn(tx, meeting);
		return { did: 'done' };
	});
}

/** Ends the break of a locked meeting and tells of it. */
export async function goOn(tx: Tx, meeting: Meeting): Promise<void> {
	await saveBreak(tx, meeting, null);
	await tell(tx, {
		type: 'meetings.break_ended',
		partnershipId: meeting.partnershipId,
		meetingId: meeting.id,
		at: tx.now.toISOString(),
	});
}

/** Sets what the screen in the room shows, until the next item opens. Refuses what is no such view (`meetings.no_such_screen`). */
export async function showInRoom(
	services: Services,
	actor: Actor,
	input: { meetingId: string; shows: string },
): Promise<{ did: Done }> {
	return command(services, actor, 'meetings.show_in_room', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.show_in_room');
		const shows = roomScreens.find((each) => each === input.shows);
		if (!shows) throw new Refusal('meetings.no_such_screen', {}, 'shows');
		if (shows === meeting.roomShows) return { did: 'repeat' };
		await saveRoomShows(tx, meeting, shows);
		await tell(tx, {
			type: 'meetings.room_screen_set',
			partnershipId: meeting.partnershipId,
			meetingId: meeting.id,
			at: tx.now.toISOString(),
		});
		return { did: 'done' };
	});
}
