import { error, redirect } from '@sveltejs/kit';
import { isSectionState } from '#domain/documents/document.ts';
import { notFound } from '#domain/kernel/refusal.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { acting, here } from '../../../../here.server.ts';
import { answer, formOf } from '../../../../answer.server.ts';
import { setSectionState } from '#server/documents/commands.ts';
import { strategySection } from '#server/documents/views.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { app, account } = event.locals;
	const { partnership, actor } = await here(event);
	const found = await strategySection(app, partnership.id, actor, Number(event.params.section));
	if (!found) error(404);
	if (!found.mayFollow || !account) {
		if (event.request.method === 'POST') error(403);
		redirect(303, localizeHref(`/${partnership.slug}/strategy/${event.params.section}`));
	}
	return { ...found, accountId: account.id };
};

export const actions: Actions = {
	state: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			const where = await here(event);
			const actor = acting(where);
			const found = await strategySection(
				event.locals.app,
				where.partnership.id,
				actor,
				Number(event.params.section),
			);
			const state = form.get('state');
			if (!found || typeof state !== 'string' || !isSectionState(state)) throw notFound();
			await setSectionState(event.locals.app, actor, { sectionId: found.section.id, state });
		});
	},
};
