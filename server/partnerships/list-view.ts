import type { Actor } from '#domain/kernel/actor.ts';
import type { ListFault } from '#domain/partnerships/list-cells.ts';
import { listColumns, type ListColumn } from '#domain/partnerships/list-columns.ts';
import type { ListState } from '#domain/partnerships/list-plan.ts';
import type { Reading } from '../platform/tx.ts';
import { countsOf, listPreview, type ListCounts } from './list.ts';

/** A line that can't be taken: its cells that say anything or are wrong, to be typed anew. */
export interface BadLine {
	readonly at: number;
	readonly sheet: string;
	readonly row: number;
	readonly cells: readonly { readonly column: ListColumn; readonly value: string }[];
	readonly faults: readonly ListFault[];
}

/** A list that somebody uploaded, as the page shows it. */
export interface ShownList {
	readonly uploadedAt: string;
	readonly unread: readonly string[];
	readonly counts: ListCounts;
	readonly states: Readonly<Record<ListState, number>>;
	readonly bad: readonly BadLine[];
	readonly lines: readonly {
		readonly sheet: string;
		readonly row: number;
		readonly state: ListState;
		readonly organisation: string;
		readonly name: string;
	}[];
	readonly all: number;
}

/** So many lines to correct are shown at once, and so many of all. */
const mostBad = 50;
const mostLines = 200;

export async function shownList(
	tx: Reading,
	actor: Actor,
	today: string,
	locale: 'en' | 'cy',
): Promise<ShownList | null> {
	const found = await listPreview(tx, actor, today, locale);
	if (!found) return null;
	const { upload, plan } = found;
	const states: Record<ListState, number> = { new: 0, changed: 0, same: 0, out: 0, bad: 0 };
	for (const { state } of plan.states) states[state]++;
	const bad = upload.rows.flatMap((row, at): BadLine[] => {
		const faults = plan.states[at]?.faults ?? [];
		if (plan.states[at]?.state !== 'bad') return [];
		const wrong = new Set(faults.map(({ column }) => column));
		const cells = listColumns
			.filter((column) => row.cells[column] || wrong.has(column))
			.map((column) => ({ column, value: row.cells[column] ?? '' }));
		return [{ at, sheet: row.sheet, row: row.row, cells, faults }];
	});
	return {
		uploadedAt: upload.uploadedAt.toISOString(),
		unread: upload.unread,
		counts: countsOf(plan),
		states,
		bad: bad.slice(0, mostBad),
		lines: upload.rows.slice(0, mostLines).map((row, at) => ({
			sheet: row.sheet,
			row: row.row,
			state: plan.states[at]?.state ?? 'same',
			organisation: row.cells.organisation ?? row.cells.organisation_cy ?? '',
			name: row.cells.name ?? '',
		})),
		all: upload.rows.length,
	};
}
