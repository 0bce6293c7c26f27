import { isoDate, momentAt } from '../kernel/calendar.ts';
import type { Rules } from '../partnerships/constitution.ts';

/** How much notice the rules ask for: of a deputy, of a proxy. */
export type Notice = Rules['deputies']['noticeBefore'];

/** The day before that is no Saturday or Sunday; bank holidays are not known here. */
function workingDayBefore(at: Date): string {
	let day = at;
	do day = new Date(day.getTime() - 86_400_000);
	while ([0, 6].includes(new Date(`${isoDate(day)}T12:00:00Z`).getUTCDay()));
	return isoDate(day);
}

/** Until when notice may be given for a meeting that starts then: its start where the rules ask for none. */
export function noticeEnds(notice: Notice, startsAt: Date): Date {
	if (notice === null) return startsAt;
	if (notice === 'noon_on_the_working_day_before')
		return momentAt(workingDayBefore(startsAt), '12:00') ?? startsAt;
	return new Date(startsAt.getTime() - notice.hours * 3_600_000);
}
