import { error, redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { bodiesToSetUp, setUpMeeting } from '#server/meetings/set-up.ts';
import { answer, formOf } from '../../../answer.server.ts';
import { acting, here } from '../../../here.server.ts';
import { field, idFrom } from '../[meeting]/following.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const bodies = await bodiesToSetUp(event.locals.app, partnership.id, actor);
	if (bodies.length === 0) error(404);
	return {
		bodies,
		/** Sent twice, the form sets up one meeting. */
		key: crypto.randomUUID(),
	};
};

const words = ['title', 'titleCy', 'date', 'from', 'to', 'mode', 'venue', 'venueCy'] as const;

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const typed = Object.fromEntries(words.map((name) => [name, field(form, name)])) as Record<
			(typeof words)[number],
			string
		>;
		const answered = await answer(form, () =>
			setUpMeeting(
				event.locals.app,
				acting(where),
				{
					bodyId: idFrom(form, 'bodyId'),
					typed: {
						...typed,
						stepFree: field(form, 'stepFree') === 'on',
						hearingLoop: field(form, 'hearingLoop') === 'on',
						captions: field(form, 'captions') === 'on',
						signLanguage: field(form, 'signLanguage'),
						costs: field(form, 'costs'),
					},
				},
				field(form, 'key') ? idFrom(form, 'key') : undefined,
			),
		);
		if (!('slug' in answered)) return answered;
		redirect(303, localizeHref(`/${where.partnership.slug}/meetings/${answered.slug}/agenda`));
	},
};
