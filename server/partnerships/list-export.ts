import writeXlsx from 'write-excel-file/node';
import type { Actor } from '#domain/kernel/actor.ts';
import { csvOf } from '#domain/kernel/csv.ts';
import { listLines } from '#domain/partnerships/list-lines.ts';
import type { Services } from '../platform/tx.ts';
import { listStore } from './list-store.ts';
import { managing } from './managing.ts';

/** The membership list as its file: with addresses, so for those who run the partnership, and noted in the audit log. */
export async function exportList(
	services: Services,
	actor: Actor,
	kind: 'csv' | 'xlsx',
	locale: 'en' | 'cy',
): Promise<Uint8Array<ArrayBuffer>> {
	const lines = await managing(
		services,
		actor,
		'partnerships.see_email',
		'partnerships.list_exported',
		actor.partnershipId,
		async (tx) => listLines(await listStore(tx, actor.partnershipId), locale),
	);
	if (kind === 'csv') {
		// Excel takes CSV for UTF-8 only where it begins with this mark.
		return new TextEncoder().encode(`\ufeff${csvOf(lines)}`);
	}
	// Cells are written as text, which no spreadsheet runs.
	const [head = [], ...rest] = lines.map((line) =>
		line.map((value) => (value === '' ? null : { value, type: String })),
	);
	const bold = head.map((cell) => cell && { ...cell, fontWeight: 'bold' as const });
	return new Uint8Array(
		await writeXlsx([bold, ...rest], {
			columns:
				lines[0]?.map((_, at) => ({
					width: Math.min(
						48,
						4 + Math.max(8, ...lines.slice(0, 500).map((line) => line[at]?.length ?? 0)),
					),
				})) ?? [],
			stickyRowsCount: 1,
		}).toBuffer(),
	);
}
