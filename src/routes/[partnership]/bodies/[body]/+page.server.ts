import { error } from '@sveltejs/kit';
import { bodyByCode } from '#server/partnerships/views.ts';
import { reading } from '#server/platform/tx.ts';
import { here } from '../../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await here(event);
	const body = await reading(event.locals.app, (tx) =>
		bodyByCode(tx, partnership.id, event.params.body),
	);
	if (!body) error(404);
	return { body };
};
