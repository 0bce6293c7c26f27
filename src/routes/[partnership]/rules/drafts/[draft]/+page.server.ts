import { error, redirect } from '@sveltejs/kit';
import { isoDate, momentAt } from '#domain/kernel/calendar.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import {
	putRulesInWriting,
	putRulesToDecision,
	rulesDraftView,
} from '#server/decisions/rules-to-decision.ts';
import { adoptFirstRules } from '#server/partnerships/rules-drafts.ts';
import { answer, formOf, word } from '../../../../answer.server.ts';
import { acting, fresh, here } from '../../../../here.server.ts';
import { originOf } from '../../../../sign-in/enter.server.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { draft } = event.params;
	const viewer = { partnershipId: partnership.id, actor };
	const view = uuid.test(draft) ? await rulesDraftView(event.locals.app, viewer, draft) : undefined;
	if (!view) error(404);
	const days = (view.writtenDays ?? 0) + 1;
	return {
		view,
		start: isoDate(new Date(event.locals.app.clock.now().getTime() + days * 86_400_000)),
	};
};

export const actions: Actions = {
	decide: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		// One choice names both: an item stands in one meeting.
		const [meetingId = '', itemId = ''] = word(form, 'under').split(' ');
		const answered = await answer(form, () =>
			putRulesToDecision(event.locals.app, acting(where), {
				draftId: event.params.draft,
				meetingId,
				itemId,
			}),
		);
		if (!('code' in answered)) return answered;
		const { meeting, code } = answered;
		redirect(303, localizeHref(`/${where.partnership.slug}/meetings/${meeting}/motions/${code}`));
	},
	inWriting: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const base = `/${where.partnership.slug}/written`;
		const pathOf = (number: string) => `${base}/${number.replace('/', '-')}`;
		const answered = await answer(form, () => {
			const actor = acting(where);
			fresh(event.locals);
			return putRulesInWriting(event.locals.app, actor, {
				draftId: event.params.draft,
				deadline: momentAt(word(form, 'date'), word(form, 'time')),
				linkTo: (number) => `${originOf(event)}${pathOf(number)}`,
			});
		});
		if (!('number' in answered)) return answered;
		redirect(303, localizeHref(pathOf(answered.number)));
	},
	adopt: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const answered = await answer(form, async () => {
			await adoptFirstRules(event.locals.app, acting(where), { draftId: event.params.draft });
			return { done: true as const };
		});
		if (!('done' in answered)) return answered;
		redirect(303, localizeHref(`/${where.partnership.slug}/rules`));
	},
};
