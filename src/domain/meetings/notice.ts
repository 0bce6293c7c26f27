import { workingDayBefore, type BankHoliday, type Nation } from '../kernel/bank-holidays.ts';
import { isoDate, momentAt } from '../kernel/calendar.ts';
import type { Rules } from '../partnerships/constitution.ts';

/** How much notice the rules ask for: of a deputy, of a proxy. */
export type Notice = Rules['deputies']['noticeBefore'];

/** The end of a notice, and the bank holidays between it and the meeting that are no working days. */
export interface NoticeEnd {
	readonly at: Date;
	readonly skipped: readonly BankHoliday[];
}

/** Until when notice may be given for a meeting that starts then: its start where the rules ask for none. */
export function noticeEnds(notice: Notice, startsAt: Date, nation: Nation): NoticeEnd {
	if (notice === null) return { at: startsAt, skipped: [] };
	if (notice === 'noon_on_the_working_day_before') {
		const { date, skipped } = workingDayBefore(nation, isoDate(startsAt));
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
 * and no Saturday, Sunday or bank holiday (domain research §2.1). Null where the rules ask for none.
 */
export function outBy(clearDays: number, startsAt: Date, nation: Nation): OutBy | null {
	return clearDays <= 0 ? null : workingDayBefore(nation, isoDate(startsAt), clearDays + 1);
}
