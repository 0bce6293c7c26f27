import { error } from '@sveltejs/kit';
import { resultView } from '#server/decisions/result-view.ts';
import { here } from '../../../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** All that a secret vote leaves, for /verify-poll.js to check without us. */
export const GET: RequestHandler = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const view = await resultView(event.locals.app, viewer, event.params.poll);
	if (!view?.urn || view.meeting.slug !== event.params.meeting) error(404);
	const { manifest, manifestHash, urn, result } = view;
	return Response.json({ form: 'moothall-urn/1', manifest, manifestHash, ...urn, result });
};
