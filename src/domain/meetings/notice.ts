import {
	clearWorkingDays,
	workingDayAfter,
	workingDayBefore,
	type BankHoliday,
	type Off,
} from '../kernel/bank-holidays.ts';
import { isoDate, momentAt } from '../kernel/calendar.ts';
import type { Rules } from '../partnerships/constitution.ts';

/** How much notice the rules ask for: of a deputy, of a proxy. */
export type Notice = Rules['deputies']['noticeBefore'];

/** The end of a notice, and the bank holidays and closed days between it and the meeting that are no working days. */
export interface NoticeEnd {
	readonly at: Date;
	readonly skipped: readonly BankHoliday[];
}

/** Until when notice may be given for a meeting that starts then: its start where the rules ask for none. */
export function noticeEnds(notice: Notice, startsAt: Date, off: Off): NoticeEnd {
	if (notice === null) return { at: startsAt, skipped: [] };
	if (notice === 'noon_on_the_working_day_before') {
		const { date, skipped } = workingDayBefore(off, isoDate(startsAt));
		return { at: momentAt(date, '12:00') ?? startsAt, skipped };
	}
	return { at: new Date(startsAt.getTime() - notice.hours * 3_600_000), skipped: [] };
}

/** The last day (ISO date) on which an agenda is out in time. */
export interface OutBy {
	readonly date: string;
	readonly skipped: readonly BankHoliday[];
}

/**
 * The last day to publish for so many clear working days of notice: neither that day nor the day of the meeting is counted,
 * and no Saturday, Sunday, bank holiday or closed day (domain research §2.1). Null where the rules ask for none.
 */
export function outBy(clearDays: number, startsAt: Date, off: Off): OutBy | null {
	return clearDays <= 0 ? null : workingDayBefore(off, isoDate(startsAt), clearDays + 1);
}

/** Clear working days of notice: how many the rules ask for, and how many there are. */
export interface ShortNotice {
	readonly asked: number;
	readonly given: number;
}

/** Whether a meeting that is called on a day (ISO date) comes with too few clear working days; null where there are enough, or the rules ask for none. */
export function shortNotice(
	clearDays: number,
	calledOn: string,
	startsAt: Date,
	off: Off,
): ShortNotice | null {
	const given = clearWorkingDays(off, calledOn, isoDate(startsAt));
	return given < clearDays ? { asked: clearDays, given } : null;
}

/** Until when the public may put questions to a meeting that starts then; null where the rules set no time. */
export function questionsUntil(
	deadline: Rules['public']['questionDeadline'],
	startsAt: Date,
	off: Off,
): Date | null {
	if (deadline === null) return null;
	return momentAt(workingDayBefore(off, isoDate(startsAt), 2).date, '12:00') ?? startsAt;
}

/** The last day (ISO date) for something that is wanted so many working days after a day; null where the rules want it by none. */
export const dueAfter = (days: number, on: string, off: Off): string | null =>
	days <= 0 ? null : workingDayAfter(off, on, days);
