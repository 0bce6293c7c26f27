import { error } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { followedSince } from '#server/live/views.ts';
import { here } from '../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** Every topic of the meeting in one answer: for the time before the socket is there, and for browsers without one. */
export const GET: RequestHandler = async (event) => {
	const { app } = event.locals;
	const { partnership, actor } = await here(event);
	const asking = {
		partnershipId: partnership.id,
		slug: event.params.meeting,
		actor,
		asPublic: event.url.searchParams.has('public'),
	};
	try {
		const seen = event.request.headers.get('if-none-match');
		const { etag, told } = await followedSince(app, asking, seen, app.live.epoch);
		const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Cookie' };
		return told ? Response.json(told, { headers }) : new Response(null, { status: 304, headers });
	} catch (refusal) {
		if (isRefusal(refusal)) error(404);
		throw refusal;
	}
};
