import type { Actor } from '#domain/kernel/actor.ts';
import type { RunEvent } from '#domain/meetings/events.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { can, type Act } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { standingOf } from '../partnerships/store.ts';
import type { Tx } from '../platform/tx.ts';
import { lockMeeting } from './meeting-store.ts';

/**
 * Locks the meeting and asks whether the actor may do the act on its body. Somebody with no standing on the body
 * is answered as if the meeting were not there; somebody of the body, `kernel.not_allowed`.
 */
export async function entering(
	tx: Tx,
	actor: Actor,
	meetingId: string,
	act: Act,
): Promise<{ meeting: Meeting; standing: Standing }> {
	known(meetingId);
	const meeting = await lockMeeting(tx, actor.partnershipId, meetingId);
	if (!meeting) throw notFound();
	const standing = await standingOf(tx, actor, meeting.bodyId);
	if (!standing) throw notFound();
	if (!can(standing, act)) throw new Refusal('kernel.not_allowed');
	return { meeting, standing };
}

/** Emits an event of this part. */
export async function tell(tx: Tx, event: RunEvent): Promise<void> {
	await tx.emit(event);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is no id at all is answered like an id of nothing: a form's hidden field may hold anything. */
export function known(id: string): string {
	if (!uuid.test(id)) throw notFound();
	return id;
}
