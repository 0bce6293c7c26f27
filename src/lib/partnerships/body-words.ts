import * as m from '#lib/paraglide/messages.js';

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
