import { error } from '@sveltejs/kit';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { here } from '../../../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** What was fixed when the vote opened, byte for byte as it was hashed. */
export const GET: RequestHandler = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const view = await resultView(event.locals.app, viewer, event.params.poll);
	if (!view || view.meeting.slug !== event.params.meeting) error(404);
	return new Response(canonical(view.manifest as unknown as Json), {
		headers: { 'content-type': 'application/json; charset=utf-8' },
	});
};
