/** A cell that a spreadsheet would take for a formula. */
export const formula = /^[=+\-@\t\r]/;

const guard = /^'(?=[=+\-@\t\r])/;

/** Lines as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is marked as text by an apostrophe. */
export function csvOf(lines: readonly (readonly string[])[]): string {
	return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string): string {
	const text = formula.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a cell said before `csvOf` marked it as text. */
export const unguarded = (value: string): string => value.replace(guard, '');
