import {
	endInterest,
	interestsRegister,
	registerOwnInterest,
	reviewInterests,
} from '#server/partnerships/interests.ts';
import { word } from '../../answer.server.ts';
import { here } from '../../here.server.ts';
import { idIn, manage, textFrom } from '../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	return {
		people: await interestsRegister(event.locals.app, partnership.id),
		me: actor?.personId ?? null,
		key: crypto.randomUUID(),
	};
};

export const actions: Actions = {
	add: (event) =>
		manage(event, ({ app, actor, form }) =>
			registerOwnInterest(
				app,
				actor,
				{ text: textFrom(form, 'text'), kind: word(form, 'kind') },
				idIn(form, 'key') || undefined,
			),
		),
	end: (event) =>
		manage(event, ({ app, actor, form }) =>
			endInterest(app, actor, { interestId: idIn(form, 'interestId') }),
		),
	review: (event) => manage(event, ({ app, actor }) => reviewInterests(app, actor)),
};
