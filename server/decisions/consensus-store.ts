import type { Answer, ConsensusAnswer } from '#domain/decisions/consensus.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import type { Motion } from './motion-store.ts';

export interface Check {
	readonly partnershipId: string;
	readonly id: string;
	readonly motionId: string;
	readonly version: number;
	readonly openedAt: Date;
	readonly closedAt: Date | null;
	readonly outcome: 'agreed' | 'discussed' | 'polled' | 'left' | null;
}

export interface StoredAnswer extends Answer {
	readonly personId: string;
	readonly answeredAt: Date;
}

export async function insertCheck(
	tx: Tx,
	motion: Pick<Motion, 'partnershipId' | 'id' | 'version'>,
	byPersonId: string,
): Promise<string> {
	const id = tx.uuid();
	await tx.db
		.insertInto('consensus_check')
		.values({
			partnership_id: motion.partnershipId,
			id,
			motion_id: motion.id,
			version: motion.version,
			opened_at: tx.now,
			opened_by_person_id: byPersonId,
		})
		.execute();
	return id;
}

/** The checks on a motion, the first first. */
export async function checksOf(
	tx: Reading,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
): Promise<Check[]> {
	const rows = await tx.db
		.selectFrom('consensus_check')
		.selectAll()
		.where('partnership_id', '=', motion.partnershipId)
		.where('motion_id', '=', motion.id)
		.orderBy('opened_at')
		.execute();
	return rows.map((row) => ({
		partnershipId: row.partnership_id,
		id: row.id,
		motionId: row.motion_id,
		version: row.version,
		openedAt: row.opened_at,
		closedAt: row.closed_at,
		outcome: row.outcome as Check['outcome'],
	}));
}

export async function openCheckOf(
	tx: Reading,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
): Promise<Check | undefined> {
	return (await checksOf(tx, motion)).find((check) => check.closedAt === null);
}

export async function closeCheck(
	tx: Tx,
	check: Check,
	outcome: NonNullable<Check['outcome']>,
): Promise<void> {
	await tx.db
		.updateTable('consensus_check')
		.set({ closed_at: tx.now, outcome })
		.where('partnership_id', '=', check.partnershipId)
		.where('id', '=', check.id)
		.execute();
}

export async function answersOf(
	tx: Reading,
	check: Pick<Check, 'partnershipId' | 'id'>,
): Promise<StoredAnswer[]> {
	const rows = await tx.db
		.selectFrom('consensus_answer')
		.selectAll()
		.where('partnership_id', '=', check.partnershipId)
		.where('check_id', '=', check.id)
		.orderBy('answered_at')
		.execute();
	return rows.map((row) => ({
		seatId: row.seat_id,
		personId: row.person_id,
		answer: row.answer as ConsensusAnswer,
		reason: row.reason,
		answeredAt: row.answered_at,
	}));
}

/** One answer a seat, by key; a later one takes its place. */
export async function putAnswer(
	tx: Tx,
	check: Pick<Check, 'partnershipId' | 'id'>,
	answer: Answer & { personId: string; byPersonId: string },
): Promise<void> {
	const said = {
		person_id: answer.personId,
		answer: answer.answer,
		reason: answer.reason,
		answered_at: tx.now,
		by_person_id: answer.byPersonId,
	};
	await tx.db
		.insertInto('consensus_answer')
		.values({
			partnership_id: check.partnershipId,
			check_id: check.id,
			seat_id: answer.seatId,
			...said,
		})
		.onConflict((oc) => oc.columns(['partnership_id', 'check_id', 'seat_id']).doUpdateSet(said))
		.execute();
}
