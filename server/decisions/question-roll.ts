import { sql } from 'kysely';
import type { Answer } from '#domain/decisions/answer.ts';
import type { Channel } from '#domain/decisions/ballot.ts';
import type { Mode } from '#domain/decisions/poll.ts';
import type { Turnout } from '#domain/decisions/shown.ts';
import { seatsIn } from '#domain/decisions/question-hands.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import { questionHandsOf } from './question-hands-store.ts';
import type { DrawnSeat } from './roll-of-voices.ts';
import { namedRoll, type Elector, type NamedElector } from './roll-store.ts';

/** What a question's rows are found by. */
interface Of {
	readonly partnershipId: string;
	readonly id: string;
}

/** A seat's answer as it is stored. */
export interface StoredAnswer {
	readonly seatId: string;
	readonly answer: Answer;
	readonly castAt: Date;
	readonly castByPersonId: string;
	readonly channel: Channel;
	readonly reference: string;
	readonly revision: number;
}

export async function insertQuestionElectors(
	tx: Tx,
	question: Of,
	roll: readonly DrawnSeat[],
): Promise<void> {
	if (roll.length === 0) return;
	await tx.db
		.insertInto('question_elector')
		.values(
			roll.map(({ seat, line, personId }) => ({
				partnership_id: question.partnershipId,
				question_id: question.id,
				seat_id: seat.seatId,
				person_id: personId,
				sector_id: seat.sectorId,
				organisation_id: seat.organisationId,
				present: line.present,
				mode: line.mode,
				as_deputy: line.asDeputy,
				by_proxy: line.byProxy === true,
			})),
		)
		.execute();
}

/** The roll with the names of today: for each seat who acts for it (null when nobody was there) and who holds it. */
export const questionRoll = (tx: Reading, question: Of): Promise<NamedElector[]> =>
	namedRoll(tx, question, 'question');

/** A seat of the roll, read without holding it: a secret ballot leaves no trace of its voter there. */
export async function questionElectorOf(
	tx: Reading,
	question: Of,
	seatId: string,
): Promise<Elector | undefined> {
	return (await questionRoll(tx, question)).find((each) => each.seatId === seatId);
}

/** The seat of the roll, held until the transaction ends: what is said for one seat is said one after the other. */
export async function heldQuestionElector(
	tx: Tx,
	question: Of,
	seatId: string,
): Promise<Elector | undefined> {
	const row = await tx.db
		.selectFrom('question_elector')
		.selectAll()
		.where('partnership_id', '=', question.partnershipId)
		.where('question_id', '=', question.id)
		.where('seat_id', '=', seatId)
		.forNoKeyUpdate()
		.executeTakeFirst();
	return (
		row && {
			seatId: row.seat_id,
			sectorId: row.sector_id,
			organisationId: row.organisation_id,
			personId: row.person_id,
			present: row.present,
			mode: row.mode as Mode | null,
			asDeputy: row.as_deputy,
			byProxy: row.by_proxy,
		}
	);
}

export async function questionTurnout(tx: Reading, question: Of): Promise<Turnout> {
	const { rows } = await sql<{ room: boolean; voted: number; of: number }>`
		select coalesce(e.mode = 'in_person', false) as room, count(*)::int as of,
			count(*) filter (where b.seat_id is not null or k.seat_id is not null or x.seat_id is not null
				or jsonb_exists(u.took_part, e.seat_id::text))::int as voted
		from question_elector e
		left join question_ballot b on b.partnership_id = e.partnership_id and b.question_id = e.question_id
			and b.seat_id = e.seat_id
		left join roll_tick k on k.poll_id = e.question_id and k.seat_id = e.seat_id
		left join paper_out x on x.partnership_id = e.partnership_id and x.poll_id = e.question_id and x.seat_id = e.seat_id
		left join urn_record u on u.partnership_id = e.partnership_id and u.poll_id = e.question_id
		where e.partnership_id = ${question.partnershipId} and e.question_id = ${question.id} and e.present
		group by 1`.execute(tx.db);
	const part = (inRoom: boolean) => {
		const row = rows.find(({ room }) => room === inRoom);
		return { voted: row?.voted ?? 0, of: row?.of ?? 0 };
	};
	const hands = await questionHandsOf(tx, question);
	const seen = part(true);
	const room = { voted: seen.voted + (hands ? seatsIn(hands) : 0), of: seen.of };
	const remote = part(false);
	return { voted: room.voted + remote.voted, of: room.of + remote.of, room, remote };
}

export async function answersOf(tx: Reading, question: Of): Promise<StoredAnswer[]> {
	const rows = await tx.db
		.selectFrom('question_ballot')
		.selectAll()
		.where('partnership_id', '=', question.partnershipId)
		.where('question_id', '=', question.id)
		.orderBy('seat_id')
		.execute();
	return rows.map(answerOfRow);
}

export async function answerOfSeat(
	tx: Reading,
	question: Of,
	seatId: string,
): Promise<StoredAnswer | undefined> {
	const row = await tx.db
		.selectFrom('question_ballot')
		.selectAll()
		.where('partnership_id', '=', question.partnershipId)
		.where('question_id', '=', question.id)
		.where('seat_id', '=', seatId)
		.executeTakeFirst();
	return row && answerOfRow(row);
}

/**
 * Writes the seat's one answer: the first, or a later one that takes its place and keeps its reference. Every one of
 * them stays in `question_ballot_revision`. The key of the table is the last judge of "one ballot a seat".
 */
export async function putAnswer(
	tx: Tx,
	question: Of,
	ballot: Omit<StoredAnswer, 'revision'>,
): Promise<StoredAnswer> {
	const said = {
		answer: JSON.stringify(ballot.answer),
		cast_at: ballot.castAt,
		cast_by_person_id: ballot.castByPersonId,
		channel: ballot.channel,
	};
	const row = await tx.db
		.insertInto('question_ballot')
		.values({
			partnership_id: question.partnershipId,
			question_id: question.id,
			seat_id: ballot.seatId,
			reference: ballot.reference,
			...said,
		})
		.onConflict((oc) =>
			oc.columns(['partnership_id', 'question_id', 'seat_id']).doUpdateSet((eb) => ({
				...said,
				revision: eb('question_ballot.revision', '+', 1),
			})),
		)
		.returningAll()
		.executeTakeFirstOrThrow();
	const stored = answerOfRow(row);
	await tx.db
		.insertInto('question_ballot_revision')
		.values({
			partnership_id: question.partnershipId,
			question_id: question.id,
			seat_id: stored.seatId,
			revision: stored.revision,
			...said,
		})
		.execute();
	return stored;
}

function answerOfRow(row: {
	seat_id: string;
	answer: unknown;
	cast_at: Date;
	cast_by_person_id: string;
	channel: string;
	reference: string;
	revision: number;
}): StoredAnswer {
	return {
		seatId: row.seat_id,
		answer: row.answer as Answer,
		castAt: row.cast_at,
		castByPersonId: row.cast_by_person_id,
		channel: row.channel as Channel,
		reference: row.reference,
		revision: row.revision,
	};
}
