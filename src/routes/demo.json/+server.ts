import { error } from '@sveltejs/kit';
import { demoJson, demoView } from '#server/demo/views.ts';
import { reading } from '#server/platform/tx.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { app }, url }) => {
	if (!app.config.demo) error(404);
	const view = await reading(app, demoView);
	if (!view) error(404);
	return Response.json(demoJson(view, url.origin), { headers: { 'Cache-Control': 'no-store' } });
};
