import { error, redirect } from '@sveltejs/kit';
import { toString as qrCode } from 'qrcode';
import { Refusal } from '#domain/kernel/refusal.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { confirmCodes, offerCodes, offeredSecret, stopCodes } from '#server/accounts/codes.ts';
import { dropPasskey, passkeysOf } from '#server/accounts/passkeys.ts';
import { dropPassword, setPassword, waysOf } from '#server/accounts/passwords.ts';
import { blankCookie, endAllSessions, endSession, sessionsOf } from '#server/accounts/session.ts';
import { homesWithNames } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { answer, formOf, word } from '../answer.server.ts';
import { fresh, signedIn } from '../here.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const otpAddress = (email: string, secret: string) =>
	`otpauth://totp/${encodeURIComponent(`Moothall:${email}`)}?secret=${secret}&issuer=Moothall`;

/** The address as a picture for an app's camera. */
async function drawn(text: string): Promise<string> {
	const svg = await qrCode(text, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
	return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

export const load: PageServerLoad = async ({ locals, url }) => {
	const { app, account, session } = locals;
	if (!account || !session) error(401);
	const offered = await offeredSecret(app, account.id);
	const address = offered && otpAddress(account.email, offered);
	return {
		...(await waysOf(app, account.id)),
		...(await reading(app, async (tx) => ({
			passkeys: await passkeysOf(tx, account.id),
			sessions: await sessionsOf(tx, account.id),
			homes: await homesWithNames(tx, account.id),
		}))),
		here: session.ref,
		done: url.searchParams.get('done'),
		offered: offered && address ? { secret: offered, code: await drawn(address) } : null,
	};
};

type Own = { id: string; email: string };

/** One act on the reader's own account; afterwards the page anew, so that reloading sends nothing twice. */
const act =
	(done: string, work: (event: RequestEvent, own: Own, form: FormData) => Promise<unknown>) =>
	async (event: RequestEvent) => {
		const form = await formOf(event.request);
		const answered = await answer(form, async () => {
			await work(event, signedIn(event), form);
			return { done: true as const };
		});
		if (!('done' in answered)) return answered;
		redirect(303, localizeHref(`/account?done=${done}`));
	};

export const actions: Actions = {
	password: act('password', ({ locals }, own, form) => {
		fresh(locals);
		return setPassword(locals.app, own, word(form, 'password'));
	}),
	dropPassword: act('password_dropped', ({ locals }, own) => {
		fresh(locals);
		return dropPassword(locals.app, own.id);
	}),
	dropPasskey: act('passkey_dropped', async ({ locals }, own, form) => {
		fresh(locals);
		const found = await dropPasskey(locals.app, own.id, word(form, 'passkeyRef'));
		if (!found) throw new Refusal('kernel.not_found');
	}),
	offerCodes: act('offered', ({ locals }, own) => {
		fresh(locals);
		return offerCodes(locals.app, own);
	}),
	confirmCodes: act('codes_on', ({ locals }, own, form) =>
		confirmCodes(locals.app, own.id, word(form, 'code')),
	),
	stopCodes: act('codes_off', ({ locals }, own, form) =>
		stopCodes(locals.app, own.id, word(form, 'code')),
	),
	signOutOne: act('device', async ({ locals: { app } }, own, form) => {
		const ref = word(form, 'sessionRef');
		if (!/^[0-9a-f-]{36}$/.test(ref) || !(await endSession(app, own.id, ref)))
			throw new Refusal('kernel.not_found');
		app.relay.endSession(ref);
	}),
	signOutAll: async (event) => {
		const { app } = event.locals;
		const form = await formOf(event.request);
		const answered = await answer(form, async () => {
			for (const ref of await endAllSessions(app, signedIn(event).id)) app.relay.endSession(ref);
			return { done: true as const };
		});
		if (!('done' in answered)) return answered;
		const cookie = blankCookie(app);
		event.cookies.set(cookie.name, cookie.value, cookie.attributes);
		redirect(303, localizeHref('/sign-in'));
	},
};
