import { error } from '@sveltejs/kit';
import { organisationCard, organisationContact } from '#server/publication/public-people.ts';
import { reading } from '#server/platform/tx.ts';
import { here } from '../../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { organisation } = event.params;
	return reading(event.locals.app, async (tx) => ({
		card: (await organisationCard(tx, partnership.id, organisation)) ?? error(404),
		contact: actor && ((await organisationContact(tx, partnership.id, organisation)) ?? null),
	}));
};
