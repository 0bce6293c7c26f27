import { error } from '@sveltejs/kit';
import { getLocale } from '#lib/paraglide/runtime.js';
import { askErasure, editOwnContact, heldAbout } from '#server/partnerships/held-about.ts';
import { word } from '../../answer.server.ts';
import { here } from '../../here.server.ts';
import { originOf } from '../../sign-in/enter.server.ts';
import { manage } from '../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor } = await here(event);
	if (!actor) error(event.locals.account ? 404 : 401);
	return { held: await heldAbout(event.locals.app, actor) };
};

export const actions: Actions = {
	contact: (event) =>
		manage(event, ({ app, actor, form }) =>
			editOwnContact(app, actor, {
				phone: word(form, 'phone'),
				accessNeeds: word(form, 'access_needs'),
			}),
		),
	erase: (event) =>
		manage(
			event,
			({ app, actor }) => askErasure(app, actor, { base: originOf(event), locale: getLocale() }),
			(slug) => `/${slug}/about-me?asked=1`,
		),
};
