import { sql } from 'kysely';
import type { CandidateState, ElectionPlan, Office } from '#domain/decisions/election.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Selectable, Updateable } from 'kysely';
import type { DB } from '../platform/schema.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export type ElectionOutcome = 'elected' | 'uncontested' | 'nobody_stood' | 'nobody_elected';

export interface Election extends ElectionPlan {
	readonly partnershipId: string;
	readonly id: string;
	/** "2026/1": unique in the partnership, and never given twice. */
	readonly number: string;
	readonly bodyId: string;
	readonly places: number;
	readonly calledAt: Date;
	readonly calledByPersonId: string;
	readonly state: 'nominations' | 'voting' | 'inquorate' | 'settled';
	/** Whether its ballots go through a sealed urn. */
	readonly secret: boolean;
	/** Of a secret one: papers are handed in beside its urn. */
	readonly paper: boolean;
	/** The code of the refusal that kept its vote from opening at its time. */
	readonly notOpened: string | null;
	/** What whoever decided said, where too few had taken part. */
	readonly standsBecause: string | null;
	/** The vote, once it is opened. */
	readonly questionId: string | null;
	readonly outcome: ElectionOutcome | null;
	readonly settledAt: Date | null;
}

type OfElection = Pick<Election, 'partnershipId' | 'id'>;

/** Enters an election under the next number of its year, with the seats it fills. */
export async function insertElection(
	tx: Tx,
	called: Omit<
		Election,
		'number' | 'state' | 'questionId' | 'outcome' | 'settledAt' | 'notOpened' | 'standsBecause'
	> & {
		seatIds: readonly string[];
	},
): Promise<string> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`election ${called.partnershipId}`}, 0))`.execute(
		tx.db,
	);
	const year = called.calledAt.getUTCFullYear();
	const { last } = await tx.db
		.selectFrom('election')
		.select((eb) => eb.fn.max('in_year').as('last'))
		.where('partnership_id', '=', called.partnershipId)
		.where('year', '=', year)
		.executeTakeFirstOrThrow();
	const number = `${year}/${(last ?? 0) + 1}`;
	await tx.db
		.insertInto('election')
		.values({
			partnership_id: called.partnershipId,
			id: called.id,
			number,
			year,
			in_year: (last ?? 0) + 1,
			body_id: called.bodyId,
			office: called.office,
			places: called.places,
			method: called.method,
			nominations_close_at: called.nominationsClose,
			voting_closes_at: called.votingCloses,
			term_starts_on: called.termStartsOn,
			called_at: called.calledAt,
			called_by_person_id: called.calledByPersonId,
			secret: called.secret,
			paper: called.paper,
			state: 'nominations',
		})
		.execute();
	if (called.seatIds.length > 0)
		await tx.db
			.insertInto('election_seat')
			.values(
				called.seatIds.map((seatId) => ({
					partnership_id: called.partnershipId,
					election_id: called.id,
					seat_id: seatId,
				})),
			)
			.execute();
	return number;
}

export async function updateElection(
	tx: Tx,
	of: OfElection,
	set: Updateable<DB['election']>,
): Promise<void> {
	await tx.db
		.updateTable('election')
		.set(set)
		.where('partnership_id', '=', of.partnershipId)
		.where('id', '=', of.id)
		.execute();
}

/** Every election of the partnership, the newest first. */
export async function electionsOf(tx: Reading, partnershipId: string): Promise<Election[]> {
	const rows = await tx.db
		.selectFrom('election')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.orderBy('year', 'desc')
		.orderBy('in_year', 'desc')
		.execute();
	return rows.map(electionFrom);
}

export async function electionById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Election | undefined> {
	const row = await tx.db
		.selectFrom('election')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.executeTakeFirst();
	return row && electionFrom(row);
}

/** The election whose vote the question is. */
export async function electionOfQuestion(
	tx: Reading,
	question: { readonly partnershipId: string; readonly id: string },
): Promise<Election | undefined> {
	const row = await tx.db
		.selectFrom('election')
		.selectAll()
		.where('partnership_id', '=', question.partnershipId)
		.where('question_id', '=', question.id)
		.executeTakeFirst();
	return row && electionFrom(row);
}

export async function electionByNumber(
	tx: Reading,
	partnershipId: string,
	number: string,
): Promise<Election | undefined> {
	const row = await tx.db
		.selectFrom('election')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('number', '=', number)
		.executeTakeFirst();
	return row && electionFrom(row);
}

function electionFrom(row: Selectable<DB['election']>): Election {
	return {
		partnershipId: row.partnership_id,
		id: row.id,
		number: row.number,
		bodyId: row.body_id,
		office: row.office as Office,
		places: row.places,
		method: row.method as Election['method'],
		nominationsClose: row.nominations_close_at,
		votingCloses: row.voting_closes_at,
		termStartsOn: row.term_starts_on,
		calledAt: row.called_at,
		calledByPersonId: row.called_by_person_id,
		state: row.state as Election['state'],
		questionId: row.question_id,
		outcome: row.outcome as ElectionOutcome | null,
		settledAt: row.settled_at,
		secret: row.secret,
		paper: row.paper,
		notOpened: row.not_opened,
		standsBecause: row.stands_because,
	};
}

export interface ElectionSeat {
	readonly seatId: string;
	readonly bodyId: string;
	readonly bodyName: Text;
	readonly organisationId: string;
	readonly organisation: Text;
	readonly holder: string | null;
}

/** Voting seats of the partnership, in the order of bodies: all, or those that an election fills. */
export async function seatsToFill(
	tx: Reading,
	partnershipId: string,
	electionId?: string,
): Promise<ElectionSeat[]> {
	const { rows } = await sql<{
		seat_id: string;
		body_id: string;
		body_name: Text;
		organisation_id: string;
		organisation: Text;
		holder: string | null;
	}>`
		select s.id as seat_id, s.body_id, b.name as body_name, o.id as organisation_id, o.name as organisation,
			p.name as holder
		from seat s
		join body b on b.partnership_id = s.partnership_id and b.id = s.body_id
		join organisation o on o.partnership_id = s.partnership_id and o.id = s.organisation_id
		left join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
			and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
		left join person p on p.partnership_id = t.partnership_id and p.id = t.person_id
		where s.partnership_id = ${partnershipId} and s.voting
			and (s.closed_on is null or s.closed_on > current_date)
			and (${electionId ?? null}::uuid is null or exists (
				select 1 from election_seat e where e.partnership_id = s.partnership_id and e.seat_id = s.id
					and e.election_id = ${electionId ?? null}::uuid))
		order by b.position, s.position`.execute(tx.db);
	return rows.map((row) => ({
		seatId: row.seat_id,
		bodyId: row.body_id,
		bodyName: row.body_name,
		organisationId: row.organisation_id,
		organisation: row.organisation,
		holder: row.holder,
	}));
}

export interface Candidate {
	readonly personId: string;
	readonly code: string;
	readonly name: string;
	readonly organisation: Text | null;
	readonly nominatedBy: string;
	readonly state: CandidateState;
	readonly statement: Text;
	/** 1 for the first elected; null for who was not. */
	readonly electedPlace: number | null;
	/** ISO dates of the term that the result set. */
	readonly termFrom: string | null;
	readonly termUntil: string | null;
	/** Why the term could not be set by itself: the code of a refusal. */
	readonly termRefused: string | null;
}

/** All who were named, by name. */
export async function candidatesOf(tx: Reading, of: OfElection): Promise<Candidate[]> {
	const { rows } = await sql<{
		person_id: string;
		code: string;
		name: string;
		organisation: Text | null;
		nominated_by: string;
		state: CandidateState;
		statement: Text;
		elected_place: number | null;
		term_from: string | null;
		term_until: string | null;
		term_refused: string | null;
	}>`
		select c.person_id, p.code, p.name, o.name as organisation, n.name as nominated_by, c.state, c.statement,
			c.elected_place, c.term_from::text as term_from, c.term_until::text as term_until, c.term_refused
		from candidate c
		join person p on p.partnership_id = c.partnership_id and p.id = c.person_id
		join person n on n.partnership_id = c.partnership_id and n.id = c.nominated_by_person_id
		left join organisation o on o.partnership_id = p.partnership_id and o.id = p.organisation_id
		where c.partnership_id = ${of.partnershipId} and c.election_id = ${of.id}
		order by p.name, p.code`.execute(tx.db);
	return rows.map((row) => ({
		personId: row.person_id,
		code: row.code,
		name: row.name,
		organisation: row.organisation,
		nominatedBy: row.nominated_by,
		state: row.state,
		statement: row.statement,
		electedPlace: row.elected_place,
		termFrom: row.term_from,
		termUntil: row.term_until,
		termRefused: row.term_refused,
	}));
}

/** Names somebody, or names again who declined or withdrew. */
export async function putCandidate(
	tx: Tx,
	of: OfElection,
	named: { personId: string; byPersonId: string; state: CandidateState },
): Promise<void> {
	const said = {
		nominated_by_person_id: named.byPersonId,
		nominated_at: tx.now,
		state: named.state,
		answered_at: null,
	};
	await tx.db
		.insertInto('candidate')
		.values({
			partnership_id: of.partnershipId,
			election_id: of.id,
			person_id: named.personId,
			...said,
		})
		.onConflict((oc) =>
			oc.columns(['partnership_id', 'election_id', 'person_id']).doUpdateSet(said),
		)
		.execute();
}

export async function updateCandidate(
	tx: Tx,
	of: OfElection,
	personId: string,
	set: Updateable<DB['candidate']>,
): Promise<void> {
	await tx.db
		.updateTable('candidate')
		.set(set)
		.where('partnership_id', '=', of.partnershipId)
		.where('election_id', '=', of.id)
		.where('person_id', '=', personId)
		.execute();
}

/** Whether the person holds a voting seat of the body today. */
export async function holdsSeatOn(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
	personId: string,
): Promise<boolean> {
	const { rows } = await sql<{ there: boolean }>`
		select exists (select 1 from seat s
			join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
				and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
			where s.partnership_id = ${partnershipId} and s.body_id = ${bodyId} and seat_votes(s)
				and t.person_id = ${personId}) as there`.execute(tx.db);
	return rows[0]?.there ?? false;
}

/** The people who preside over the body today: its chair and vice-chair. */
export async function presidersOf(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<string[]> {
	const { rows } = await sql<{ person_id: string }>`
		select person_id from body_role where partnership_id = ${partnershipId} and body_id = ${bodyId}
			and role in ('chair', 'vice_chair') and current_date between starts_on and coalesce(ends_on, 'infinity')`.execute(
		tx.db,
	);
	return rows.map((row) => row.person_id);
}

/** Addresses of those who vote in it and sign in; with `silent` only of those who have not voted. */
export async function electorsToWrite(
	tx: Reading,
	of: { partnershipId: string; questionId: string },
	silent: boolean,
): Promise<{ email: string; name: string }[]> {
	const { rows } = await sql<{ email: string; name: string }>`
		select distinct a.email, p.name from question_elector e
		join person p on p.partnership_id = e.partnership_id and p.id = e.person_id
		join account a on a.id = p.account_id
		where e.partnership_id = ${of.partnershipId} and e.question_id = ${of.questionId}
			and (not ${silent}::boolean or not exists (
				select 1 from question_ballot b where b.partnership_id = e.partnership_id
					and b.question_id = e.question_id and b.seat_id = e.seat_id))
		order by p.name`.execute(tx.db);
	return rows;
}

/** Where somebody is written to; undefined for who does not sign in. */
export async function addressOf(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<{ email: string; name: string } | undefined> {
	return tx.db
		.selectFrom('person')
		.innerJoin('account', 'account.id', 'person.account_id')
		.select(['account.email', 'person.name'])
		.where('person.partnership_id', '=', partnershipId)
		.where('person.id', '=', personId)
		.executeTakeFirst();
}

/** Marks it as reminded; false where it was before. */
export async function putElectionReminded(tx: Tx, of: OfElection): Promise<boolean> {
	const row = await tx.db
		.updateTable('election')
		.set({ reminded_at: tx.now })
		.where('partnership_id', '=', of.partnershipId)
		.where('id', '=', of.id)
		.where('reminded_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}
