import { handsIn, type Hands } from '#domain/decisions/hands.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import type { Poll } from './poll-store.ts';

/** The hands that count; null where none were counted, or they were taken out again. */
export async function handsOf(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
): Promise<Hands | null> {
	const row = await handsRow(tx, poll);
	const hands = row && {
		for: row.for_votes,
		against: row.against_votes,
		abstained: row.abstained,
	};
	return hands && handsIn(hands) > 0 ? hands : null;
}

/** The last count of hands, the one that counts. */
export async function handsRow(tx: Reading, poll: Pick<Poll, 'partnershipId' | 'id'>) {
	return tx.db
		.selectFrom('poll_hands')
		.selectAll()
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.orderBy('revision', 'desc')
		.limit(1)
		.executeTakeFirst();
}

export async function putHands(
	tx: Tx,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
	hands: Hands & { revision: number; at: Date; byPersonId: string },
): Promise<void> {
	await tx.db
		.insertInto('poll_hands')
		.values({
			partnership_id: poll.partnershipId,
			poll_id: poll.id,
			revision: hands.revision,
			for_votes: hands.for,
			against_votes: hands.against,
			abstained: hands.abstained,
			counted_at: hands.at,
			counted_by_person_id: hands.byPersonId,
		})
		.execute();
}
