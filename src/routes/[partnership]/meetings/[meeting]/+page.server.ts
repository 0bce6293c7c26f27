import { error } from '@sveltejs/kit';
import { here } from '../../../here.server.ts';
import { agendaPage } from '#server/meetings/agenda-views.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	return (await agendaPage(event.locals.app, reader, event.params.meeting)) ?? error(404);
};
