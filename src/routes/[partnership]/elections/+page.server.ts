import { electionList } from '#server/decisions/election-views.ts';
import { here } from '../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	return electionList(event.locals.app, { partnershipId: partnership.id, actor });
};
