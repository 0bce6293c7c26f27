import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { askForPasskey, enterWithPasskey } from '#server/accounts/passkeys.ts';
import { stepCookieName } from '#server/accounts/session.ts';
import { passkeyStep } from '#server/accounts/visit.ts';
import { answerJson } from '../../answer.server.ts';
import { originOf, placeAfter, visitOf } from '../enter.server.ts';
import type { RequestHandler } from './$types';

/** The question that a passkey answers. */
export const POST: RequestHandler = (event) =>
	answerJson(async () => {
		const { app } = event.locals;
		const { options, cookie } = await askForPasskey(app, originOf(event), visitOf(event));
		event.cookies.set(cookie.name, cookie.value, cookie.attributes);
		return options;
	});

/** The answer of a passkey; says where to go on. */
export const PUT: RequestHandler = (event) =>
	answerJson(async () => {
		const { app } = event.locals;
		const entered = await enterWithPasskey(
			app,
			{
				token: event.cookies.get(stepCookieName(app.config, passkeyStep)) ?? '',
				response: (await event.request.json()) as AuthenticationResponseJSON,
				origin: originOf(event),
				returnTo: event.url.searchParams.get('return_to'),
			},
			visitOf(event),
		);
		return { to: await placeAfter(event, entered) };
	});
