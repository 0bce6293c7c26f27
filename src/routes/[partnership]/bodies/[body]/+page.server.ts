import { error, redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { bodyHistory, bodyOnceAt, rulesOrigin } from '#server/partnerships/body-views.ts';
import { bodyByCode } from '#server/partnerships/views.ts';
import { reading } from '#server/platform/tx.ts';
import { here } from '../../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await here(event);
	const { id, slug } = partnership;
	return reading(event.locals.app, async (tx) => {
		const body = await bodyByCode(tx, id, event.params.body);
		if (!body) {
			const now = await bodyOnceAt(tx, id, event.params.body);
			if (now) redirect(308, localizeHref(`/${slug}/bodies/${now}`));
			error(404);
		}
		return {
			body,
			history: await bodyHistory(tx, id, body.id),
			rulesFrom: await rulesOrigin(tx, id, body.id),
		};
	});
};
