import { sql } from 'kysely';
import type { DecisionEffect } from '#domain/decisions/poll.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export interface Decision {
	readonly partnershipId: string;
	readonly id: string;
	/** "2026/12": unique in the partnership, and never given twice. */
	readonly number: string;
	readonly bodyId: string;
	/** Null, both, for one taken in writing: then `procedureId` says which. */
	readonly meetingId: string | null;
	readonly motionId: string | null;
	readonly procedureId: string | null;
	readonly compartmentId: string | null;
	readonly title: Text;
	readonly text: Text;
	readonly effect: DecisionEffect;
	readonly decidedAt: Date;
	readonly settledBy: 'consensus' | 'vote' | 'override' | 'written';
	readonly pollId: string | null;
	readonly reasons: string;
	readonly options: string;
	readonly takenBackAt: Date | null;
}

export interface Ratification {
	readonly decisionId: string;
	readonly organisationId: string;
	/** ISO dates. */
	readonly dueOn: string;
	readonly answeredOn: string | null;
	readonly answer: 'ratified' | 'declined' | null;
	readonly note: string;
	readonly remindedAt: Date | null;
}

/** Enters a decision under the next number of its year; the same motion decided again keeps its number. */
export async function enterDecision(
	tx: Tx,
	decision: Omit<Decision, 'id' | 'number' | 'reasons' | 'options' | 'takenBackAt'>,
): Promise<string> {
	// Numbers follow each other without gaps: who enters one waits for the last.
	await sql`select pg_advisory_xact_lock(hashtextextended(${`decision ${decision.partnershipId}`}, 0))`.execute(
		tx.db,
	);
	const year = decision.decidedAt.getUTCFullYear();
	const { last } = await tx.db
		.selectFrom('decision')
		.select((eb) => eb.fn.max('in_year').as('last'))
		.where('partnership_id', '=', decision.partnershipId)
		.where('year', '=', year)
		.executeTakeFirstOrThrow();
	const inYear = (last ?? 0) + 1;
	const settled = {
		title: JSON.stringify(decision.title),
		text: JSON.stringify(decision.text),
		decided_at: decision.decidedAt,
		settled_by: decision.settledBy,
		poll_id: decision.pollId,
	};
	const row = await tx.db
		.insertInto('decision')
		.values({
			partnership_id: decision.partnershipId,
			id: tx.uuid(),
			number: `${year}/${inYear}`,
			year,
			in_year: inYear,
			body_id: decision.bodyId,
			meeting_id: decision.meetingId,
			motion_id: decision.motionId,
			procedure_id: decision.procedureId,
			compartment_id: decision.compartmentId,
			effect: decision.effect,
			...settled,
		})
		.onConflict((oc) =>
			oc.columns(['partnership_id', 'motion_id']).doUpdateSet({ ...settled, taken_back_at: null }),
		)
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

export async function takeBack(tx: Tx, partnershipId: string, motionId: string): Promise<void> {
	await tx.db
		.updateTable('decision')
		.set({ taken_back_at: tx.now })
		.where('partnership_id', '=', partnershipId)
		.where('motion_id', '=', motionId)
		.where('taken_back_at', 'is', null)
		.execute();
}

/** Every decision of the partnership, exempt ones too, the newest first; for callers that sort out who sees what. */
export async function decisionsOf(tx: Reading, partnershipId: string): Promise<Decision[]> {
	const rows = await tx.db
		.selectFrom('decision')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.orderBy('year', 'desc')
		.orderBy('in_year', 'desc')
		.execute();
	return rows.map((row) => ({
		partnershipId,
		id: row.id,
		number: row.number,
		bodyId: row.body_id,
		meetingId: row.meeting_id,
		motionId: row.motion_id,
		procedureId: row.procedure_id,
		compartmentId: row.compartment_id,
		title: row.title as Text,
		text: row.text as Text,
		effect: row.effect as DecisionEffect,
		decidedAt: row.decided_at,
		settledBy: row.settled_by as Decision['settledBy'],
		pollId: row.poll_id,
		reasons: row.reasons,
		options: row.options,
		takenBackAt: row.taken_back_at,
	}));
}

export async function putNote(
	tx: Tx,
	decision: Pick<Decision, 'partnershipId' | 'id'>,
	note: { reasons: string; options: string },
): Promise<void> {
	await tx.db
		.updateTable('decision')
		.set(note)
		.where('partnership_id', '=', decision.partnershipId)
		.where('id', '=', decision.id)
		.execute();
}

/** Asks these organisations to ratify; who has been asked already is not asked again. */
export async function askToRatify(
	tx: Tx,
	decision: Pick<Decision, 'partnershipId' | 'id'>,
	organisationIds: readonly string[],
	dueOn: string,
): Promise<void> {
	if (organisationIds.length === 0) return;
	await tx.db
		.insertInto('ratification')
		.values(
			organisationIds.map((organisationId) => ({
				partnership_id: decision.partnershipId,
				decision_id: decision.id,
				organisation_id: organisationId,
				due_on: dueOn,
			})),
		)
		.onConflict((oc) => oc.doNothing())
		.execute();
}

export async function ratificationsOf(
	tx: Reading,
	partnershipId: string,
	decisionId?: string,
): Promise<Ratification[]> {
	let query = tx.db
		.selectFrom('ratification')
		.selectAll()
		.where('partnership_id', '=', partnershipId);
	if (decisionId !== undefined) query = query.where('decision_id', '=', decisionId);
	return (await query.execute()).map((row) => ({
		decisionId: row.decision_id,
		organisationId: row.organisation_id,
		dueOn: row.due_on,
		answeredOn: row.answered_on,
		answer: row.answer as Ratification['answer'],
		note: row.note,
		remindedAt: row.reminded_at,
	}));
}

/** Writes an organisation's answer; false when it was not asked. */
export async function putRatification(
	tx: Tx,
	of: { partnershipId: string; decisionId: string; organisationId: string },
	said: { answer: 'ratified' | 'declined'; answeredOn: string; note: string },
): Promise<boolean> {
	const row = await tx.db
		.updateTable('ratification')
		.set({ answer: said.answer, answered_on: said.answeredOn, note: said.note })
		.where('partnership_id', '=', of.partnershipId)
		.where('decision_id', '=', of.decisionId)
		.where('organisation_id', '=', of.organisationId)
		.returning('organisation_id')
		.executeTakeFirst();
	return row !== undefined;
}

/** Marks those who have not answered as reminded, and says whom to write to: the people of their seats on the body who sign in. */
export async function remindThose(
	tx: Tx,
	decision: Pick<Decision, 'partnershipId' | 'id' | 'bodyId'>,
): Promise<{ email: string; name: string; organisation: Text }[]> {
	await tx.db
		.updateTable('ratification')
		.set({ reminded_at: tx.now })
		.where('partnership_id', '=', decision.partnershipId)
		.where('decision_id', '=', decision.id)
		.where('answer', 'is', null)
		.execute();
	const { rows } = await sql<{ email: string; name: string; organisation: Text }>`
		select distinct a.email, p.name, o.name as organisation from ratification r
		join organisation o on o.partnership_id = r.partnership_id and o.id = r.organisation_id
		join seat s on s.partnership_id = r.partnership_id and s.organisation_id = r.organisation_id
			and s.body_id = ${decision.bodyId}
		join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
			and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
		join person p on p.partnership_id = t.partnership_id and p.id = t.person_id
		join account a on a.id = p.account_id
		where r.partnership_id = ${decision.partnershipId} and r.decision_id = ${decision.id}
			and r.answer is null`.execute(tx.db);
	return rows;
}
