import { error } from '@sveltejs/kit';
import { electionBundle } from '#server/decisions/election-views.ts';
import { here } from '../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** All that a secret election leaves, for /verify-poll.js and the count command to check without us. */
export const GET: RequestHandler = async (event) => {
	const { partnership } = await here(event);
	const number = event.params.election.replace('-', '/');
	const bundle = await electionBundle(event.locals.app, partnership.id, number);
	if (!bundle) error(404);
	return Response.json(bundle);
};
