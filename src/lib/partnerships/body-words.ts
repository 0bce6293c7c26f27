import { dateFromIso, plainDate } from '#domain/kernel/calendar.ts';
import { textIn, type Text } from '#domain/kernel/text.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

/** The kind of a body in the reader's language. */
export function bodyType(type: string): string {
	switch (type) {
		case 'board':
			return m.partnerships_body_type_board();
		case 'executive':
			return m.partnerships_body_type_executive();
		case 'thematic_group':
			return m.partnerships_body_type_thematic_group();
		case 'locality_group':
			return m.partnerships_body_type_locality_group();
		case 'task_and_finish':
			return m.partnerships_body_type_task_and_finish();
		case 'network':
			return m.partnerships_body_type_network();
		case 'scrutiny':
			return m.partnerships_body_type_scrutiny();
		default:
			return '';
	}
}

/** How often a body meets, as a sentence; null where its record does not say. */
export function meets(how: string | null): string | null {
	switch (how) {
		case 'monthly':
			return m.partnerships_meets_monthly();
		case 'quarterly':
			return m.partnerships_meets_quarterly();
		case null:
		default:
			return null;
	}
}

const day = (iso: string) => plainDate(dateFromIso(iso), getLocale());

/** That a body is closed, and since when. */
export const closedWords = (on: string): string => m.partnerships_body_closed_on({ day: day(on) });

/** Something that became of a body, as a sentence. */
export function changeWords(change: {
	readonly kind: 'renamed' | 'closed' | 'merged' | 'merged_here' | 'split' | 'split_from';
	readonly onDay: string;
	readonly oldName: Text | null;
}): string {
	const on = { day: day(change.onDay) };
	switch (change.kind) {
		case 'renamed':
			return m.partnerships_change_renamed({
				...on,
				name: textIn(change.oldName ?? {}, getLocale()).words,
			});
		case 'closed':
			return m.partnerships_change_closed(on);
		case 'merged':
			return m.partnerships_change_merged(on);
		case 'merged_here':
			return m.partnerships_change_merged_here(on);
		case 'split':
			return m.partnerships_change_split(on);
		case 'split_from':
			return m.partnerships_change_split_from(on);
	}
}
