import { error, redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { draftPage } from '#server/meetings/agenda-views.ts';
import { addExemptItem } from '#server/meetings/set-up.ts';
import { answer, formOf } from '../../../../../answer.server.ts';
import { acting, here } from '../../../../../here.server.ts';
import { field, idFrom, meetingBase } from '../../following.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	const page = await draftPage(event.locals.app, reader, event.params.meeting);
	if (!page?.may.makeExempt) error(404);
	return {
		meeting: { id: page.meeting.id, title: page.meeting.title },
		base: meetingBase(event),
		/** Sent twice, the form adds one item. */
		key: crypto.randomUUID(),
	};
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const answered = await answer(form, async () =>
			addExemptItem(
				event.locals.app,
				acting(await here(event)),
				{
					meetingId: idFrom(form, 'meetingId'),
					typed: {
						title: field(form, 'title'),
						titleCy: field(form, 'titleCy'),
						kind: field(form, 'kind'),
						minutes: field(form, 'minutes'),
						schedule: field(form, 'schedule'),
						paragraph: field(form, 'paragraph'),
						reason: field(form, 'reason'),
						reviewOn: field(form, 'reviewOn'),
					},
				},
				field(form, 'key') ? idFrom(form, 'key') : undefined,
			),
		);
		if (!('itemId' in answered)) return answered;
		redirect(303, localizeHref(`${meetingBase(event)}/agenda`));
	},
};
