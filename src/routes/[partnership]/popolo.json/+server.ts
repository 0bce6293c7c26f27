import { getLocale } from '#lib/paraglide/runtime.js';
import { popoloOf } from '#server/publication/popolo.ts';
import { reading } from '#server/platform/tx.ts';
import { here } from '../../here.server.ts';
import type { RequestHandler } from './$types';

/** Bodies, organisations, people and memberships for other programs; public, without addresses. */
export const GET: RequestHandler = async (event) => {
	const { partnership } = await here(event);
	const found = await reading(event.locals.app, (tx) => popoloOf(tx, partnership, getLocale()));
	return Response.json(found, { headers: { 'access-control-allow-origin': '*' } });
};
