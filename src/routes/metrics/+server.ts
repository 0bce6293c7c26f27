import { createHash, timingSafeEqual } from 'node:crypto';
import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

const hash = (text: string) => createHash('sha256').update(text).digest();

export const GET: RequestHandler = async ({ locals: { app }, request }) => {
	const { demo, metricsToken } = app.config;
	const shown = request.headers.get('authorization') ?? '';
	const allowed = metricsToken
		? timingSafeEqual(hash(shown), hash(`Bearer ${metricsToken}`))
		: demo;
	if (!allowed) error(404);
	const registry = app.metrics();
	return new Response(await registry.metrics(), {
		headers: { 'Content-Type': registry.contentType },
	});
};
