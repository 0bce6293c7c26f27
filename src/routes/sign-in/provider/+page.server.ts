import { redirect } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { beginProvider } from '#server/accounts/providers.ts';
import { sentenceOf } from '../../answer.server.ts';
import { originOf } from '../enter.server.ts';
import type { PageServerLoad } from './$types';

/** Leads on to the organisation's own sign-in; a page is there only when that can't be reached. */
export const load: PageServerLoad = async (event) => {
	const asked = { origin: originOf(event), returnTo: event.url.searchParams.get('return_to') };
	const begun = await beginProvider(event.locals.app, asked).catch((error: unknown) => {
		if (!isRefusal(error)) throw error;
		return { why: sentenceOf(error) };
	});
	if ('why' in begun) return { why: begun.why };
	event.cookies.set(begun.cookie.name, begun.cookie.value, begun.cookie.attributes);
	redirect(303, begun.address, { external: true });
};
