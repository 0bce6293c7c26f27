import { error, redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { cancelMeeting, moveMeeting } from '#server/meetings/change-commands.ts';
import { changePage } from '#server/meetings/change-views.ts';
import { answer, formOf } from '../../../../answer.server.ts';
import { acting, fresh, here } from '../../../../here.server.ts';
import { field, idFrom } from '../following.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	return (await changePage(event.locals.app, reader, event.params.meeting)) ?? error(404);
};

const fields = ['date', 'from', 'to', 'mode', 'venue', 'venueCy', 'reason'] as const;

/** Runs one of the two acts with the form, and goes back to the meeting. */
async function changing(
	event: RequestEvent,
	act: (form: FormData, actor: ReturnType<typeof acting>, link: string) => Promise<void>,
) {
	const form = await formOf(event.request);
	const where = await here(event);
	const address = `/${where.partnership.slug}/meetings/${event.params.meeting}`;
	const answered = await answer(form, async () => {
		fresh(event.locals);
		await act(form, acting(where), new URL(address, event.url).href);
		return { done: true };
	});
	if (!('done' in answered)) return answered;
	redirect(303, localizeHref(address));
}

export const actions: Actions = {
	move: (event) =>
		changing(event, (form, actor, link) => {
			const typed = Object.fromEntries(fields.map((name) => [name, field(form, name)])) as Record<
				(typeof fields)[number],
				string
			>;
			const meetingId = idFrom(form, 'meetingId');
			const short = field(form, 'short') === 'on';
			return moveMeeting(event.locals.app, actor, { meetingId, typed, short, link });
		}),
	cancel: (event) =>
		changing(event, (form, actor, link) => {
			const meetingId = idFrom(form, 'meetingId');
			const reason = field(form, 'why');
			return cancelMeeting(event.locals.app, actor, { meetingId, reason, link });
		}),
};
