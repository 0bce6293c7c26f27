import { callDone, editDetails } from '#server/partnerships/manage.ts';
import { ownDetails } from '#server/partnerships/manage-views.ts';
import { reading } from '#server/platform/tx.ts';
import { word } from '../../../answer.server.ts';
import { asManager, manage, textFrom } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

const languages = ['en', 'cy', 'both'] as const;

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	return { details: await reading(event.locals.app, (tx) => ownDetails(tx, partnership.id)) };
};

export const actions: Actions = {
	default: (event) =>
		manage(
			event,
			async ({ app, actor, form }) => {
				await editDetails(app, actor, {
					name: textFrom(form, 'name'),
					formalName: textFrom(form, 'formal'),
					vision: textFrom(form, 'vision'),
					languages: languages.find((each) => each === word(form, 'languages')) ?? 'both',
					colour: word(form, 'colour'),
					secretariatEmail: word(form, 'email'),
				});
				await callDone(app, actor, 'details');
			},
			(slug) => `/${slug}/set-up?saved=1`,
		),
};
