import { error } from '@sveltejs/kit';
import { ballotsCsv } from '#domain/decisions/ballots-csv.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { here } from '../../../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** How each seat voted, a line a seat, for counting again. */
export const GET: RequestHandler = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const view = await resultView(event.locals.app, viewer, event.params.poll);
	if (!view || view.meeting.slug !== event.params.meeting) error(404);
	// Of a secret vote the ballots are published by their codes, never by seat: bundle.json.
	if (view.urn) error(404);
	return new Response(ballotsCsv(view.manifest, view.votes), {
		headers: { 'content-type': 'text/csv; charset=utf-8' },
	});
};
