import { getLocale } from '#lib/paraglide/runtime.js';
import { requestLink } from '#server/accounts/links.ts';
import { answer, formOf, word } from '../answer.server.ts';
import { originOf, visitOf } from './enter.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => ({
	provider: locals.app.config.provider?.name,
	returnTo: url.searchParams.get('return_to') ?? '',
	outbox: (locals.app.config.demo || locals.app.config.dev) && !locals.app.config.smtpUrl,
});

export const actions: Actions = {
	default: async (event) => {
		const { app } = event.locals;
		const form = await formOf(event.request);
		return answer(form, async () => {
			const asked = {
				email: word(form, 'email'),
				base: originOf(event),
				locale: getLocale(),
				returnTo: word(form, 'return_to'),
			};
			await requestLink(app, asked, visitOf(event));
			app.jobs.wake();
			return { sent: true as const };
		});
	},
};
