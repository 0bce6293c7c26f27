import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { deviceOf } from '#domain/accounts/device.ts';
import { askForNewPasskey, keepPasskey } from '#server/accounts/passkeys.ts';
import { stepCookieName } from '#server/accounts/session.ts';
import { passkeyStep } from '#server/accounts/visit.ts';
import { answerJson } from '../../answer.server.ts';
import { fresh, signedIn } from '../../here.server.ts';
import { originOf } from '../../sign-in/enter.server.ts';
import type { RequestHandler } from './$types';

/** The question that a new passkey answers. */
export const POST: RequestHandler = (event) =>
	answerJson(async () => {
		const { app } = event.locals;
		const own = signedIn(event);
		fresh(event.locals);
		const { options, cookie } = await askForNewPasskey(app, own, originOf(event));
		event.cookies.set(cookie.name, cookie.value, cookie.attributes);
		return options;
	});

/** The new passkey. */
export const PUT: RequestHandler = (event) =>
	answerJson(async () => {
		const { app } = event.locals;
		const given = {
			token: event.cookies.get(stepCookieName(app.config, passkeyStep)) ?? '',
			response: (await event.request.json()) as RegistrationResponseJSON,
			origin: originOf(event),
		};
		const device = deviceOf(event.request.headers.get('user-agent'));
		await keepPasskey(app, signedIn(event), given, device);
		return {};
	});
