import type { RequestEvent } from '@sveltejs/kit';
import { textIn } from '#domain/kernel/text.ts';
import { modeWords } from '#lib/meetings/agenda-words.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale, localizeHref } from '#lib/paraglide/runtime.js';
import type { CalendarWords } from '#server/publication/calendar.ts';

/** The words of a partnership's calendar in the language of the request, with addresses of this server. */
export function calendarWords(
	{ url, locals }: Pick<RequestEvent, 'url' | 'locals'>,
	partnership: { readonly slug: string },
): CalendarWords {
	const locale = getLocale();
	const origin = locals.app.config.origin ?? url.origin;
	const address = ({ slug }: { readonly slug: string }) =>
		new URL(localizeHref(`/${partnership.slug}/meetings/${slug}`), origin).href;
	return {
		locale,
		address,
		title: ({ title, cancelledAt }) => {
			const { words } = textIn(title, locale);
			return cancelledAt ? m.meetings_calendar_cancelled({ title: words }) : words;
		},
		text: (meeting) =>
			`${modeWords(meeting.mode)}\n${m.meetings_calendar_papers()} ${address(meeting)}`,
	};
}

/** A file that calendars read. */
export const calendarFile = (
	calendar: string,
	headers: Readonly<Record<string, string>>,
): Response =>
	new Response(calendar, {
		headers: { 'Content-Type': 'text/calendar; charset=utf-8', ...headers },
	});
