import { error } from '@sveltejs/kit';
import { personCard } from '#server/publication/public-people.ts';
import { reading } from '#server/platform/tx.ts';
import { here } from '../../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await here(event);
	const card = await reading(event.locals.app, (tx) =>
		personCard(tx, partnership.id, event.params.person),
	);
	return { card: card ?? error(404) };
};
