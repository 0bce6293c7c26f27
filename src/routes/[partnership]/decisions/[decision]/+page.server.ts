import { error } from '@sveltejs/kit';
import { actionsFrom } from '#server/actions/views.ts';
import { noteDecision, recordRatification } from '#server/decisions/decide.ts';
import { decisionPage } from '#server/decisions/decision-views.ts';
import { word } from '../../../answer.server.ts';
import { here } from '../../../here.server.ts';
import { idIn, manage } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const number = event.params.decision.replace('-', '/');
	const view = await decisionPage(event.locals.app, viewer, number);
	if (!view) error(404);
	return { view, actions: await actionsFrom(event.locals.app, viewer, { decisionId: view.id }) };
};

export const actions: Actions = {
	note: (event) =>
		manage(event, ({ app, actor, form }) =>
			noteDecision(app, actor, {
				decisionId: idIn(form, 'decisionId'),
				reasons: word(form, 'reasons'),
				options: word(form, 'options'),
			}),
		),
	ratify: (event) =>
		manage(event, ({ app, actor, form }) =>
			recordRatification(app, actor, {
				decisionId: idIn(form, 'decisionId'),
				organisationId: idIn(form, 'organisationId'),
				answer: word(form, 'answer'),
				on: word(form, 'on'),
				note: word(form, 'note'),
			}),
		),
};
