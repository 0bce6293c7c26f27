import { bodies } from '#server/partnerships/views.ts';
import { reading } from '#server/platform/tx.ts';
import { here } from '../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await here(event);
	return { bodies: await reading(event.locals.app, (tx) => bodies(tx, partnership.id)) };
};
