import { error, redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { putDownMotion } from '#server/decisions/commands.ts';
import { motionsPage } from '#server/decisions/motion-views.ts';
import { meetingHere } from '#server/live/views.ts';
import { answer, formOf } from '../../../../answer.server.ts';
import { acting, here } from '../../../../here.server.ts';
import { field, idFrom, meetingBase } from '../following.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const view = await motionsPage(event.locals.app, viewer, event.params.meeting);
	if (!view) error(404);
	return { view, base: meetingBase(event), key: crypto.randomUUID() };
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const { app } = event.locals;
		const answered = await answer(form, async () => {
			const actor = acting(where);
			const { id } = await meetingHere(app, actor.partnershipId, event.params.meeting);
			return putDownMotion(
				app,
				actor,
				{
					meetingId: id,
					itemId: field(form, 'itemId'),
					title: { en: field(form, 'title_en'), cy: field(form, 'title_cy') },
					text: { en: field(form, 'text_en'), cy: field(form, 'text_cy') },
					decisionClass: field(form, 'decisionClass'),
					effect: field(form, 'effect'),
					beneficiaries: form.getAll('organisationId').map(String),
				},
				field(form, 'key') ? idFrom(form, 'key') : undefined,
			);
		});
		if (!('code' in answered)) return answered;
		redirect(303, localizeHref(`${meetingBase(event)}/motions/${answered.code}`));
	},
};
