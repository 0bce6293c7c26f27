import type { Channel, Choice } from '#domain/decisions/ballot.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import type { Poll } from './poll-store.ts';

export interface StoredBallot {
	readonly seatId: string;
	readonly choice: Choice;
	readonly castAt: Date;
	readonly castByPersonId: string;
	readonly channel: Channel;
	readonly reference: string;
	readonly revision: number;
}

export async function ballotsOf(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
): Promise<StoredBallot[]> {
	const rows = await tx.db
		.selectFrom('ballot')
		.selectAll()
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.execute();
	return rows.map(ballotFrom);
}

export async function ballotOf(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
	seatId: string,
): Promise<StoredBallot | undefined> {
	const row = await tx.db
		.selectFrom('ballot')
		.selectAll()
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.where('seat_id', '=', seatId)
		.executeTakeFirst();
	return row && ballotFrom(row);
}

function ballotFrom(row: {
	seat_id: string;
	choice: string;
	cast_at: Date;
	cast_by_person_id: string;
	channel: string;
	reference: string;
	revision: number;
}): StoredBallot {
	return {
		seatId: row.seat_id,
		choice: row.choice as Choice,
		castAt: row.cast_at,
		castByPersonId: row.cast_by_person_id,
		channel: row.channel as Channel,
		reference: row.reference,
		revision: row.revision,
	};
}

/**
 * Writes the seat's one ballot: the first, or a later one that takes its place and keeps its reference. Every one of
 * them stays in `ballot_revision`. The key of the table is the last judge of "one ballot a seat".
 */
export async function putBallot(
	tx: Tx,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
	ballot: Omit<StoredBallot, 'revision'>,
): Promise<StoredBallot> {
	const row = await tx.db
		.insertInto('ballot')
		.values({
			partnership_id: poll.partnershipId,
			poll_id: poll.id,
			seat_id: ballot.seatId,
			choice: ballot.choice,
			cast_at: ballot.castAt,
			cast_by_person_id: ballot.castByPersonId,
			channel: ballot.channel,
			reference: ballot.reference,
		})
		.onConflict((oc) =>
			oc.columns(['partnership_id', 'poll_id', 'seat_id']).doUpdateSet((eb) => ({
				choice: ballot.choice,
				cast_at: ballot.castAt,
				cast_by_person_id: ballot.castByPersonId,
				channel: ballot.channel,
				revision: eb('ballot.revision', '+', 1),
			})),
		)
		.returningAll()
		.executeTakeFirstOrThrow();
	const stored = ballotFrom(row);
	await tx.db
		.insertInto('ballot_revision')
		.values({
			partnership_id: poll.partnershipId,
			poll_id: poll.id,
			seat_id: stored.seatId,
			revision: stored.revision,
			choice: stored.choice,
			cast_at: stored.castAt,
			cast_by_person_id: stored.castByPersonId,
			channel: stored.channel,
		})
		.execute();
	return stored;
}
