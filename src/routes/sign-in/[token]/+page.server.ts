import { redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { useLink } from '#server/accounts/links.ts';
import { endSession } from '#server/accounts/session.ts';
import { homesOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { answer, formOf } from '../../answer.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ setHeaders }) => {
	setHeaders({ 'Cache-Control': 'no-store' });
};

export const actions: Actions = {
	default: async ({ locals: { app, account, session }, params, request, cookies }) => {
		const used = await answer(await formOf(request), () => useLink(app, params.token));
		if (!('cookie' in used)) return used;
		// Whoever was signed in here before leaves: a sign-in never goes on with an older session.
		if (account && session && (await endSession(app, account.id, session.ref)))
			app.relay.endSession(session.ref);
		cookies.set(used.cookie.name, used.cookie.value, used.cookie.attributes);
		const homes = await reading(app, (tx) => homesOf(tx, used.accountId));
		redirect(303, used.returnTo ?? localizeHref(homes.length === 1 ? `/${homes[0]}` : '/'));
	},
};
