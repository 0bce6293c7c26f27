import { error } from '@sveltejs/kit';
import { here } from '../../../../here.server.ts';
import { actionsFrom } from '#server/actions/views.ts';
import { minutesPage } from '#server/meetings/views.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { app, account } = event.locals;
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	const found = (await minutesPage(app, reader, event.params.meeting)) ?? error(404);
	const actions = await actionsFrom(app, reader, { meetingId: found.meeting.id });
	return { ...found, actions, accountId: account?.id ?? null };
};
