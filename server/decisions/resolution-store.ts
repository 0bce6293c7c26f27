import { sql } from 'kysely';
import type { Resolution } from '#domain/decisions/consent.ts';
import type { Reading, Tx } from '../platform/tx.ts';

interface OfQuestion {
	readonly partnershipId: string;
	readonly id: string;
}

/** The objections of a consent round that stand as resolved: those of the answers as they are now. */
export async function resolutionsOf(tx: Reading, question: OfQuestion): Promise<Resolution[]> {
	const { rows } = await sql<{ seat_id: string; reason: string }>`
		select r.seat_id, r.reason from question_resolution r
		join question_ballot b on b.partnership_id = r.partnership_id and b.question_id = r.question_id
			and b.seat_id = r.seat_id and b.revision = r.revision
		where r.partnership_id = ${question.partnershipId} and r.question_id = ${question.id}
		order by r.seat_id`.execute(tx.db);
	return rows.map((row) => ({ seatId: row.seat_id, reason: row.reason }));
}

export async function putResolution(
	tx: Tx,
	question: OfQuestion,
	resolution: Resolution & { revision: number; at: Date; byPersonId: string },
): Promise<void> {
	const set = {
		revision: resolution.revision,
		reason: resolution.reason,
		resolved_at: resolution.at,
		resolved_by_person_id: resolution.byPersonId,
	};
	await tx.db
		.insertInto('question_resolution')
		.values({
			partnership_id: question.partnershipId,
			question_id: question.id,
			seat_id: resolution.seatId,
			...set,
		})
		.onConflict((oc) => oc.columns(['partnership_id', 'question_id', 'seat_id']).doUpdateSet(set))
		.execute();
}
