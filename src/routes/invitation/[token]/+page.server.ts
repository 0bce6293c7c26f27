import { shownInvitation, takeUp } from '#server/partnerships/invitations.ts';
import { answer, formOf } from '../../answer.server.ts';
import { goOn, visitOf } from '../../sign-in/enter.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Opening changes nothing, however often and by whom: mail scanners open every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	setHeaders({ 'Cache-Control': 'no-store' });
	return { invitation: (await shownInvitation(locals.app, params.token)) ?? null };
};

export const actions: Actions = {
	default: async (event) => {
		const { app, account } = event.locals;
		const taken = await answer(await formOf(event.request), () =>
			takeUp(app, event.params.token, account?.email ?? null, visitOf(event)),
		);
		return 'step' in taken ? goOn(event, taken) : taken;
	},
};
