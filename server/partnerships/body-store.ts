import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { BodyClosing } from '#domain/partnerships/events.ts';
import { slugOf } from '#domain/partnerships/names.ts';
import type { Tx } from '../platform/tx.ts';
import { today } from './days.ts';
import { freeCode } from './manage-store.ts';
import { rightsChanged } from './managing.ts';

// What adding, merging, splitting and closing bodies have in common.

/** A code that no body has or ever had. */
export async function bodyCode(tx: Tx, partnershipId: string, name: Text): Promise<string> {
	const stem = slugOf(name.en ?? name.cy ?? '') || 'body';
	const old = await tx.db
		.selectFrom('body_address')
		.select('code')
		.where('partnership_id', '=', partnershipId)
		.execute();
	const taken = new Set(old.map(({ code }) => code));
	for (let n = 1; ; n++) {
		const code = await freeCode(tx, 'body', partnershipId, n === 1 ? stem : `${stem}-${n}`);
		if (!taken.has(code)) return code;
	}
}

/** The row of a body that is open, locked. Refuses `partnerships.body_closed`. */
export async function openBody(tx: Tx, partnershipId: string, bodyId: string, field?: string) {
	const row = await tx.db
		.selectFrom('body')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', bodyId)
		.forUpdate()
		.executeTakeFirst();
	if (!row) throw notFound();
	if (row.closed_on !== null) throw new Refusal('partnerships.body_closed', {}, field);
	return row;
}

type Change = {
	readonly kind: 'renamed' | 'closed' | 'merged' | 'split';
	readonly otherId?: string;
	readonly oldName?: Text;
};

/** Puts a change of a body on record. */
export async function noteChange(
	tx: Tx,
	actor: Actor,
	bodyId: string,
	change: Change,
): Promise<void> {
	await tx.db
		.insertInto('body_change')
		.values({
			partnership_id: actor.partnershipId,
			id: tx.uuid(),
			body_id: bodyId,
			kind: change.kind,
			on_day: today(tx),
			other_body_id: change.otherId ?? null,
			old_name: change.oldName ? JSON.stringify(change.oldName) : null,
			by_person_id: actor.personId,
		})
		.execute();
}

/** Ends every term on a body today and closes its seats; who loses something by it is judged again. */
async function endAllOn(tx: Tx, partnershipId: string, bodyId: string): Promise<void> {
	const people = new Set<string>();
	const end = async (table: 'seat_term' | 'deputy_term' | 'body_role') => {
		const on =
			table === 'body_role'
				? sql`body_id = ${bodyId}`
				: sql`seat_id in (select id from seat where partnership_id = ${partnershipId} and body_id = ${bodyId})`;
		await sql`delete from ${sql.table(table)} where partnership_id = ${partnershipId} and ${on}
			and starts_on > current_date`.execute(tx.db);
		const { rows } = await sql<{ person_id: string }>`
			update ${sql.table(table)} set ends_on = current_date where partnership_id = ${partnershipId} and ${on}
				and (ends_on is null or ends_on > current_date) returning person_id`.execute(tx.db);
		for (const { person_id } of rows) people.add(person_id);
	};
	await end('seat_term');
	await end('deputy_term');
	await end('body_role');
	await sql`update seat set closed_on = current_date where partnership_id = ${partnershipId} and body_id = ${bodyId}
		and closed_on is null`.execute(tx.db);
	for (const personId of people) await rightsChanged(tx, partnershipId, personId);
}

/** Closes a body for good; bodies below it report to the one above it. The board stays. */
export async function shut(tx: Tx, partnershipId: string, bodyId: string, above: string | null) {
	const body = await openBody(tx, partnershipId, bodyId);
	if (body.type === 'board') throw new Refusal('partnerships.body_is_board');
	const event: BodyClosing = { type: 'partnerships.body_closing', partnershipId, bodyId };
	await tx.emit(event);
	await tx.db
		.updateTable('body')
		.set({ reports_to: above })
		.where('partnership_id', '=', partnershipId)
		.where('reports_to', '=', bodyId)
		.where('closed_on', 'is', null)
		.execute();
	await endAllOn(tx, partnershipId, bodyId);
	await tx.db
		.updateTable('body')
		.set({ closed_on: today(tx) })
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', bodyId)
		.execute();
}
