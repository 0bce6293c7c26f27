import type { Text } from '#domain/kernel/text.ts';
import type { Ground, ItemWords } from '#domain/meetings/agenda.ts';
import type { Reading, Tx } from '../platform/tx.ts';

/** An exempt item with the room of its words and its ground. */
export interface ExemptItem {
	readonly itemId: string;
	readonly roomId: string;
	readonly ground: Ground;
}

export async function exemptItems(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<ExemptItem[]> {
	const rows = await tx.db
		.selectFrom('exempt_item as e')
		.innerJoin('compartment as c', (join) =>
			join
				.onRef('c.partnership_id', '=', 'e.partnership_id')
				.onRef('c.id', '=', 'e.compartment_id'),
		)
		.select(['e.item_id', 'e.room_id', 'c.id', 'c.schedule', 'c.paragraph', 'c.reason'])
		.where('e.partnership_id', '=', partnershipId)
		.where('e.meeting_id', '=', meetingId)
		.orderBy('e.item_id')
		.execute();
	return rows.map((row) => ({
		itemId: row.item_id,
		roomId: row.room_id,
		ground: {
			compartment: row.id,
			schedule: row.schedule,
			paragraph: row.paragraph,
			reason: row.reason as Text,
		},
	}));
}

export async function insertExemptItem(
	tx: Tx,
	row: {
		partnershipId: string;
		compartmentId: string;
		itemId: string;
		meetingId: string;
		roomId: string;
	},
): Promise<void> {
	await tx.db
		.insertInto('exempt_item')
		.values({
			partnership_id: row.partnershipId,
			compartment_id: row.compartmentId,
			item_id: row.itemId,
			meeting_id: row.meetingId,
			room_id: row.roomId,
		})
		.execute();
}

/** The words of an exempt item in a published version of its agenda. Ask mayEnter first. */
export async function exemptWordsOf(
	tx: Reading,
	partnershipId: string,
	compartmentId: string,
	version: number,
): Promise<ItemWords | undefined> {
	const row = await tx.db
		.selectFrom('exempt_item_version')
		.select('content')
		.where('partnership_id', '=', partnershipId)
		.where('compartment_id', '=', compartmentId)
		.where('version', '=', version)
		.executeTakeFirst();
	return row && (row.content as ItemWords);
}

/** The hashes of the exempt items' words in a published version, by compartment. */
export async function exemptHashes(
	tx: Reading,
	partnershipId: string,
	compartmentIds: readonly string[],
	version: number,
): Promise<Map<string, string>> {
	if (compartmentIds.length === 0) return new Map();
	const rows = await tx.db
		.selectFrom('exempt_item_version')
		.select(['compartment_id', 'hash'])
		.where('partnership_id', '=', partnershipId)
		.where('compartment_id', 'in', [...compartmentIds])
		.where('version', '=', version)
		.execute();
	return new Map(rows.map((row) => [row.compartment_id, row.hash]));
}

export async function insertExemptVersion(
	tx: Tx,
	row: {
		partnershipId: string;
		compartmentId: string;
		version: number;
		content: ItemWords;
		hash: string;
	},
): Promise<void> {
	await tx.db
		.insertInto('exempt_item_version')
		.values({
			partnership_id: row.partnershipId,
			compartment_id: row.compartmentId,
			version: row.version,
			content: JSON.stringify(row.content),
			hash: row.hash,
		})
		.execute();
}
