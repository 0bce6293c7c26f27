import { error } from '@sveltejs/kit';
import { here } from '../../../../here.server.ts';
import { draftPage } from '#server/meetings/agenda-views.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	const page = await draftPage(event.locals.app, reader, event.params.meeting);
	if (!page || !actor) error(404);
	return { ...page, accountId: actor.accountId };
};
