import { error, redirect } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { shortCodeFrom } from '#domain/meetings/short-code.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { meetingByCode } from '#server/live/views.ts';
import type { RequestHandler } from './$types';

/** The short address of a meeting, as the screen in the room shows it: leads to the phone's page (and a visitor on to the gallery). */
export const GET: RequestHandler = async ({ params, locals }) => {
	const code = shortCodeFrom(params.code);
	if (!code) error(404);
	const found = await meetingByCode(locals.app, code, locals.account?.id ?? null).catch(
		(refusal: unknown) => {
			if (isRefusal(refusal)) error(404);
			throw refusal;
		},
	);
	redirect(302, localizeHref(`/${found.partnershipSlug}/meetings/${found.slug}/follow`));
};
