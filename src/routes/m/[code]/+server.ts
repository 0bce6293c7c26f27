import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { shortCodeFrom } from '#domain/meetings/short-code.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { meetingOfCards } from '#server/decisions/name-cards.ts';
import { meetingByCode } from '#server/live/views.ts';
import type { RequestHandler } from './$types';

/**
 * Short addresses: of a meeting, as the screen in the room shows it, to the phone's page (and a visitor on to the gallery); and of
 * its name cards, to the page that asks for the PIN.
 */
export const GET: RequestHandler = async (event) => {
	const { params, locals } = event;
	const code = shortCodeFrom(params.code);
	if (!code) return toCard(event);
	const found = await meetingByCode(locals.app, code, locals.account?.id ?? null).catch(
		(refusal: unknown) => {
			if (isRefusal(refusal)) error(404);
			throw refusal;
		},
	);
	redirect(302, localizeHref(`/${found.partnershipSlug}/meetings/${found.slug}/follow`));
};

async function toCard(event: RequestEvent<{ code: string }>): Promise<never> {
	const typed = { code: event.params.code, address: event.getClientAddress() };
	const found = await meetingOfCards(event.locals.app, typed).catch((refusal: unknown) => {
		if (isRefusal(refusal)) error(429);
		throw refusal;
	});
	if (!found) error(404);
	const person = event.url.searchParams.get('person');
	const query = person === null ? '' : `?${new URLSearchParams({ person })}`;
	redirect(302, localizeHref(`/${found.partnershipSlug}/meetings/${found.slug}/card${query}`));
}
