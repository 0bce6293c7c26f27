import { sql } from 'kysely';
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

interface Row {
	readonly seat_id: string;
	readonly choice: string;
	readonly cast_at: Date;
	readonly cast_by_person_id: string;
	readonly channel: string;
	readonly reference: string;
	readonly revision: number;
}

function ballotFrom(row: Row): StoredBallot {
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
 * them stays in `ballot_revision`. The key of the table is the last judge of "one ballot a seat". The same thing said
 * twice is one ballot: then nothing is written, and nothing returned.
 */
export async function putBallot(
	tx: Tx,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
	ballot: Omit<StoredBallot, 'revision'>,
): Promise<StoredBallot | undefined> {
	const { rows } = await sql<Row>`
		with cast_now as (
			insert into ballot (partnership_id, poll_id, seat_id, choice, cast_at, cast_by_person_id, channel, reference)
			values (${poll.partnershipId}, ${poll.id}, ${ballot.seatId}, ${ballot.choice}, ${ballot.castAt},
				${ballot.castByPersonId}, ${ballot.channel}, ${ballot.reference})
			on conflict (partnership_id, poll_id, seat_id) do update set choice = excluded.choice,
				cast_at = excluded.cast_at, cast_by_person_id = excluded.cast_by_person_id, channel = excluded.channel,
				revision = ballot.revision + 1
				where (ballot.choice, ballot.channel, ballot.cast_by_person_id)
					<> (excluded.choice, excluded.channel, excluded.cast_by_person_id)
			returning *),
		kept as (
			insert into ballot_revision (partnership_id, poll_id, seat_id, revision, choice, cast_at, cast_by_person_id, channel)
			select partnership_id, poll_id, seat_id, revision, choice, cast_at, cast_by_person_id, channel from cast_now)
		select * from cast_now`.execute(tx.db);
	return rows[0] && ballotFrom(rows[0]);
}
