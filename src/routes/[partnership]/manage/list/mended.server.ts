import { listColumns } from '#domain/partnerships/list-columns.ts';
import type { MendedRow } from '#server/partnerships/list.ts';

/** The lines that a form types anew: fields `cell_<line>_<column>`, ticks `out_<line>`, and `line` for each that was shown. */
export function mendedIn(form: FormData): MendedRow[] {
	return form.getAll('line').flatMap((value) => {
		const at = Number(value);
		if (!Number.isInteger(at)) return [];
		const cells = listColumns.flatMap((column) => {
			const typed = form.get(`cell_${at}_${column}`);
			return typeof typed === 'string' ? [[column, typed]] : [];
		});
		return [
			{ at, cells: Object.fromEntries(cells) as MendedRow['cells'], out: form.has(`out_${at}`) },
		];
	});
}
