import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { ListColumn, ListRow } from '#domain/partnerships/list-columns.ts';
import { planList, type ListPlan } from '#domain/partnerships/list-plan.ts';
import { slugOf } from '#domain/partnerships/names.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { readListFiles, type SentFile } from './list-file.ts';
import {
	codesIn,
	dropUpload,
	keepUpload,
	listStore,
	lockStructure,
	uploadOf,
	writePlan,
	type ListUpload,
} from './list-store.ts';
import { managing, mayDo, rightsChanged } from './managing.ts';

// Bringing in organisations, seats and people from a spreadsheet: uploaded, looked through, mended, and then taken over whole.

/** Reads an uploaded list and keeps it for its person to look through. */
export async function uploadList(
	services: Services,
	actor: Actor,
	files: readonly SentFile[],
): Promise<void> {
	// Before the work of reading: files of those who may not are not opened.
	if (!(await reading(services, (tx) => mayDo(tx, actor, 'partnerships.manage'))))
		throw new Refusal('kernel.not_allowed');
	const read = await readListFiles(files);
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.list_uploaded',
		actor.partnershipId,
		(tx) => keepUpload(tx, actor, read),
	);
}

/** One line as it is typed anew: cells by column, and whether it is left out. */
export interface MendedRow {
	readonly at: number;
	readonly cells: Readonly<Partial<Record<ListColumn, string>>>;
	readonly out: boolean;
}

const longestCell = 600;

/** Puts what was typed into the kept list; cells that were not shown stay as they are. */
export async function mendList(
	services: Services,
	actor: Actor,
	mended: readonly MendedRow[],
): Promise<void> {
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.list_mended',
		actor.partnershipId,
		async (tx) => {
			const upload = await uploadOf(tx, actor);
			if (!upload) throw new Refusal('partnerships.list_gone');
			const rows: ListRow[] = [...upload.rows];
			for (const { at, cells, out } of mended) {
				const row = rows[at];
				if (!row) throw notFound();
				const typed = Object.entries(cells).map(([column, words]) => [
					column,
					words.trim().slice(0, longestCell),
				]);
				rows[at] = {
					sheet: row.sheet,
					row: row.row,
					cells: { ...row.cells, ...(Object.fromEntries(typed) as ListRow['cells']) },
					...(out ? { out } : {}),
				};
			}
			await keepUpload(tx, actor, { rows, unread: upload.unread });
		},
	);
}

/** Throws the kept list away. */
export async function dropList(services: Services, actor: Actor): Promise<void> {
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.list_dropped',
		actor.partnershipId,
		(tx) => dropUpload(tx, actor),
	);
}

/** What taking a list over added and changed. */
export interface ListCounts {
	readonly organisations: number;
	readonly seats: number;
	readonly people: number;
	readonly seated: number;
	readonly changed: number;
}

export const countsOf = (plan: ListPlan): ListCounts => ({
	organisations: plan.organisations.length,
	seats: plan.seats.length,
	people: plan.people.length,
	seated: plan.terms.length + plan.deputies.length,
	changed: plan.organisationChanges.length + plan.personChanges.length,
});

/**
 * Takes the kept list over: all of it in one transaction, or nothing. Refuses `partnerships.list_faults` while a line has
 * one. Held against what is there at that moment, so that sent twice it adds nothing twice.
 */
export function takeListOver(services: Services, actor: Actor): Promise<ListCounts> {
	const { partnershipId } = actor;
	return managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.list_taken_over',
		partnershipId,
		async (tx) => {
			await lockStructure(tx, partnershipId);
			const upload = await uploadOf(tx, actor);
			if (!upload) throw new Refusal('partnerships.list_gone');
			const store = await listStore(tx, partnershipId);
			const today = tx.now.toISOString().slice(0, 10);
			const plan = planList(upload.rows, store, today, 'en', () => tx.uuid());
			const faults = plan.states.filter(({ state }) => state === 'bad').length;
			if (faults > 0) throw new Refusal('partnerships.list_faults', { count: faults });
			const taken = await codesIn(tx, partnershipId);
			let person = 0;
			await writePlan(tx, partnershipId, plan, (table, name) => {
				const stem = slugOf(name) || table;
				let code = table === 'person' ? `p${++person}` : stem;
				for (let n = 2; taken[table].has(code); n++)
					code = table === 'person' ? `p${++person}` : `${stem}-${n}`;
				taken[table].add(code);
				return code;
			});
			const known = new Set(store.people.filter((each) => each.hasAccount).map(({ id }) => id));
			const touched = new Set(
				[...plan.terms, ...plan.deputies]
					.map(({ personId }) => personId)
					.filter((id) => known.has(id)),
			);
			for (const personId of touched) await rightsChanged(tx, partnershipId, personId);
			await dropUpload(tx, actor);
			return countsOf(plan);
		},
	);
}

export interface ListPreview {
	readonly upload: ListUpload;
	readonly plan: ListPlan;
}

/** The kept list held against what is there now; undefined for none. */
export async function listPreview(
	tx: Reading,
	actor: Actor,
	today: string,
	locale: 'en' | 'cy',
): Promise<ListPreview | undefined> {
	const upload = await uploadOf(tx, actor);
	if (!upload) return undefined;
	const store = await listStore(tx, actor.partnershipId);
	let n = 0;
	return { upload, plan: planList(upload.rows, store, today, locale, () => `new-${++n}`) };
}
