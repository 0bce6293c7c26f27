import { error } from '@sveltejs/kit';
import { writtenBundle } from '#server/decisions/written-views.ts';
import { here } from '../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** All that a secret motion in writing leaves, for /verify-poll.js to check without us. */
export const GET: RequestHandler = async (event) => {
	const { partnership } = await here(event);
	const number = event.params.written.replace('-', '/');
	const bundle = await writtenBundle(event.locals.app, partnership.id, number);
	if (!bundle) error(404);
	return Response.json(bundle);
};
