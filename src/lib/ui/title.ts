import { textIn, type Text } from '#domain/kernel/text.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { RefusedForm } from './refusal.ts';

/** A page's title: "Error: Rules – Larkhaven Together – Moothall". A refused form puts "Error: " in front. */
export function pageTitle(
	what: string,
	partnership?: { name: Text } | null,
	form?: RefusedForm | null,
): string {
	const parts = [what, partnership && textIn(partnership.name, getLocale()).words, 'Moothall'];
	const title = parts.filter(Boolean).join(' – ');
	return form?.refused ? m.ui_title_error({ title }) : title;
}
