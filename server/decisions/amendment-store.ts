import type { Locale } from '#domain/kernel/text.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import type { Motion } from './motion-store.ts';

export interface Amendment {
	readonly partnershipId: string;
	readonly id: string;
	readonly motionId: string;
	/** The amendment that this one amends; null for one of the motion itself. */
	readonly parentId: string | null;
	/** In which order they are taken. */
	readonly position: number;
	readonly baseVersion: number;
	readonly baseText: string;
	readonly text: string;
	readonly locale: Locale;
	readonly proposerPersonId: string;
	readonly proposedAt: Date;
	readonly state: 'proposed' | 'accepted' | 'not_accepted' | 'withdrawn';
	readonly settledBy: 'consensus' | 'vote' | null;
}

export async function insertAmendment(
	tx: Tx,
	amendment: Omit<Amendment, 'id' | 'state' | 'settledBy' | 'proposedAt' | 'position'>,
): Promise<string> {
	const id = tx.uuid();
	const { last } = await tx.db
		.selectFrom('amendment')
		.select((eb) => eb.fn.max('position').as('last'))
		.where('partnership_id', '=', amendment.partnershipId)
		.where('motion_id', '=', amendment.motionId)
		.executeTakeFirstOrThrow();
	await tx.db
		.insertInto('amendment')
		.values({
			partnership_id: amendment.partnershipId,
			id,
			motion_id: amendment.motionId,
			parent_id: amendment.parentId,
			position: (last ?? 0) + 1,
			base_version: amendment.baseVersion,
			base_text: amendment.baseText,
			text: amendment.text,
			locale: amendment.locale,
			proposer_person_id: amendment.proposerPersonId,
			proposed_at: tx.now,
			state: 'proposed',
		})
		.execute();
	return id;
}

/** The amendments of a motion, in the order in which they are taken. */
export async function amendmentsOf(
	tx: Reading,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
): Promise<Amendment[]> {
	const rows = await tx.db
		.selectFrom('amendment')
		.selectAll()
		.where('partnership_id', '=', motion.partnershipId)
		.where('motion_id', '=', motion.id)
		.orderBy('position')
		.execute();
	return rows.map((row) => ({
		partnershipId: row.partnership_id,
		id: row.id,
		motionId: row.motion_id,
		parentId: row.parent_id,
		position: row.position,
		baseVersion: row.base_version,
		baseText: row.base_text,
		text: row.text,
		locale: row.locale as Locale,
		proposerPersonId: row.proposer_person_id,
		proposedAt: row.proposed_at,
		state: row.state as Amendment['state'],
		settledBy: row.settled_by as Amendment['settledBy'],
	}));
}

export async function settleAmendmentRow(
	tx: Tx,
	amendment: Pick<Amendment, 'partnershipId' | 'id'>,
	to: { state: Exclude<Amendment['state'], 'proposed'>; settledBy: Amendment['settledBy'] },
): Promise<void> {
	await tx.db
		.updateTable('amendment')
		.set({ state: to.state, settled_by: to.settledBy, settled_at: tx.now })
		.where('partnership_id', '=', amendment.partnershipId)
		.where('id', '=', amendment.id)
		.execute();
}

/** An amendment's own words after one of it was accepted, or after the motion under it changed. */
export async function rewordAmendment(
	tx: Tx,
	amendment: Pick<Amendment, 'partnershipId' | 'id'>,
	to: { baseText: string; baseVersion: number; text: string },
): Promise<void> {
	await tx.db
		.updateTable('amendment')
		.set({ base_text: to.baseText, base_version: to.baseVersion, text: to.text })
		.where('partnership_id', '=', amendment.partnershipId)
		.where('id', '=', amendment.id)
		.execute();
}

/** Two amendments change places in the order of taking them. */
export async function swapPositions(tx: Tx, a: Amendment, b: Amendment): Promise<void> {
	const set = (id: string, position: number) =>
		tx.db
			.updateTable('amendment')
			.set({ position })
			.where('partnership_id', '=', a.partnershipId)
			.where('id', '=', id)
			.execute();
	// Through a place that nobody holds: the order is unique.
	await set(a.id, -1);
	await set(b.id, a.position);
	await set(a.id, b.position);
}
