import { error } from '@sveltejs/kit';
import { questionPapers } from '#server/decisions/question-views.ts';
import { here } from '../../../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** All that a secret question leaves, for /verify-poll.js and the count command to check without us. */
export const GET: RequestHandler = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const papers = await questionPapers(event.locals.app, viewer, event.params.question);
	if (!papers?.urn) error(404);
	const { manifest, manifestHash, urn, result } = papers;
	return Response.json({ form: 'moothall-urn/1', manifest, manifestHash, ...urn, result });
};
