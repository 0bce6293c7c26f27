import { error, redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { putRulesToDecision, rulesDraftView } from '#server/decisions/rules-to-decision.ts';
import { adoptFirstRules } from '#server/partnerships/rules-drafts.ts';
import { answer, formOf, word } from '../../../../answer.server.ts';
import { acting, here } from '../../../../here.server.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { draft } = event.params;
	const viewer = { partnershipId: partnership.id, actor };
	const view = uuid.test(draft) ? await rulesDraftView(event.locals.app, viewer, draft) : undefined;
	if (!view) error(404);
	return { view };
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
