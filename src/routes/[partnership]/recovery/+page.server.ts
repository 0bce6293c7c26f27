import { error } from '@sveltejs/kit';
import { getLocale } from '#lib/paraglide/runtime.js';
import { mayDo } from '#server/partnerships/managing.ts';
import {
	approveRecovery,
	askRecovery,
	recoveries,
	withdrawRecovery,
} from '#server/partnerships/recovery.ts';
import { reading } from '#server/platform/tx.ts';
import { answer, formOf, word } from '../../answer.server.ts';
import { acting, fresh, here } from '../../here.server.ts';
import { originOf } from '../../sign-in/enter.server.ts';
import { idIn, manage } from '../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor } = await here(event);
	if (!actor) error(event.locals.account ? 404 : 401);
	return reading(event.locals.app, async (tx) => {
		if (!(await mayDo(tx, actor, 'partnerships.recover'))) error(404);
		return recoveries(tx, actor);
	});
};

export const actions: Actions = {
	ask: (event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			return askRecovery(app, actor, {
				personId: idIn(form, 'personId'),
				byHand: word(form, 'by_hand') === 'hand',
				base: originOf(event),
				locale: getLocale(),
			});
		}),
	/** Answers with the link when it is to be handed over: it is shown once, and nowhere kept. */
	approve: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		return answer(form, async () => {
			const actor = acting(where);
			fresh(event.locals);
			const { link } = await approveRecovery(event.locals.app, actor, {
				recoveryId: idIn(form, 'recoveryId'),
				base: originOf(event),
				locale: getLocale(),
			});
			return { approved: true as const, link };
		});
	},
	withdraw: (event) =>
		manage(event, ({ app, actor, form }) =>
			withdrawRecovery(app, actor, { recoveryId: idIn(form, 'recoveryId') }),
		),
};
