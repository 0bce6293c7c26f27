import { error } from '@sveltejs/kit';
import { ballotFile } from '#domain/decisions/question-file.ts';
import { questionPapers } from '#server/decisions/question-views.ts';
import { here } from '../../../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** Every ballot, without names, as a file that the count command reads. */
export const GET: RequestHandler = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const papers = await questionPapers(event.locals.app, viewer, event.params.question);
	if (!papers) error(404);
	const { name, text } = ballotFile(papers.manifest.asked, papers.answers);
	return new Response(text, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`,
		},
	});
};
