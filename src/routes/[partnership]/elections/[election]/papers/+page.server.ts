import { error } from '@sveltejs/kit';
import { electionPage } from '#server/decisions/election-views.ts';
import { papersPage } from '#server/decisions/papers-page.ts';
import { acting, here } from '../../../../here.server.ts';
import { manage } from '../../../managing.server.ts';
import { paperActs } from '../../../paper-acts.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
	if (!event.locals.account) error(401);
	const where = await here(event);
	const { app } = event.locals;
	const number = event.params.election.replace('-', '/');
	const viewer = { partnershipId: where.partnership.id, actor: where.actor };
	const view = await electionPage(app, viewer, number);
	const papers = view?.papers ? await papersPage(app, acting(where), view.papers) : undefined;
	if (!view?.asked || !papers) error(404);
	const { asked } = view;
	return {
		papers: { ...papers, title: view.title, asked },
		number,
		base: `/${where.partnership.slug}/elections/${event.params.election}`,
	};
};

export const actions: Actions = paperActs((event: RequestEvent, work) => manage(event, work));
