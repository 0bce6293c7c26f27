import { useLink } from '#server/accounts/links.ts';
import { answer, formOf } from '../../answer.server.ts';
import { goOn, visitOf } from '../enter.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ setHeaders }) => {
	setHeaders({ 'Cache-Control': 'no-store' });
};

export const actions: Actions = {
	default: async (event) => {
		const { app } = event.locals;
		const used = await answer(await formOf(event.request), () =>
			useLink(app, event.params.token, visitOf(event)),
		);
		return 'step' in used ? goOn(event, used) : used;
	},
};
