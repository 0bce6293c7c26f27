import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { app } }) => {
	const registry = app.metrics();
	return new Response(await registry.metrics(), {
		headers: { 'Content-Type': registry.contentType },
	});
};
