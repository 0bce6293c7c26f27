import { readiness } from '#server/platform/ready.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { app } }) => {
	const state = await readiness(app);
	return Response.json(state, {
		status: state.ready ? 200 : 503,
		headers: { 'Cache-Control': 'no-store' },
	});
};
