import type { RequestEvent } from '@sveltejs/kit';
import type { RichText } from '#domain/documents/rich-text.ts';
import { minutesPage } from '#server/meetings/views.ts';
import { here } from '../../../here.server.ts';

/** The draft minutes for a page that shows them forming; null for those who don't read drafts. */
export async function minutesForming(
	event: Pick<RequestEvent, 'params' | 'locals'> & { params: { meeting: string } },
): Promise<{ roomId: string; text: RichText; mayEdit: boolean } | null> {
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	const found = await minutesPage(event.locals.app, reader, event.params.meeting);
	return found?.draft ? { ...found.draft, mayEdit: found.mayEdit } : null;
}
