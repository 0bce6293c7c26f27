import { error } from '@sveltejs/kit';
import { here } from '../../here.server.ts';
import { strategyText } from '#server/documents/views.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { app, account } = event.locals;
	const { partnership, actor } = await here(event);
	const strategy = await strategyText(app, partnership.id, actor);
	if (!strategy) error(404);
	return { strategy, accountId: account?.id ?? null };
};
