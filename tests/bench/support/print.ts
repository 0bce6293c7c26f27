/** A table on stderr, so that stdout is JSON alone. The first column is left-aligned. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
	const widths = head.map((title, n) =>
		Math.max(title.length, ...rows.map((row) => (row[n] ?? '').length)),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
			.join('  ');
	console.error(line(head));
	console.error(widths.map((width) => '─'.repeat(width)).join('  '));
	for (const row of rows) console.error(line(row));
	console.error();
}
