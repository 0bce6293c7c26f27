import { addClosedDay, closedDaysOf, removeClosedDay } from '#server/partnerships/closed-days.ts';
import { reading } from '#server/platform/tx.ts';
import { word } from '../../../answer.server.ts';
import { asManager, manage, textFrom } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	return { days: await reading(event.locals.app, (tx) => closedDaysOf(tx, partnership.id)) };
};

export const actions: Actions = {
	add: (event) =>
		manage(event, ({ app, actor, form }) =>
			addClosedDay(app, actor, { day: word(form, 'day'), name: textFrom(form, 'name') }),
		),
	remove: (event) =>
		manage(event, ({ app, actor, form }) =>
			removeClosedDay(app, actor, { day: word(form, 'day') }),
		),
};
