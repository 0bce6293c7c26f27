import { redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { blankCookie, endSession } from '#server/accounts/session.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals: { app, account, session }, cookies }) => {
	if (account && session && (await endSession(app, account.id, session.ref)))
		app.relay.endSession(session.ref);
	const cookie = blankCookie(app);
	cookies.set(cookie.name, cookie.value, cookie.attributes);
	redirect(303, localizeHref('/'));
};
