import { error, redirect } from '@sveltejs/kit';
import { deviceOf } from '#domain/accounts/device.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { createSession } from '#server/accounts/session.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import { demoView } from '#server/demo/views.ts';
import { reading, transact } from '#server/platform/tx.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { app }, params, cookies, request }) => {
	if (!app.config.demo) error(404);
	if (params.key === 'own') {
		// Somebody who would rather try it with a partnership of their own: an account of nobody else's.
		const made = await transact(app, async (tx) => {
			const accountId = await ensureAccount(tx, `you-${tx.uuid().slice(0, 8)}@moothall.example`);
			return createSession(tx, app.config, accountId, {
				way: 'demo',
				secondFactor: true,
				device: deviceOf(request.headers.get('user-agent')),
			});
		});
		cookies.set(made.cookie.name, made.cookie.value, made.cookie.attributes);
		redirect(303, localizeHref('/set-up'));
	}
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
