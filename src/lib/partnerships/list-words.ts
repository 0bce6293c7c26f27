import type { ListFault } from '#domain/partnerships/list-cells.ts';
import type { ListState } from '#domain/partnerships/list-plan.ts';
import * as m from '#lib/paraglide/messages.js';

/** Why a line of a list can't be taken, as a sentence. */
export function faultWords({ code, values }: ListFault): string {
	const say = (m as unknown as Record<string, (values: object) => string>)[
		`partnerships_list_fault_${code}`
	];
	if (!say) throw new Error(`no message for ${code}`);
	return say(values);
}

/** What would become of a line of a list. */
export function stateWords(state: ListState): string {
	switch (state) {
		case 'new':
			return m.partnerships_list_state_new();
		case 'changed':
			return m.partnerships_list_state_changed();
		case 'same':
			return m.partnerships_list_state_same();
		case 'out':
			return m.partnerships_list_state_out();
		case 'bad':
			return m.partnerships_list_state_bad();
	}
}

/** Where a line stands in its file. */
export const placeWords = ({ sheet, row }: { sheet: string; row: number }): string =>
	sheet === '' ? m.partnerships_list_row({ row }) : m.partnerships_list_row_of({ sheet, row });
