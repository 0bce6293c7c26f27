import { clockTime, isoDate } from '../kernel/calendar.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';
import type { Meeting, MeetingMode } from './meeting.ts';
import { whenAndWhere, type TypedWhen } from './set-up.ts';

/** When and where a meeting is. */
export interface WhenAndWhere {
	readonly startsAt: Date;
	readonly endsAt: Date;
	readonly mode: MeetingMode;
	readonly venue: Text;
}

/** Longest reason that is told, in characters. */
export const longestReason = 500;

/** The reason that the public is told. Refuses none (`meetings.change_reason_missing`) and one that is too long, by the field. */
export function reasonFrom(typed: string, field: string): string {
	const reason = typed.trim();
	if (reason === '') throw new Refusal('meetings.change_reason_missing', {}, field);
	if (reason.length > longestReason)
		throw new Refusal('meetings.too_long', { most: longestReason }, field);
	return reason;
}

/**
 * Where and when a meeting is to be instead, from a form; `now` by the database's clock. Refuses one that is being held
 * (`meetings.move_begun`) or is over (`meetings.ended`), what a new meeting is refused, and no change at all
 * (`meetings.move_nothing`).
 */
export function movedMeeting(
	typed: TypedWhen,
	meeting: Pick<Meeting, 'status' | keyof WhenAndWhere>,
	now: Date,
): WhenAndWhere {
	mustBeAhead(meeting.status);
	const moved = whenAndWhere(typed, now);
	const same =
		moved.startsAt.getTime() === meeting.startsAt.getTime() &&
		moved.endsAt.getTime() === meeting.endsAt.getTime() &&
		moved.mode === meeting.mode &&
		(['en', 'cy'] as const).every(
			(each) => (moved.venue[each] ?? '') === (meeting.venue[each] ?? ''),
		);
	if (same) throw new Refusal('meetings.move_nothing', {}, 'date');
	return moved;
}

/** Refuses a meeting that is being held or is over. */
export function mustBeAhead(status: Meeting['status']): void {
	switch (status) {
		case 'draft':
		case 'published':
			return;
		case 'in_session':
			throw new Refusal('meetings.move_begun');
		case 'ended':
			throw new Refusal('meetings.ended');
	}
}

/** A meeting as the form to move it begins with it: dates as "2026-12-03", times as "14:00". */
export function typedFrom(at: WhenAndWhere): TypedWhen {
	return {
		date: isoDate(at.startsAt),
		from: clockTime(at.startsAt),
		to: clockTime(at.endsAt),
		mode: at.mode,
		venue: at.venue.en ?? '',
		venueCy: at.venue.cy ?? '',
	};
}
