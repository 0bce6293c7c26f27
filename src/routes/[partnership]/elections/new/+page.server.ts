import { error, redirect } from '@sveltejs/kit';
import { electionMethods, offices } from '#domain/decisions/election.ts';
import { isoDate, momentAt } from '#domain/kernel/calendar.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { callElection } from '#server/decisions/call-election.ts';
import { electionForm } from '#server/decisions/election-views.ts';
import { answer, formOf, word } from '../../../answer.server.ts';
import { acting, fresh, here } from '../../../here.server.ts';
import { originOf } from '../../../sign-in/enter.server.ts';
import { idIn } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { app } = event.locals;
	const found = await electionForm(app, { partnershipId: partnership.id, actor });
	if (!found) error(actor ? 404 : 401);
	const inDays = (days: number) => isoDate(new Date(app.clock.now().getTime() + days * 86_400_000));
	return {
		...found,
		offices,
		methods: electionMethods,
		start: { nominations: inDays(14), voting: inDays(28), term: inDays(35) },
		/** Sent twice, the form calls one election. */
		key: crypto.randomUUID(),
	};
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const base = `/${where.partnership.slug}/elections`;
		const pathOf = (number: string) => `${base}/${number.replace('/', '-')}`;
		const answered = await answer(form, () => {
			const actor = acting(where);
			fresh(event.locals);
			return callElection(
				event.locals.app,
				actor,
				{
					bodyId: idIn(form, 'bodyId'),
					office: word(form, 'office'),
					method: word(form, 'method'),
					seatIds: form.getAll('seatIds').map(String),
					secret: word(form, 'secret') === 'on',
					paper: word(form, 'paper') === 'on',
					nominationsClose: momentAt(word(form, 'nominations_date'), word(form, 'time')),
					votingCloses: momentAt(word(form, 'voting_date'), word(form, 'time')),
					termStartsOn: word(form, 'term_starts_on'),
					linkTo: (number) => `${originOf(event)}${pathOf(number)}`,
				},
				idIn(form, 'key') || undefined,
			);
		});
		if (!('number' in answered)) return answered;
		redirect(303, localizeHref(pathOf(answered.number)));
	},
};
