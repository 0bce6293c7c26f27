import { error } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { exportAbout } from '#server/partnerships/held-about.ts';
import { fresh, here } from '../../../here.server.ts';
import type { RequestHandler } from './$types';

/** Everything held about the reader, as a file. */
export const GET: RequestHandler = async (event) => {
	const { partnership, actor } = await here(event);
	if (!actor) error(event.locals.account ? 404 : 401);
	try {
		fresh(event.locals);
	} catch (refusal) {
		if (isRefusal(refusal)) error(403);
		throw refusal;
	}
	const held = await exportAbout(event.locals.app, actor);
	return new Response(`${JSON.stringify(held, null, '\t')}\n`, {
		headers: {
			'Content-Type': 'application/json; charset=utf-8',
			'Content-Disposition': `attachment; filename="${partnership.slug}-about-me.json"`,
			'Cache-Control': 'private, no-store',
		},
	});
};
