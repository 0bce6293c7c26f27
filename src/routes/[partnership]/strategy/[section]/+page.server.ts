import { error } from '@sveltejs/kit';
import { here } from '../../../here.server.ts';
import { strategySection } from '#server/documents/views.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { app, account } = event.locals;
	const { partnership, actor } = await here(event);
	const found = await strategySection(app, partnership.id, actor, Number(event.params.section));
	if (!found) error(404);
	return { ...found, accountId: account?.id ?? null };
};
