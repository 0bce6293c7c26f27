import { error } from '@sveltejs/kit';
import { here } from '../../../../../here.server.ts';
import { agendaPage } from '#server/meetings/agenda-views.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { meeting, version } = event.params;
	if (!/^[1-9]\d{0,5}$/u.test(version)) error(404);
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	return (await agendaPage(event.locals.app, reader, meeting, Number(version))) ?? error(404);
};
