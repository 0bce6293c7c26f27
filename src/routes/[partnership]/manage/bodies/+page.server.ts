import { newBody } from '#server/partnerships/bodies.ts';
import { managedBodies } from '#server/partnerships/body-views.ts';
import { reading } from '#server/platform/tx.ts';
import { asManager, manage } from '../../managing.server.ts';
import { bodyFrom } from './body-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	return { bodies: await reading(event.locals.app, (tx) => managedBodies(tx, partnership.id)) };
};

export const actions: Actions = {
	default: (event) => manage(event, ({ app, actor, form }) => newBody(app, actor, bodyFrom(form))),
};
