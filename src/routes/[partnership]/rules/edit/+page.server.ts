import { error, redirect } from '@sveltejs/kit';
import { isoDate } from '#domain/kernel/calendar.ts';
import { typedRules } from '#domain/partnerships/rules-form.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { draftRules, rulesToEdit } from '#server/partnerships/rules-drafts.ts';
import { bodiesIn } from '#server/meetings/meeting-store.ts';
import { sectorsOf, votingSeats } from '#server/partnerships/store.ts';
import { boardOf, rulesOn } from '#server/partnerships/views.ts';
import { reading } from '#server/platform/tx.ts';
import { answer, formOf, word } from '../../../answer.server.ts';
import { acting, here } from '../../../here.server.ts';
import { asManager, idIn } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	return reading(event.locals.app, async (tx) => {
		const bodies = await bodiesIn(tx, partnership.id);
		const board = await boardOf(tx, partnership.id);
		const wished = event.url.searchParams.get('body');
		const body = bodies.find(({ id }) => id === (wished ?? board?.id));
		if (!body) error(404);
		const rules = await rulesToEdit(tx, partnership.id, body.id);
		return {
			body: { id: body.id, name: body.name },
			bodies: bodies.map(({ id, name }) => ({ id, name })),
			start: typedRules(rules),
			sectors: (await sectorsOf(tx, partnership.id)).map(({ code, name }) => ({ code, name })),
			organisations: [
				...new Map(
					(await votingSeats(tx, partnership.id, body.id)).flatMap(
						({ organisationCode: code, organisationName: name }) =>
							code === null ? [] : [[code, { code, name }] as const],
					),
				).values(),
			],
			words: await rulesOn(tx, partnership.id, body.id, rules),
			today: isoDate(event.locals.app.clock.now()),
		};
	});
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const answered = await answer(form, () =>
			draftRules(event.locals.app, acting(where), {
				bodyId: idIn(form, 'bodyId'),
				version: word(form, 'version'),
				effectiveFrom: word(form, 'effectiveFrom'),
				typed: Object.fromEntries(
					[...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
				),
			}),
		);
		if (!('draftId' in answered)) return answered;
		redirect(303, localizeHref(`/${where.partnership.slug}/rules/drafts/${answered.draftId}`));
	},
};
