import { error, redirect } from '@sveltejs/kit';
import { isoDate, momentAt } from '#domain/kernel/calendar.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { putInWriting, writtenClasses } from '#server/decisions/put-in-writing.ts';
import { writtenForm } from '#server/decisions/written-views.ts';
import { answer, formOf, word } from '../../../answer.server.ts';
import { acting, fresh, here } from '../../../here.server.ts';
import { originOf } from '../../../sign-in/enter.server.ts';
import { idIn, textFrom } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { app } = event.locals;
	const found = await writtenForm(app, { partnershipId: partnership.id, actor });
	if (!found) error(actor ? 404 : 401);
	const days = Math.max(...found.bodies.map(({ minDays }) => minDays)) + 1;
	return {
		...found,
		classes: writtenClasses,
		start: isoDate(new Date(app.clock.now().getTime() + days * 86_400_000)),
		/** Sent twice, the form puts one motion. */
		key: crypto.randomUUID(),
	};
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const base = `/${where.partnership.slug}/written`;
		const pathOf = (number: string) => `${base}/${number.replace('/', '-')}`;
		const answered = await answer(form, () => {
			const actor = acting(where);
			fresh(event.locals);
			return putInWriting(
				event.locals.app,
				actor,
				{
					bodyId: idIn(form, 'bodyId'),
					title: textFrom(form, 'title'),
					text: textFrom(form, 'text'),
					decisionClass: word(form, 'decisionClass'),
					effect: word(form, 'effect'),
					secret: word(form, 'secret') === 'on',
					beneficiaries: form.getAll('organisationId').map(String),
					deadline: momentAt(word(form, 'date'), word(form, 'time')),
					linkTo: (number) => `${originOf(event)}${pathOf(number)}`,
				},
				idIn(form, 'key') || undefined,
			);
		});
		if (!('number' in answered)) return answered;
		redirect(303, localizeHref(pathOf(answered.number)));
	},
};
