import type { Actor } from '#domain/kernel/actor.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { RichText } from '#domain/documents/rich-text.ts';
import { readBody } from '#domain/documents/section.ydoc.ts';
import type { MeetingStatus } from '#domain/meetings/meeting.ts';
import { can } from '#domain/partnerships/policy.ts';
import { standingOf } from '../partnerships/store.ts';
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
		return {
			meeting: { id, slug, title, status, startsAt },
			mayEdit: can(standing, 'meetings.edit_minutes'),
			draft: mayRead
				? {
						roomId: meeting.minutesRoomId,
						text: readBody(await services.relay.read(tx, meeting.minutesRoomId)),
					}
				: null,
		};
	});
}
