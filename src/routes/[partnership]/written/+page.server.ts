import { writtenList } from '#server/decisions/written-views.ts';
import { here } from '../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	return writtenList(event.locals.app, { partnershipId: partnership.id, actor });
};
