import type { Text } from '#domain/kernel/text.ts';
import type { ItemKind, PublishedItem } from '#domain/meetings/agenda.ts';
import type { RunningItem } from '#domain/meetings/run.ts';
import type { Reading, Tx } from '../platform/tx.ts';

/** An item of the latest published agenda with how it ran; an exempt one has no title here. */
export interface MeetingItem extends RunningItem {
	readonly kind: ItemKind;
	readonly minutes: number;
	readonly title: Text;
	readonly leadPersonId: string | null;
	readonly compartmentId: string | null;
}

/** The items of the meeting's latest published agenda, removed ones left out, by number. */
export async function itemsOf(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<MeetingItem[]> {
	const rows = await tx.db
		.selectFrom('agenda_item')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.where('removed', '=', false)
		.orderBy('number')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		number: row.number,
		removed: row.removed,
		state: row.state as RunningItem['state'],
		openedAt: row.opened_at,
		closedAt: row.closed_at,
		spentSeconds: row.spent_seconds,
		kind: row.kind as ItemKind,
		minutes: row.minutes,
		title: row.title as Text,
		leadPersonId: row.lead_person_id,
		compartmentId: row.compartment_id,
	}));
}

/** Writes how the item runs. */
export async function saveItem(tx: Tx, partnershipId: string, item: RunningItem): Promise<void> {
	await tx.db
		.updateTable('agenda_item')
		.set({
			state: item.state,
			opened_at: item.openedAt,
			closed_at: item.closedAt,
			spent_seconds: item.spentSeconds,
		})
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', item.id)
		.execute();
}

/** Writes an item of the agenda in force, keeping how it ran. Answers false when the id belongs to another meeting. */
export async function putItem(
	tx: Tx,
	partnershipId: string,
	meetingId: string,
	item: PublishedItem,
): Promise<boolean> {
	const shown = {
		number: item.number,
		kind: item.kind satisfies ItemKind,
		minutes: item.minutes,
		title: JSON.stringify(item.title),
		summary: JSON.stringify(item.summary),
		asked_to: JSON.stringify(item.askedTo),
		lead_person_id: item.lead,
		compartment_id: item.ground?.compartment ?? null,
		removed: false,
	};
	const row = await tx.db
		.insertInto('agenda_item')
		.values({ partnership_id: partnershipId, id: item.id, meeting_id: meetingId, ...shown })
		.onConflict((oc) =>
			oc
				.columns(['partnership_id', 'id'])
				.doUpdateSet(shown)
				.where('agenda_item.meeting_id', '=', meetingId),
		)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

/** Marks the items of the meeting that are no longer on its agenda. */
export async function markOthersRemoved(
	tx: Tx,
	partnershipId: string,
	meetingId: string,
	kept: readonly string[],
): Promise<void> {
	await tx.db
		.updateTable('agenda_item')
		.set({ removed: true })
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.where('id', 'not in', [...kept])
		.execute();
}
