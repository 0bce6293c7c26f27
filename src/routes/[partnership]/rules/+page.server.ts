import { boardOf, rulesView } from '#server/partnerships/views.ts';
import { reading } from '#server/platform/tx.ts';
import { here } from '../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await here(event);
	return reading(event.locals.app, async (tx) => {
		const board = await boardOf(tx, partnership.id);
		return { view: board && (await rulesView(tx, partnership.id, board.id)) };
	});
};
