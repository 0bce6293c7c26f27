import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { lookCookie, lookFrom, lookFromCookie, lookToCookie } from '#lib/ui/look.ts';
import { formOf } from '../../answer.server.ts';

export const load: PageServerLoad = ({ cookies, url }) => ({
	look: lookFromCookie(cookies.get(lookCookie)),
	saved: url.searchParams.has('saved'),
});

export const actions: Actions = {
	default: async ({ request, cookies }) => {
		const form = await formOf(request);
		const look = lookFrom(form.get('theme'), form.get('text'), form.get('letters'));
		cookies.set(lookCookie, lookToCookie(look), {
			path: '/',
			sameSite: 'lax',
			maxAge: 60 * 60 * 24 * 365,
		});
		redirect(303, localizeHref('/look?saved'));
	},
};
