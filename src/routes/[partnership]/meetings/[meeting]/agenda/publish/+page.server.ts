import { error, redirect } from '@sveltejs/kit';
import { answer, formOf } from '../../../../../answer.server.ts';
import { acting, fresh, here } from '../../../../../here.server.ts';
import { field, idFrom } from '../../following.server.ts';
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
		const form = await formOf(event.request);
		const where = await here(event);
		const answered = await answer(form, () => {
			fresh(event.locals);
			return publishAgenda(event.locals.app, acting(where), {
				meetingId: idFrom(form, 'meetingId'),
				shownHash: field(form, 'shownHash'),
				shortNotice: field(form, 'shortNotice'),
			});
		});
		if (!('version' in answered)) return answered;
		redirect(303, localizeHref(`/${where.partnership.slug}/meetings/${event.params.meeting}`));
	},
};
