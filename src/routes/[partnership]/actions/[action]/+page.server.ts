import { error } from '@sveltejs/kit';
import type { ActionAct } from '#domain/actions/action.ts';
import { changeAction, noteAction, reopenAction, settleAction } from '#server/actions/commands.ts';
import { actionPage, possibleOwners } from '#server/actions/views.ts';
import { originOfAction } from '#server/decisions/action-origin.ts';
import { word } from '../../../answer.server.ts';
import { here } from '../../../here.server.ts';
import { idIn, manage, textFrom } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { app } = event.locals;
	const viewer = { partnershipId: partnership.id, actor };
	const view = await actionPage(app, viewer, event.params.action);
	if (!view) error(404);
	return {
		view,
		origin: await originOfAction(app, viewer, view),
		owners: view.assigns ? await possibleOwners(app, partnership.id) : [],
	};
};

const said = (form: FormData, act: ActionAct) => ({
	actionId: idIn(form, 'actionId'),
	words: word(form, `words_${act}`),
});

export const actions: Actions = {
	note: (event) =>
		manage(event, ({ app, actor, form }) => noteAction(app, actor, said(form, 'note'))),
	done: (event) =>
		manage(event, ({ app, actor, form }) =>
			settleAction(app, actor, { ...said(form, 'done'), as: 'done' }),
		),
	dropped: (event) =>
		manage(event, ({ app, actor, form }) =>
			settleAction(app, actor, { ...said(form, 'dropped'), as: 'dropped' }),
		),
	reopened: (event) =>
		manage(event, ({ app, actor, form }) => reopenAction(app, actor, said(form, 'reopened'))),
	changed: (event) =>
		manage(event, ({ app, actor, form }) =>
			changeAction(app, actor, {
				...said(form, 'changed'),
				text: textFrom(form, 'text'),
				owner: word(form, 'owner'),
				due: word(form, 'due'),
			}),
		),
};
