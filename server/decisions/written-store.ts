import { sql } from 'kysely';
import type { Choice } from '#domain/decisions/ballot.ts';
import type { DecisionEffect } from '#domain/decisions/poll.ts';
import type { WrittenChannel, WrittenManifest, WrittenResult } from '#domain/decisions/written.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { DecisionClass } from '#domain/partnerships/constitution.ts';
import type { InterestKind } from '#domain/partnerships/interest-kinds.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export interface Procedure {
	readonly partnershipId: string;
	readonly id: string;
	/** "2026/3": unique in the partnership, and never given twice. */
	readonly number: string;
	readonly bodyId: string;
	readonly title: Text;
	readonly text: Text;
	readonly decisionClass: DecisionClass;
	readonly effect: DecisionEffect;
	readonly manifest: WrittenManifest;
	readonly manifestHash: string;
	readonly openedAt: Date;
	readonly deadline: Date;
	/** `tied`: counted, and the chair's casting vote still to be given. */
	readonly state: 'open' | 'tied' | 'settled';
	readonly settledAt: Date | null;
	readonly result: WrittenResult | null;
	readonly reported: { readonly meetingId: string; readonly itemId: string } | null;
	/** The name of its urn's key where it is secret; null for a recorded one. */
	readonly urnKey: string | null;
}

type OfProcedure = Pick<Procedure, 'partnershipId' | 'id'>;

const procedures = (tx: Reading, partnershipId: string) =>
	tx.db.selectFrom('written_procedure').selectAll().where('partnership_id', '=', partnershipId);

type Row = Awaited<ReturnType<ReturnType<typeof procedures>['executeTakeFirstOrThrow']>>;

const procedureFrom = (row: Row): Procedure => ({
	partnershipId: row.partnership_id,
	id: row.id,
	number: row.number,
	bodyId: row.body_id,
	title: row.title as Text,
	text: row.text as Text,
	decisionClass: row.decision_class as DecisionClass,
	effect: row.effect as DecisionEffect,
	manifest: row.manifest as WrittenManifest,
	manifestHash: row.manifest_hash,
	openedAt: row.opened_at,
	deadline: row.deadline,
	state: row.state as Procedure['state'],
	settledAt: row.settled_at,
	result: row.result as WrittenResult | null,
	reported:
		row.reported_meeting_id && row.reported_item_id
			? { meetingId: row.reported_meeting_id, itemId: row.reported_item_id }
			: null,
	urnKey: row.urn_key,
});

/** Enters a procedure under the next number of its year. */
export async function insertProcedure(
	tx: Tx,
	put: Omit<Procedure, 'number' | 'state' | 'settledAt' | 'result' | 'reported'> & {
		openedByPersonId: string;
	},
): Promise<string> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`written ${put.partnershipId}`}, 0))`.execute(
		tx.db,
	);
	const year = put.openedAt.getUTCFullYear();
	const { last } = await tx.db
		.selectFrom('written_procedure')
		.select((eb) => eb.fn.max('in_year').as('last'))
		.where('partnership_id', '=', put.partnershipId)
		.where('year', '=', year)
		.executeTakeFirstOrThrow();
	const inYear = (last ?? 0) + 1;
	const number = `${year}/${inYear}`;
	await tx.db
		.insertInto('written_procedure')
		.values({
			partnership_id: put.partnershipId,
			id: put.id,
			number,
			year,
			in_year: inYear,
			body_id: put.bodyId,
			title: JSON.stringify(put.title),
			text: JSON.stringify(put.text),
			decision_class: put.decisionClass,
			effect: put.effect,
			manifest: JSON.stringify(put.manifest),
			manifest_hash: put.manifestHash,
			opened_at: put.openedAt,
			opened_by_person_id: put.openedByPersonId,
			deadline: put.deadline,
			urn_key: put.urnKey,
			state: 'open',
		})
		.execute();
	return number;
}

/** Every procedure of the partnership, the newest first. */
export async function proceduresOf(tx: Reading, partnershipId: string): Promise<Procedure[]> {
	const rows = await procedures(tx, partnershipId)
		.orderBy('year', 'desc')
		.orderBy('in_year', 'desc')
		.execute();
	return rows.map(procedureFrom);
}

export async function procedureById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Procedure | undefined> {
	const row = await procedures(tx, partnershipId).where('id', '=', id).executeTakeFirst();
	return row && procedureFrom(row);
}

export async function procedureByNumber(
	tx: Reading,
	partnershipId: string,
	number: string,
): Promise<Procedure | undefined> {
	const row = await procedures(tx, partnershipId).where('number', '=', number).executeTakeFirst();
	return row && procedureFrom(row);
}

/** Sets how far it is, with what was counted. */
export async function putResult(
	tx: Tx,
	of: OfProcedure,
	set: { state: 'tied' | 'settled'; at: Date; result: WrittenResult },
): Promise<void> {
	await tx.db
		.updateTable('written_procedure')
		.set({ state: set.state, settled_at: set.at, result: JSON.stringify(set.result) })
		.where('partnership_id', '=', of.partnershipId)
		.where('id', '=', of.id)
		.execute();
}

/** Notes under which item of which meeting it is reported; false where it is noted already. */
export async function putReported(
	tx: Tx,
	of: OfProcedure,
	reported: { meetingId: string; itemId: string },
): Promise<boolean> {
	const row = await tx.db
		.updateTable('written_procedure')
		.set({ reported_meeting_id: reported.meetingId, reported_item_id: reported.itemId })
		.where('partnership_id', '=', of.partnershipId)
		.where('id', '=', of.id)
		.where('reported_item_id', 'is', null)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

/** Who put it, by their id. */
export async function openerOf(tx: Reading, of: OfProcedure): Promise<string> {
	const { opened_by_person_id: id } = await tx.db
		.selectFrom('written_procedure')
		.select('opened_by_person_id')
		.where('partnership_id', '=', of.partnershipId)
		.where('id', '=', of.id)
		.executeTakeFirstOrThrow();
	return id;
}

/** The secret procedures of all partnerships that are open. */
export async function openSecretProcedures(tx: Reading): Promise<string[]> {
	const rows = await tx.db
		.selectFrom('written_procedure')
		.select('id')
		.where('urn_key', 'is not', null)
		.where('state', '=', 'open')
		.execute();
	return rows.map(({ id }) => id);
}

export interface WrittenElector {
	readonly seatId: string;
	/** Who votes for it: who holds it, or carries its vote; null for a vacant seat. */
	readonly personId: string | null;
	/** Whose vote it is. */
	readonly ownerId: string | null;
	readonly name: string | null;
	/** Who carries it, where it was given to another. */
	readonly byProxy: string | null;
	readonly organisation: Text;
	/** The interest for which they said that they take no part. */
	readonly interest: InterestKind | null;
}

export async function insertWrittenElectors(
	tx: Tx,
	of: OfProcedure,
	electors: readonly { seatId: string; personId: string | null }[],
): Promise<void> {
	await tx.db
		.insertInto('written_elector')
		.values(
			electors.map(({ seatId, personId }) => ({
				partnership_id: of.partnershipId,
				procedure_id: of.id,
				seat_id: seatId,
				person_id: personId,
			})),
		)
		.execute();
}

/** Those who are asked, with their names of today, in the order of the body. */
export async function writtenElectors(tx: Reading, of: OfProcedure): Promise<WrittenElector[]> {
	const { rows } = await sql<{
		seat_id: string;
		person_id: string | null;
		owner_id: string | null;
		name: string | null;
		carrier: string | null;
		organisation: Text;
		interest: InterestKind | null;
	}>`
		select e.seat_id, e.person_id, case when e.by_proxy then principal.id else p.id end as owner_id,
			case when e.by_proxy then principal.name else p.name end as name,
			case when e.by_proxy then p.name end as carrier, coalesce(o.name, co_opted_name(s)) as organisation, e.interest
		from written_elector e
		join seat s on s.partnership_id = e.partnership_id and s.id = e.seat_id
		left join organisation o on o.partnership_id = s.partnership_id and o.id = s.organisation_id
		left join person p on p.partnership_id = e.partnership_id and p.id = e.person_id
		left join proxy x on e.by_proxy and x.partnership_id = e.partnership_id and x.vote_id = e.procedure_id
			and x.seat_id = e.seat_id and x.accepted_at is not null and x.ended_at is null
		left join person principal on principal.partnership_id = x.partnership_id and principal.id = x.principal_person_id
		where e.partnership_id = ${of.partnershipId} and e.procedure_id = ${of.id}
		order by s.position`.execute(tx.db);
	return rows.map((row) => ({
		seatId: row.seat_id,
		personId: row.person_id,
		ownerId: row.owner_id,
		name: row.name,
		byProxy: row.carrier,
		organisation: row.organisation,
		interest: row.interest,
	}));
}

/** Locks the seat of the roll until the transaction ends: what is said for one seat is said one after the other. */
export async function holdWrittenSeat(tx: Tx, of: OfProcedure, seatId: string): Promise<boolean> {
	const row = await tx.db
		.selectFrom('written_elector')
		.select('seat_id')
		.where('partnership_id', '=', of.partnershipId)
		.where('procedure_id', '=', of.id)
		.where('seat_id', '=', seatId)
		.forNoKeyUpdate()
		.executeTakeFirst();
	return row !== undefined;
}

/** Notes that the seat takes no part for an interest, or (null) that it does. What it answered before is kept and not counted. */
export async function putInterest(
	tx: Tx,
	of: OfProcedure,
	seatId: string,
	interest: InterestKind | null,
): Promise<void> {
	await tx.db
		.updateTable('written_elector')
		.set({ interest })
		.where('partnership_id', '=', of.partnershipId)
		.where('procedure_id', '=', of.id)
		.where('seat_id', '=', seatId)
		.execute();
}

export interface WrittenAnswer {
	readonly seatId: string;
	readonly choice: Choice;
	/** Why, in the member's words; empty for none. */
	readonly reason: string;
	readonly castAt: Date;
	readonly castByPersonId: string;
	readonly channel: WrittenChannel;
	readonly reference: string;
	readonly revision: number;
}

/** The answers that stand: not those that were given back. */
export async function answersOf(tx: Reading, of: OfProcedure): Promise<WrittenAnswer[]> {
	const rows = await tx.db
		.selectFrom('written_answer')
		.selectAll()
		.where('partnership_id', '=', of.partnershipId)
		.where('procedure_id', '=', of.id)
		.where('given_back_at', 'is', null)
		.execute();
	return rows.map(answerFrom);
}

function answerFrom(row: {
	seat_id: string;
	choice: string;
	reason: string;
	cast_at: Date;
	cast_by_person_id: string;
	channel: string;
	reference: string;
	revision: number;
}): WrittenAnswer {
	return {
		seatId: row.seat_id,
		choice: row.choice as Choice,
		reason: row.reason,
		castAt: row.cast_at,
		castByPersonId: row.cast_by_person_id,
		channel: row.channel as WrittenChannel,
		reference: row.reference,
		revision: row.revision,
	};
}

/** Writes the seat's one answer, which keeps its reference when it changes; each stays in `written_answer_revision`. */
export async function putAnswer(
	tx: Tx,
	of: OfProcedure,
	answer: Omit<WrittenAnswer, 'revision'>,
): Promise<WrittenAnswer> {
	const said = {
		choice: answer.choice,
		reason: answer.reason,
		cast_at: answer.castAt,
		cast_by_person_id: answer.castByPersonId,
		channel: answer.channel,
	};
	const key = {
		partnership_id: of.partnershipId,
		procedure_id: of.id,
		seat_id: answer.seatId,
	};
	const row = await tx.db
		.insertInto('written_answer')
		.values({ ...key, ...said, reference: answer.reference })
		.onConflict((oc) =>
			oc.columns(['partnership_id', 'procedure_id', 'seat_id']).doUpdateSet((eb) => ({
				...said,
				revision: eb('written_answer.revision', '+', 1),
				given_back_at: null,
			})),
		)
		.returningAll()
		.executeTakeFirstOrThrow();
	await tx.db
		.insertInto('written_answer_revision')
		.values({ ...key, ...said, revision: row.revision })
		.execute();
	return answerFrom(row);
}

/** The seat's answer counts no more, as if there were none; what it was stays in the record. */
export async function giveBackAnswer(tx: Tx, of: OfProcedure, seatId: string): Promise<void> {
	await tx.db
		.updateTable('written_answer')
		.set({ given_back_at: tx.now })
		.where('partnership_id', '=', of.partnershipId)
		.where('procedure_id', '=', of.id)
		.where('seat_id', '=', seatId)
		.execute();
}

export interface Objection {
	readonly seatId: string;
	readonly reason: string;
	readonly madeAt: Date;
}

export async function objectionsOf(tx: Reading, of: OfProcedure): Promise<Objection[]> {
	const rows = await tx.db
		.selectFrom('written_objection')
		.selectAll()
		.where('partnership_id', '=', of.partnershipId)
		.where('procedure_id', '=', of.id)
		.orderBy('made_at')
		.execute();
	return rows.map((row) => ({ seatId: row.seat_id, reason: row.reason, madeAt: row.made_at }));
}

export async function putObjection(tx: Tx, of: OfProcedure, objection: Objection): Promise<void> {
	await tx.db
		.insertInto('written_objection')
		.values({
			partnership_id: of.partnershipId,
			procedure_id: of.id,
			seat_id: objection.seatId,
			reason: objection.reason,
			made_at: objection.madeAt,
		})
		.onConflict((oc) => oc.doNothing())
		.execute();
}

/** Addresses of those who are asked and sign in; with `silent` only of those who have not answered. */
export async function addressesOf(
	tx: Reading,
	of: OfProcedure,
	silent: boolean,
): Promise<{ email: string; name: string }[]> {
	const { rows } = await sql<{ email: string; name: string }>`
		select distinct a.email, p.name from written_elector e
		join person p on p.partnership_id = e.partnership_id and p.id = e.person_id
		join account a on a.id = p.account_id
		where e.partnership_id = ${of.partnershipId} and e.procedure_id = ${of.id}
			and e.interest is null and (not ${silent}::boolean or not exists (
				select 1 from written_answer w where w.partnership_id = e.partnership_id
					and w.procedure_id = e.procedure_id and w.seat_id = e.seat_id and w.given_back_at is null))
		order by p.name`.execute(tx.db);
	return rows;
}

/** Marks it as reminded; false where it was before. */
export async function putReminded(tx: Tx, of: OfProcedure): Promise<boolean> {
	const row = await tx.db
		.updateTable('written_procedure')
		.set({ reminded_at: tx.now })
		.where('partnership_id', '=', of.partnershipId)
		.where('id', '=', of.id)
		.where('reminded_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}
