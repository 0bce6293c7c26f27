import { error, redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import {
	changeQuestion,
	removeQuestion,
	scheduleQuestion,
} from '#server/decisions/question-commands.ts';
import { openingTime } from '#server/decisions/opening-time.ts';
import { questionKeyLost } from '#server/decisions/prepare-urn.ts';
import { questionView } from '#server/decisions/question-views.ts';
import { answer, formOf } from '../../../../../answer.server.ts';
import { acting, here } from '../../../../../here.server.ts';
import { actAtMeeting, field, idFrom, meetingBase } from '../../following.server.ts';
import { questionActs } from '../../question-acts.server.ts';
import { typedQuestion } from '../typed.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const view = await questionView(event.locals.app, viewer, event.params.question);
	if (view?.meeting?.slug !== event.params.meeting) error(404);
	const keyLost =
		view.desk !== null && (await questionKeyLost(event.locals.app, event.params.question));
	return { view, keyLost, base: meetingBase(event) };
};

export const actions: Actions = {
	...questionActs,
	change: (event) =>
		actAtMeeting(event, ({ actor, form }) =>
			changeQuestion(event.locals.app, actor, {
				questionId: idFrom(form, 'questionId'),
				typed: typedQuestion(form),
				secret: field(form, 'secret') === 'on',
				paper: field(form, 'paper') === 'on',
			}),
		),
	schedule: (event) =>
		actAtMeeting(event, async ({ actor, form, meetingId }) => {
			const { app } = event.locals;
			const typed = field(form, 'opensAt').trim();
			const of = { partnershipId: actor.partnershipId, meetingId };
			return scheduleQuestion(app, actor, {
				questionId: idFrom(form, 'questionId'),
				opensAt: typed === '' ? null : await openingTime(app, of, typed),
			});
		}),
	remove: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			const actor = acting(await here(event));
			await removeQuestion(event.locals.app, actor, { questionId: idFrom(form, 'questionId') });
			redirect(303, localizeHref(`${meetingBase(event)}/questions`));
		});
	},
};
