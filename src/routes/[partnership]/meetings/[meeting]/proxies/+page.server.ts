import { error } from '@sveltejs/kit';
import { acceptProxy, endProxy, lodgeProxy } from '#server/decisions/proxies.ts';
import { proxiesPage } from '#server/decisions/proxy-views.ts';
import { fresh, here } from '../../../../here.server.ts';
import { actAtMeeting, field, idFrom, meetingBase } from '../following.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	const view = await proxiesPage(event.locals.app, reader, event.params.meeting);
	if (!view) error(404);
	return { ...view, base: meetingBase(event), key: crypto.randomUUID() };
};

export const actions: Actions = {
	lodge: (event) =>
		actAtMeeting(event, ({ actor, meetingId, form }) => {
			fresh(event.locals);
			return lodgeProxy(
				event.locals.app,
				actor,
				{
					meetingId,
					principalId: field(form, 'principalId'),
					holderId: field(form, 'holderId'),
				},
				field(form, 'key') ? idFrom(form, 'key') : undefined,
			);
		}),
	accept: (event) =>
		actAtMeeting(event, ({ actor, meetingId, form }) => {
			fresh(event.locals);
			return acceptProxy(event.locals.app, actor, { meetingId, proxyId: idFrom(form, 'proxyId') });
		}),
	end: (event) =>
		actAtMeeting(event, ({ actor, meetingId, form }) =>
			endProxy(event.locals.app, actor, { meetingId, proxyId: idFrom(form, 'proxyId') }),
		),
};
