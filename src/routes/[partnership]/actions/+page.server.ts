import { actionRegister } from '#server/actions/views.ts';
import { here } from '../../here.server.ts';
import type { PageServerLoad } from './$types';

const ways = ['open', 'late', 'mine', 'settled', 'all'] as const;

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { searchParams } = event.url;
	const filter = {
		show: ways.find((way) => way === searchParams.get('show')) ?? 'open',
		words: (searchParams.get('words') ?? '').slice(0, 200),
	};
	const viewer = { partnershipId: partnership.id, actor };
	return {
		filter,
		ways: ways.filter((way) => way !== 'mine' || actor !== null),
		...(await actionRegister(event.locals.app, viewer, filter)),
	};
};
