import { error } from '@sveltejs/kit';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { electionManifest } from '#server/decisions/election-views.ts';
import { here } from '../../../../here.server.ts';
import type { RequestHandler } from './$types';

/** What was fixed when the vote opened, byte for byte as it was hashed. */
export const GET: RequestHandler = async (event) => {
	const { partnership } = await here(event);
	const number = event.params.election.replace('-', '/');
	const manifest = await electionManifest(event.locals.app, partnership.id, number);
	if (!manifest) error(404);
	return new Response(canonical(manifest as unknown as Json), {
		headers: { 'content-type': 'application/json; charset=utf-8' },
	});
};
