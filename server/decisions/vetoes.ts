import { Refusal } from '#domain/kernel/refusal.ts';
import type {
	BreakBegan,
	ItemClosed,
	ItemDeferred,
	MeetingEnded,
} from '#domain/meetings/events.ts';
import type { Handler, Tx } from '../platform/tx.ts';
import { adoptDecidedRules } from './adopt-rules.ts';
import { registerDecision } from './decide.ts';
import { pauseWhenInquorate } from './close-question.ts';
import { moveOpenings } from './opening-time.ts';
import { refuseDeputyBesideProxy } from './proxies.ts';
import { pausePollWhenInquorate } from './pause-poll.ts';
import { openPollOfMeeting } from './poll-store.ts';
import { voidOnRecusal, voidQuestionOnRecusal } from './recusal-voids.ts';
import { openQuestionOfMeeting } from './question-store.ts';

/** No meeting and no item ends under an open vote, nor is a break taken: it is closed first, by the chair's own hand. */
async function refuseWhilePollOpen(
	tx: Tx,
	event: ItemClosed | ItemDeferred | BreakBegan | MeetingEnded,
): Promise<void> {
	for (const open of [
		await openPollOfMeeting(tx, event.partnershipId, event.meetingId),
		await openQuestionOfMeeting(tx, event.partnershipId, event.meetingId),
	])
		if (open && (!('itemId' in event) || event.itemId === open.itemId))
			throw new Refusal('decisions.poll_open');
}

/** What runs inside the transaction of other parts' events, by event type. */
export const decisionsHandlers: readonly (readonly [string, Handler])[] = [
	['meetings.item_closed', refuseWhilePollOpen as Handler],
	['meetings.item_deferred', refuseWhilePollOpen as Handler],
	['meetings.break_began', refuseWhilePollOpen as Handler],
	['meetings.ended', refuseWhilePollOpen as Handler],
	['meetings.moved', moveOpenings as Handler],
	['meetings.attendance_changed', refuseDeputyBesideProxy as Handler],
	['meetings.attendance_changed', pausePollWhenInquorate as Handler],
	['meetings.attendance_changed', pauseWhenInquorate as Handler],
	['meetings.interest_declared', voidOnRecusal as Handler],
	['meetings.interest_declared', voidQuestionOnRecusal as Handler],
	['decisions.motion_moved', adoptDecidedRules as Handler],
	['decisions.motion_moved', registerDecision as Handler],
];
