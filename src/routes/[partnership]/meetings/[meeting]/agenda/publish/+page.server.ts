import { error, redirect } from '@sveltejs/kit';
import { answer } from '../../../../../answer.server.ts';
import { acting, here } from '../../../../../here.server.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { publishAgenda } from '#server/meetings/agenda-commands.ts';
import { publishPage } from '#server/meetings/agenda-views.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	return (await publishPage(event.locals.app, reader, event.params.meeting)) ?? error(404);
};

export const actions: Actions = {
	default: async (event) => {
		const form = await event.request.formData();
		const text = (name: string) => {
			const value = form.get(name);
			return typeof value === 'string' ? value : '';
		};
		const where = await here(event);
		const answered = await answer(form, () =>
			publishAgenda(event.locals.app, acting(where), {
				meetingId: text('meetingId'),
				shownHash: text('shownHash'),
			}),
		);
		if (!('version' in answered)) return answered;
		redirect(303, localizeHref(`/${where.partnership.slug}/meetings/${event.params.meeting}`));
	},
};
