import { isoDate } from '../kernel/calendar.ts';

/** The day ("2026-12-03") on which votes of a meeting are held: its own, or today while it sits or when its day has passed. */
export function votingDay(
	meeting: { readonly startsAt: Date; readonly inSession: boolean },
	now: Date,
): string {
	const day = isoDate(meeting.startsAt);
	const today = isoDate(now);
	return meeting.inSession || day < today ? today : day;
}
