import { isRefusal } from '#domain/kernel/refusal.ts';
import { backPath, enterWithProvider } from '#server/accounts/providers.ts';
import { stepCookieName } from '#server/accounts/session.ts';
import { providerStep } from '#server/accounts/visit.ts';
import { sentenceOf } from '../../../answer.server.ts';
import { goOn, originOf, visitOf } from '../../enter.server.ts';
import type { PageServerLoad } from './$types';

/** Where the organisation's own sign-in sends the browser back to. */
export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const given = {
		token: event.cookies.get(stepCookieName(app.config, providerStep)) ?? '',
		address: new URL(`${originOf(event)}${backPath}${event.url.search}`),
	};
	const entered = await enterWithProvider(app, given, visitOf(event)).catch((error: unknown) => {
		if (!isRefusal(error)) throw error;
		return { why: sentenceOf(error) };
	});
	return 'why' in entered ? { why: entered.why } : goOn(event, entered);
};
