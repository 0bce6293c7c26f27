import type { RaisedHand } from '#domain/meetings/queue.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import { tell } from './entering.ts';

/** All hands raised in the meeting, those that are down too. */
export async function handsOf(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
): Promise<RaisedHand[]> {
	const rows = await tx.db
		.selectFrom('speaker')
		.selectAll()
		.where('partnership_id', '=', meeting.partnershipId)
		.where('meeting_id', '=', meeting.id)
		.orderBy('raised_at')
		.orderBy('id')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		personId: row.person_id,
		itemId: row.item_id,
		raisedAt: row.raised_at,
		calledAt: row.called_at,
		finishedAt: row.finished_at,
	}));
}

/** Raises a hand. */
export async function addHand(
	tx: Tx,
	meeting: Meeting,
	personId: string,
	itemId: string | null,
): Promise<string> {
	const id = tx.uuid();
	await tx.db
		.insertInto('speaker')
		.values({
			partnership_id: meeting.partnershipId,
			id,
			meeting_id: meeting.id,
			item_id: itemId,
			person_id: personId,
			raised_at: tx.now,
		})
		.execute();
	return id;
}

/** Takes a hand down, called or not. */
export async function finishHand(tx: Tx, partnershipId: string, id: string): Promise<void> {
	await tx.db
		.updateTable('speaker')
		.set({ finished_at: tx.now })
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.execute();
}

/** Gives the floor. */
export async function callHand(tx: Tx, partnershipId: string, id: string): Promise<void> {
	await tx.db
		.updateTable('speaker')
		.set({ called_at: tx.now })
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.execute();
}

/** Takes all hands of the meeting down, or one person's, and says so where there were any. */
export async function clearHands(tx: Tx, meeting: Meeting, personId?: string): Promise<void> {
	let query = tx.db
		.updateTable('speaker')
		.set({ finished_at: tx.now })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('meeting_id', '=', meeting.id)
		.where('finished_at', 'is', null);
	if (personId) query = query.where('person_id', '=', personId);
	const gone = await query.returning('id').execute();
	if (gone.length > 0) await queueChanged(tx, meeting);
}

/** Hands raised between items belong to the item that opens next. */
export async function carryHands(tx: Tx, meeting: Meeting, itemId: string): Promise<void> {
	const carried = await tx.db
		.updateTable('speaker')
		.set({ item_id: itemId })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('meeting_id', '=', meeting.id)
		.where('item_id', 'is', null)
		.where('finished_at', 'is', null)
		.returning('id')
		.execute();
	if (carried.length > 0) await queueChanged(tx, meeting);
}

/** Says that the queue changed. */
export async function queueChanged(tx: Tx, meeting: Meeting): Promise<void> {
	await tell(tx, {
		type: 'meetings.queue_changed',
		partnershipId: meeting.partnershipId,
		meetingId: meeting.id,
		at: tx.now.toISOString(),
	});
}
