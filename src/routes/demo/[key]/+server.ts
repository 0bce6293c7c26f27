import { error, redirect } from '@sveltejs/kit';
import { deviceOf } from '#domain/accounts/device.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { createSession } from '#server/accounts/session.ts';
import { demoView } from '#server/demo/views.ts';
import { reading, transact } from '#server/platform/tx.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { app }, params, cookies, request }) => {
	if (!app.config.demo) error(404);
	const view = await reading(app, demoView);
	const persona = view?.personas.find(({ key }) => key === params.key);
	if (!view || !persona) error(404);
	const { cookie } = await transact(app, (tx) =>
		createSession(tx, app.config, persona.accountId, {
			way: 'demo',
			secondFactor: true,
			device: deviceOf(request.headers.get('user-agent')),
		}),
	);
	cookies.set(cookie.name, cookie.value, cookie.attributes);
	redirect(303, localizeHref(`/${view.slug}`));
};
