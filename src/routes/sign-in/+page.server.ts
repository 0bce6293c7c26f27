import { getLocale } from '#lib/paraglide/runtime.js';
import { requestLink } from '#server/accounts/links.ts';
import { answer, formOf } from '../answer.server.ts';
import type { Actions, PageServerLoad } from './$types';

const word = (value: FormDataEntryValue | null) => (typeof value === 'string' ? value : '');

export const load: PageServerLoad = ({ locals, url }) => ({
	returnTo: url.searchParams.get('return_to') ?? '',
	outbox: (locals.app.config.demo || locals.app.config.dev) && !locals.app.config.smtpUrl,
});

export const actions: Actions = {
	default: async ({ locals: { app }, request, url }) => {
		const form = await formOf(request);
		return answer(form, async () => {
			await requestLink(app, {
				email: word(form.get('email')),
				base: app.config.origin?.origin ?? url.origin,
				locale: getLocale(),
				returnTo: word(form.get('return_to')),
			});
			app.jobs.wake();
			return { sent: true as const };
		});
	},
};
