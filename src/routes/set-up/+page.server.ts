import { error, redirect } from '@sveltejs/kit';
import { presetIds } from '#domain/partnerships/presets.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { getLocale, localizeHref } from '#lib/paraglide/runtime.js';
import { foundPartnership, mayFound } from '#server/partnerships/found.ts';
import { answer, formOf, word } from '../answer.server.ts';
import { signedIn } from '../here.server.ts';
import type { Actions, PageServerLoad } from './$types';

const languages = ['en', 'cy', 'both'] as const;

export const load: PageServerLoad = async ({ locals: { app, account } }) => {
	if (!account) error(401);
	if (!(await mayFound(app, account.id))) error(403);
	return { startLanguages: getLocale() === 'cy' ? 'both' : 'en' };
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const answered = await answer(form, async () => {
			const own = signedIn(event);
			const preset = presetIds.find((id) => id === word(form, 'preset'));
			if (!preset) throw new Refusal('partnerships.preset_missing', {}, 'preset');
			return foundPartnership(event.locals.app, own, {
				name: { en: word(form, 'name_en'), cy: word(form, 'name_cy') },
				slug: word(form, 'slug'),
				preset,
				languages: languages.find((each) => each === word(form, 'languages')) ?? 'both',
				yourName: word(form, 'your_name'),
			});
		});
		if (!('slug' in answered)) return answered;
		redirect(303, localizeHref(`/${answered.slug}/set-up`));
	},
};
