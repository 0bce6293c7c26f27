import type { Actor } from '#domain/kernel/actor.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { movedMeeting, mustBeAhead, reasonFrom } from '#domain/meetings/move.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { shortNotice, type ShortNotice } from '#domain/meetings/notice.ts';
import { titleMoved, type TypedWhen } from '#domain/meetings/set-up.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { bodyName, constitutionOf } from '../partnerships/store.ts';
import { queueMail } from '../platform/mail.ts';
import { command, type Reading, type Services } from '../platform/tx.ts';
import { insertChange, peopleToTell, saveCancelled, saveMoved } from './change-store.ts';
import { cancelledEmail, movedEmail } from './emails.ts';
import { entering, tell } from './entering.ts';

/** Whether a meeting that starts then, and is called or moved now, has too few clear working days of notice by its body's rules. */
export async function shortNoticeOf(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'bodyId' | 'startsAt'>,
	now: Date,
): Promise<ShortNotice | null> {
	const { partnershipId, bodyId, startsAt } = meeting;
	const days = (await constitutionOf(tx, partnershipId, bodyId))?.rules.notice.clearWorkingDays;
	return shortNotice(days ?? 0, isoDate(now), startsAt, await closuresOf(tx, partnershipId));
}

/**
 * Moves a meeting to another time or place. One that was called (its agenda is out) is moved with a reason, its people are
 * written to and the public is told; on another day its notice is judged anew, and one that is too short is taken only when
 * `short` says that it is meant (`meetings.short_notice`). A draft is just changed. Refuses as `movedMeeting` does.
 */
export async function moveMeeting(
	services: Services,
	actor: Actor,
	input: {
		readonly meetingId: string;
		readonly typed: TypedWhen & { readonly reason: string };
		readonly short: boolean;
		readonly link: string;
	},
): Promise<void> {
	await command(services, actor, 'meetings.move', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.set_up');
		const { partnershipId } = meeting;
		const moved = movedMeeting(input.typed, meeting, tx.now);
		const name = await bodyName(tx, partnershipId, meeting.bodyId);
		const title = titleMoved(meeting.title, name, meeting.startsAt, moved.startsAt);
		if (meeting.status !== 'draft') {
			const reason = reasonFrom(input.typed.reason, 'reason');
			const anotherDay = isoDate(moved.startsAt) !== isoDate(meeting.startsAt);
			const short = anotherDay
				? await shortNoticeOf(tx, { ...meeting, startsAt: moved.startsAt }, tx.now)
				: null;
			if (short && !input.short) throw new Refusal('meetings.short_notice', { ...short }, 'short');
			const { startsAt, endsAt, mode, venue } = meeting;
			const was = { startsAt, endsAt, mode, venue };
			await insertChange(tx, meeting, {
				kind: 'moved',
				personId: actor.personId,
				reason,
				short,
				was,
			});
			for (const to of await peopleToTell(tx, meeting))
				await queueMail(
					tx,
					services,
					movedEmail(to, { title, was, now: moved }, reason, input.link),
				);
		}
		await saveMoved(tx, meeting, { ...moved, title });
		const at = tx.now.toISOString();
		const laterBy = moved.startsAt.getTime() - meeting.startsAt.getTime();
		await tell(tx, { type: 'meetings.moved', partnershipId, meetingId: meeting.id, at, laterBy });
	});
}

/** Cancels a meeting that has not begun, with a reason; who is of its body is written to where it was called. */
export async function cancelMeeting(
	services: Services,
	actor: Actor,
	input: { readonly meetingId: string; readonly reason: string; readonly link: string },
): Promise<void> {
	await command(services, actor, 'meetings.cancel', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.set_up');
		mustBeAhead(meeting.status);
		const reason = reasonFrom(input.reason, 'why');
		await insertChange(tx, meeting, {
			kind: 'cancelled',
			personId: actor.personId,
			reason,
			short: null,
		});
		await saveCancelled(tx, meeting);
		if (meeting.status === 'published')
			for (const to of await peopleToTell(tx, meeting))
				await queueMail(tx, services, cancelledEmail(to, meeting, reason, input.link));
		const { partnershipId, id: meetingId } = meeting;
		const at = tx.now.toISOString();
		await tell(tx, { type: 'meetings.cancelled', partnershipId, meetingId, at });
	});
}
