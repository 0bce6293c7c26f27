import type { Meeting } from '#domain/meetings/meeting.ts';
import { can } from '#domain/partnerships/policy.ts';
import { standingOf } from '../partnerships/store.ts';
import { reading, type Services } from '../platform/tx.ts';
import type { Reader } from './agenda-views.ts';
import { meetingBySlug } from './meeting-store.ts';

/** A meeting that can be moved or cancelled by the reader; undefined for what has begun or is over, and for whoever may not. */
export async function changePage(
	services: Pick<Services, 'db'>,
	reader: Reader,
	slug: string,
): Promise<
	| {
			meeting: Pick<
				Meeting,
				'id' | 'slug' | 'title' | 'status' | 'startsAt' | 'endsAt' | 'mode' | 'venue'
			>;
	  }
	| undefined
> {
	return reading(services, async (tx) => {
		const meeting = await meetingBySlug(tx, reader.partnershipId, slug);
		const standing =
			meeting && reader.actor && (await standingOf(tx, reader.actor, meeting.bodyId));
		if (!meeting || !standing || !can(standing, 'meetings.set_up')) return undefined;
		const { id, title, status, startsAt, endsAt, mode, venue } = meeting;
		if (status !== 'draft' && status !== 'published') return undefined;
		return { meeting: { id, slug, title, status, startsAt, endsAt, mode, venue } };
	});
}
