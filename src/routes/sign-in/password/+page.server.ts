import { enterWithPassword } from '#server/accounts/passwords.ts';
import { answer, formOf, word } from '../../answer.server.ts';
import { goOn, visitOf } from '../enter.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
	returnTo: url.searchParams.get('return_to') ?? '',
});

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const entered = await answer(form, () =>
			enterWithPassword(
				event.locals.app,
				{
					email: word(form, 'email'),
					password: word(form, 'password'),
					returnTo: word(form, 'return_to'),
				},
				visitOf(event),
			),
		);
		return 'step' in entered ? goOn(event, entered) : entered;
	},
};
