import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { textIn, type Locale, type Text } from '#domain/kernel/text.ts';
import { meetingList, type Reader } from '../meetings/agenda-views.ts';
import { changeCounts } from '../meetings/change-store.ts';
import type { ListedMeeting } from '../meetings/meeting-store.ts';
import { reading, type Services } from '../platform/tx.ts';

/** What a calendar says in its reader's language. */
export interface CalendarWords {
	readonly locale: Locale;
	/** The page of a meeting: an address with its origin. */
	address(meeting: ListedMeeting): string;
	title(meeting: ListedMeeting): string;
	/** What stands below the title. */
	text(meeting: ListedMeeting): string;
}

/** For so long (milliseconds) a calendar keeps what is over: a year. */
const kept = 366 * 86_400_000;

/**
 * The meetings that the reader may know of, or the one at the address, as iCalendar (RFC 5545), times in UTC. An event keeps its
 * id and counts its changes, so that a calendar moves what was moved; a cancelled meeting stays and says so. Undefined where
 * there is no meeting of that address for this reader.
 */
export async function calendarOf(
	services: Services,
	reader: Reader,
	partnership: { readonly name: Text },
	words: CalendarWords,
	slug?: string,
): Promise<string | undefined> {
	const { next, past } = await meetingList(services, reader);
	const changes = await reading(services, (tx) => changeCounts(tx, reader.partnershipId));
	const now = services.clock.now();
	const since = now.getTime() - kept;
	const meetings = [...past.reverse(), ...next].filter((meeting) =>
		slug === undefined ? meeting.endsAt.getTime() > since : meeting.slug === slug,
	);
	if (slug !== undefined && meetings.length === 0) return undefined;
	const calendar = ical({
		name: textIn(partnership.name, words.locale).words,
		prodId: { company: 'Moothall', product: 'Moothall', language: words.locale.toUpperCase() },
		method: ICalCalendarMethod.PUBLISH,
		ttl: 3600,
	});
	for (const meeting of meetings) {
		const changed = changes.get(meeting.id);
		calendar.createEvent({
			id: meeting.id,
			sequence: changed?.count ?? 0,
			stamp: now,
			lastModified: changed?.last ?? null,
			start: meeting.startsAt,
			end: meeting.endsAt,
			summary: words.title(meeting),
			description: words.text(meeting),
			location: textIn(meeting.venue, words.locale).words || null,
			url: words.address(meeting),
			status: statusOf(meeting),
		});
	}
	return calendar.toString();
}

function statusOf({ cancelledAt, status }: ListedMeeting): ICalEventStatus {
	if (cancelledAt) return ICalEventStatus.CANCELLED;
	return status === 'draft' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED;
}
