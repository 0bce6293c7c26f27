import { decisionRegister } from '#server/decisions/decision-views.ts';
import { here } from '../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { searchParams } = event.url;
	const filter = {
		effect: searchParams.get('effect') ?? '',
		year: searchParams.get('year') ?? '',
		words: (searchParams.get('words') ?? '').slice(0, 200),
	};
	const viewer = { partnershipId: partnership.id, actor };
	return { filter, ...(await decisionRegister(event.locals.app, viewer, filter)) };
};
