import { error } from '@sveltejs/kit';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { questionPapers } from '#server/decisions/question-views.ts';
import { here } from '../../../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** What was fixed when the question opened, byte for byte as it was hashed. */
export const GET: RequestHandler = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const papers = await questionPapers(event.locals.app, viewer, event.params.question);
	if (!papers) error(404);
	return new Response(canonical(papers.manifest as unknown as Json), {
		headers: { 'content-type': 'application/json; charset=utf-8' },
	});
};
