import { error, redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { assignAction } from '#server/actions/commands.ts';
import { possibleOwners } from '#server/actions/views.ts';
import { assignActionOf } from '#server/decisions/assign-action.ts';
import { decisionPage } from '#server/decisions/decision-views.ts';
import { assignActionAt } from '#server/meetings/assign-action.ts';
import { meetingBySlug } from '#server/meetings/meeting-store.ts';
import { mayDo } from '#server/partnerships/managing.ts';
import { reading } from '#server/platform/tx.ts';
import { answer, formOf, word } from '../../../answer.server.ts';
import { acting, here } from '../../../here.server.ts';
import { idIn, textFrom } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { app } = event.locals;
	if (!actor) error(event.locals.account ? 404 : 401);
	if (!(await reading(app, (tx) => mayDo(tx, actor, 'actions.assign')))) error(404);
	const viewer = { partnershipId: partnership.id, actor };
	const number = event.url.searchParams.get('decision')?.replace('-', '/');
	const decision = number === undefined ? undefined : await decisionPage(app, viewer, number);
	const slug = event.url.searchParams.get('meeting');
	const meeting =
		slug === null ? undefined : await reading(app, (tx) => meetingBySlug(tx, partnership.id, slug));
	if ((number !== undefined && !decision) || (slug !== null && !meeting)) error(404);
	return {
		decision: decision && { id: decision.id, number: decision.number },
		meeting: meeting && { id: meeting.id, slug: meeting.slug },
		owners: await possibleOwners(app, partnership.id),
		/** Sent twice, the form adds one action. */
		key: crypto.randomUUID(),
	};
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const { app } = event.locals;
		const answered = await answer(form, async () => {
			const actor = acting(where);
			const key = idIn(form, 'key') || undefined;
			const said = {
				text: textFrom(form, 'text'),
				owner: word(form, 'owner'),
				due: word(form, 'due'),
			};
			const decisionId = idIn(form, 'decisionId');
			const meetingId = idIn(form, 'meetingId');
			if (decisionId !== '')
				return { number: await assignActionOf(app, actor, { ...said, decisionId }, key) };
			if (meetingId !== '')
				return { number: await assignActionAt(app, actor, { ...said, meetingId }, key) };
			return { number: await assignAction(app, actor, said, key) };
		});
		if (!('number' in answered)) return answered;
		redirect(303, localizeHref(`/${where.partnership.slug}/actions/${answered.number}`));
	},
};
