import { redirect, type RequestEvent } from '@sveltejs/kit';
import { deviceOf } from '#domain/accounts/device.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { endSession, stepCookieName } from '#server/accounts/session.ts';
import { knownDevice, type Entered, type Visit } from '#server/accounts/visit.ts';
import { homesOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';

type Event = Pick<RequestEvent, 'locals' | 'cookies' | 'request' | 'getClientAddress'>;

/** Where from and on what this request signs in. */
export function visitOf({ locals, cookies, request, getClientAddress }: Event): Visit {
	return {
		address: getClientAddress(),
		device: deviceOf(request.headers.get('user-agent')),
		known: cookies.get(stepCookieName(locals.app.config, knownDevice)) || undefined,
	};
}

/** Sets the cookies and says where to go on: to the code, back to where signing in began, or home. */
export async function placeAfter(event: Event, entered: Entered): Promise<string> {
	const { app, account, session } = event.locals;
	// Whoever was signed in here before leaves: a sign-in never goes on with an older session.
	if (entered.step === 'in' && account && session)
		if (await endSession(app, account.id, session.ref)) app.relay.endSession(session.ref);
	for (const ref of entered.ended ?? []) app.relay.endSession(ref);
	for (const { name, value, attributes } of entered.cookies)
		event.cookies.set(name, value, attributes);
	if (entered.step === 'code') return localizeHref('/sign-in/code');
	// A link made at the keyboard names no language: then it is the one of the page it was opened in.
	if (entered.returnTo) return localizeHref(entered.returnTo);
	const homes = await reading(app, (tx) => homesOf(tx, entered.accountId));
	return localizeHref(homes.length === 1 ? `/${homes[0]}` : '/');
}

/** As `placeAfter`, for a form: goes there. */
export async function goOn(event: Event, entered: Entered): Promise<never> {
	redirect(303, await placeAfter(event, entered));
}

/** The site's own origin, as the browser sees it. */
export const originOf = ({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): string =>
	locals.app.config.origin?.origin ?? url.origin;
