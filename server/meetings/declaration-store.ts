import type { Declaration, InterestEffect, InterestKind } from '#domain/meetings/interests.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export interface StoredDeclaration extends Declaration {
	readonly id: string;
	readonly itemId: string;
	readonly nature: string | null;
	readonly declaredAt: Date;
}

/** The declarations in force at a meeting, in one item or in all. */
export async function declarationsOf(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	itemId?: string,
): Promise<StoredDeclaration[]> {
	const rows = await tx.db
		.selectFrom('declaration')
		.selectAll()
		.where('partnership_id', '=', meeting.partnershipId)
		.where('meeting_id', '=', meeting.id)
		.$if(itemId !== undefined, (query) => query.where('item_id', '=', itemId ?? ''))
		.where('replaced_at', 'is', null)
		.orderBy('declared_at')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		itemId: row.item_id,
		motionId: row.motion_id,
		personId: row.person_id,
		kind: row.kind as InterestKind,
		effect: row.effect as InterestEffect,
		nature: row.nature,
		declaredAt: row.declared_at,
	}));
}

/** Writes a declaration; an earlier one of the person in the same item or motion is replaced, and stays on record. */
export async function putDeclaration(
	tx: Tx,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	declaration: Declaration & { itemId: string; nature: string | null; byPersonId: string },
): Promise<string> {
	await tx.db
		.updateTable('declaration')
		.set({ replaced_at: tx.now })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('item_id', '=', declaration.itemId)
		.where('motion_id', 'is not distinct from', declaration.motionId)
		.where('person_id', '=', declaration.personId)
		.where('replaced_at', 'is', null)
		.execute();
	const id = tx.uuid();
	await tx.db
		.insertInto('declaration')
		.values({
			partnership_id: meeting.partnershipId,
			id,
			meeting_id: meeting.id,
			item_id: declaration.itemId,
			motion_id: declaration.motionId,
			person_id: declaration.personId,
			kind: declaration.kind,
			effect: declaration.effect,
			nature: declaration.nature,
			declared_at: tx.now,
			declared_by_person_id: declaration.byPersonId,
		})
		.execute();
	return id;
}
