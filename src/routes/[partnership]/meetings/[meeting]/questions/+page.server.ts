import { error, redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { prepareQuestion } from '#server/decisions/question-commands.ts';
import { questionsPage } from '#server/decisions/question-views.ts';
import { meetingHere } from '#server/live/views.ts';
import { answer, formOf } from '../../../../answer.server.ts';
import { acting, here } from '../../../../here.server.ts';
import { field, idFrom, meetingBase } from '../following.server.ts';
import { typedQuestion } from './typed.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const view = await questionsPage(event.locals.app, viewer, event.params.meeting);
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
			return prepareQuestion(
				app,
				actor,
				{
					meetingId: id,
					itemId: field(form, 'itemId'),
					typed: typedQuestion(form),
					secret: field(form, 'secret') === 'on',
					paper: field(form, 'paper') === 'on',
				},
				field(form, 'key') ? idFrom(form, 'key') : undefined,
			);
		});
		if (!('questionId' in answered)) return answered;
		redirect(303, localizeHref(`${meetingBase(event)}/questions/${answered.questionId}`));
	},
};
