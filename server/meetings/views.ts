import type { Actor } from '#domain/kernel/actor.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { RichText } from '#domain/documents/rich-text.ts';
import { readBody } from '#domain/documents/section.ydoc.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import type { MeetingStatus } from '#domain/meetings/meeting.ts';
import { dueAfter } from '#domain/meetings/notice.ts';
import { can } from '#domain/partnerships/policy.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { constitutionOf, standingOf } from '../partnerships/store.ts';
import { reading } from '../platform/tx.ts';
import type { PartServices } from '../relay/relay.ts';
import { meetingBySlug } from './meeting-store.ts';
import { isPublic } from './public.ts';

/** The minutes as their page shows them. */
export interface MinutesPage {
	readonly meeting: {
		readonly id: string;
		readonly slug: string;
		readonly title: Text;
		readonly status: MeetingStatus;
		readonly startsAt: Date;
	};
	/** The day (ISO date) by which the rules want the draft out, once the meeting is over; told to those who write it. */
	readonly due: string | null;
	readonly mayEdit: boolean;
	/** Null for those who see minutes only when they are published. */
	readonly draft: { readonly roomId: string; readonly text: RichText } | null;
}

/**
 * The minutes of the meeting at the address; undefined when there is no such meeting for this reader. Draft minutes
 * are for those who may read drafts.
 */
export async function minutesPage(
	services: PartServices,
	reader: { partnershipId: string; actor: Actor | null },
	slug: string,
): Promise<MinutesPage | undefined> {
	return reading(services, async (tx) => {
		const meeting = await meetingBySlug(tx, reader.partnershipId, slug);
		if (!meeting) return undefined;
		const standing = reader.actor && (await standingOf(tx, reader.actor, meeting.bodyId));
		const mayRead = can(standing, 'meetings.read_draft');
		if (!mayRead && !(await isPublic(tx, meeting))) return undefined;
		const { id, title, status, startsAt } = meeting;
		const mayEdit = can(standing, 'meetings.edit_minutes');
		const rules = (await constitutionOf(tx, reader.partnershipId, meeting.bodyId))?.rules;
		return {
			meeting: { id, slug, title, status, startsAt },
			due:
				mayEdit && rules && meeting.endedAt
					? dueAfter(
							rules.notice.draftMinutesWorkingDays,
							isoDate(meeting.endedAt),
							await closuresOf(tx, reader.partnershipId),
						)
					: null,
			mayEdit,
			draft: mayRead
				? {
						roomId: meeting.minutesRoomId,
						text: readBody(await services.relay.read(tx, meeting.minutesRoomId)),
					}
				: null,
		};
	});
}
