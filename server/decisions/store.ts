import { sql } from 'kysely';
import type { Json } from '#domain/kernel/canonical.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Channel, Choice } from '#domain/decisions/ballot.ts';
import type { Manifest, Mode, DecisionEffect, PollState } from '#domain/decisions/poll.ts';
import type { MotionResult } from '#domain/decisions/result.ts';
import type { DecisionClass } from '#domain/partnerships/constitution.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export type MotionState = 'notice' | 'polled' | 'carried' | 'not_carried' | 'withdrawn';

export interface Motion {
	readonly partnershipId: string;
	readonly id: string;
	readonly meetingId: string;
	readonly itemId: string;
	readonly code: string;
	readonly title: Text;
	readonly text: Text;
	readonly decisionClass: DecisionClass;
	readonly effect: DecisionEffect;
	readonly moverPersonId: string | null;
	readonly compartmentId: string | null;
	readonly state: MotionState;
	/** ISO date. */
	readonly noticeGivenOn: string | null;
}

export interface Poll {
	readonly partnershipId: string;
	readonly id: string;
	readonly meetingId: string;
	readonly bodyId: string;
	readonly itemId: string;
	readonly motionId: string;
	readonly compartmentId: string | null;
	readonly state: PollState;
	readonly manifest: Manifest;
	readonly manifestHash: string;
	/** Null until it is closed; for the server's eyes only until it is shown. */
	readonly result: MotionResult | null;
}

export async function insertMotion(tx: Tx, motion: Omit<Motion, 'state'>): Promise<void> {
	await tx.db
		.insertInto('motion')
		.values({
			partnership_id: motion.partnershipId,
			id: motion.id,
			meeting_id: motion.meetingId,
			item_id: motion.itemId,
			code: motion.code,
			title: JSON.stringify(motion.title),
			text: JSON.stringify(motion.text),
			decision_class: motion.decisionClass,
			effect: motion.effect,
			mover_person_id: motion.moverPersonId,
			compartment_id: motion.compartmentId,
			state: 'notice',
			notice_given_on: motion.noticeGivenOn,
		})
		.execute();
}

export async function setMotionState(
	tx: Tx,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
	state: MotionState,
): Promise<void> {
	await tx.db
		.updateTable('motion')
		.set({ state })
		.where('partnership_id', '=', motion.partnershipId)
		.where('id', '=', motion.id)
		.execute();
}

export async function motionById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Motion | undefined> {
	const row = await tx.db
		.selectFrom('motion')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.executeTakeFirst();
	return row && motionFrom(row);
}

export async function motionsOfMeeting(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<Motion[]> {
	const rows = await tx.db
		.selectFrom('motion')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.orderBy('code')
		.execute();
	return rows.map(motionFrom);
}

function motionFrom(row: {
	partnership_id: string;
	id: string;
	meeting_id: string;
	item_id: string;
	code: string;
	title: unknown;
	text: unknown;
	decision_class: string;
	effect: string;
	mover_person_id: string | null;
	compartment_id: string | null;
	state: string;
	notice_given_on: string | null;
}): Motion {
	return {
		partnershipId: row.partnership_id,
		id: row.id,
		meetingId: row.meeting_id,
		itemId: row.item_id,
		code: row.code,
		title: row.title as Text,
		text: row.text as Text,
		decisionClass: row.decision_class as DecisionClass,
		effect: row.effect as DecisionEffect,
		moverPersonId: row.mover_person_id,
		compartmentId: row.compartment_id,
		state: row.state as MotionState,
		noticeGivenOn: row.notice_given_on,
	};
}

/** Stores an open poll; false when the meeting has one open already. */
export async function insertPoll(
	tx: Tx,
	poll: Omit<Poll, 'state' | 'result' | 'bodyId'> & { openedAt: Date; openedByPersonId: string },
): Promise<boolean> {
	const inserted = await tx.db
		.insertInto('poll')
		.values({
			partnership_id: poll.partnershipId,
			id: poll.id,
			meeting_id: poll.meetingId,
			item_id: poll.itemId,
			motion_id: poll.motionId,
			compartment_id: poll.compartmentId,
			state: 'open',
			manifest: JSON.stringify(poll.manifest),
			manifest_hash: poll.manifestHash,
			opened_at: poll.openedAt,
			opened_by_person_id: poll.openedByPersonId,
		})
		// The id is random: what can be in the way is the open poll of this meeting.
		.onConflict((oc) => oc.doNothing())
		.returning('id')
		.executeTakeFirst();
	return inserted !== undefined;
}

export async function pollById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Poll | undefined> {
	const row = await polls(tx, partnershipId).where('poll.id', '=', id).executeTakeFirst();
	return row && pollFrom(row);
}

export async function pollsOfMeeting(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<Poll[]> {
	const rows = await polls(tx, partnershipId)
		.where('poll.meeting_id', '=', meetingId)
		.orderBy('poll.opened_at')
		.execute();
	return rows.map(pollFrom);
}

export async function openPollOfMeeting(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<Poll | undefined> {
	const row = await polls(tx, partnershipId)
		.where('poll.meeting_id', '=', meetingId)
		.where('poll.state', '=', 'open')
		.executeTakeFirst();
	return row && pollFrom(row);
}

function polls(tx: Reading, partnershipId: string) {
	return tx.db
		.selectFrom('poll')
		.innerJoin('meeting', (join) =>
			join
				.onRef('meeting.partnership_id', '=', 'poll.partnership_id')
				.onRef('meeting.id', '=', 'poll.meeting_id'),
		)
		.selectAll('poll')
		.select('meeting.body_id')
		.where('poll.partnership_id', '=', partnershipId);
}

function pollFrom(row: {
	partnership_id: string;
	id: string;
	meeting_id: string;
	body_id: string;
	item_id: string;
	motion_id: string;
	compartment_id: string | null;
	manifest: unknown;
	manifest_hash: string;
	opened_at: Date;
	closed_at: Date | null;
	shown_at: Date | null;
	result: unknown;
}): Poll {
	const { opened_at: openedAt, closed_at: closedAt, shown_at: shownAt } = row;
	return {
		partnershipId: row.partnership_id,
		id: row.id,
		meetingId: row.meeting_id,
		bodyId: row.body_id,
		itemId: row.item_id,
		motionId: row.motion_id,
		compartmentId: row.compartment_id,
		manifest: row.manifest as Manifest,
		manifestHash: row.manifest_hash,
		result: row.result as MotionResult | null,
		state: !closedAt
			? { state: 'open', openedAt }
			: !shownAt
				? { state: 'closed', openedAt, closedAt }
				: { state: 'shown', openedAt, closedAt, shownAt },
	};
}

export async function closePollRow(
	tx: Tx,
	poll: Poll,
	closed: { at: Date; byPersonId: string; result: MotionResult },
): Promise<void> {
	await updatePoll(tx, poll, {
		state: 'closed',
		closed_at: closed.at,
		closed_by_person_id: closed.byPersonId,
		result: JSON.stringify(closed.result),
	});
}

export async function showPollRow(
	tx: Tx,
	poll: Poll,
	shown: { at: Date; result: MotionResult },
): Promise<void> {
	await updatePoll(tx, poll, { shown_at: shown.at, result: JSON.stringify(shown.result) });
}

async function updatePoll(
	tx: Tx,
	poll: Poll,
	set: {
		state?: 'closed';
		closed_at?: Date;
		closed_by_person_id?: string;
		shown_at?: Date;
		result: string;
	},
): Promise<void> {
	await tx.db
		.updateTable('poll')
		.set(set)
		.where('partnership_id', '=', poll.partnershipId)
		.where('id', '=', poll.id)
		.execute();
}

/**
 * Takes the poll's lock until the transaction ends: voters share it, who closes or shows has it alone. So a ballot is
 * either committed before the count reads the ballots, or refused. Returns the database's time after the lock was got.
 */
export async function lockPoll(tx: Tx, pollId: string, how: 'shared' | 'alone'): Promise<Date> {
	const key = sql`hashtextextended(${pollId}, 0)`;
	await (
		how === 'shared'
			? sql`select pg_advisory_xact_lock_shared(${key})`
			: sql`select pg_advisory_xact_lock(${key})`
	).execute(tx.db);
	const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx.db);
	return (rows[0] as { now: Date }).now;
}

/** The short codes by which a manifest names people, by their ids. */
export async function personCodes(
	tx: Reading,
	partnershipId: string,
): Promise<Map<string, string>> {
	const rows = await tx.db
		.selectFrom('person')
		.select(['id', 'code'])
		.where('partnership_id', '=', partnershipId)
		.execute();
	return new Map(rows.map((row) => [row.id, row.code]));
}

/** The partnership's sectors in their order. */
export async function sectorsOf(
	tx: Reading,
	partnershipId: string,
): Promise<{ id: string; code: string; name: Text }[]> {
	const rows = await tx.db
		.selectFrom('sector')
		.select(['id', 'code', 'name'])
		.where('partnership_id', '=', partnershipId)
		.orderBy('position')
		.execute();
	return rows.map((row) => ({ id: row.id, code: row.code, name: row.name as Text }));
}

/** A seat of the frozen roll. */
export interface Elector {
	readonly seatId: string;
	readonly sectorId: string;
	readonly organisationId: string;
	readonly personId: string | null;
	readonly present: boolean;
	readonly mode: Mode | null;
	readonly asDeputy: boolean;
}

export async function insertElectors(
	tx: Tx,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
	electors: readonly Elector[],
): Promise<void> {
	await tx.db
		.insertInto('poll_elector')
		.values(
			electors.map((elector) => ({
				partnership_id: poll.partnershipId,
				poll_id: poll.id,
				seat_id: elector.seatId,
				person_id: elector.personId,
				sector_id: elector.sectorId,
				organisation_id: elector.organisationId,
				present: elector.present,
				mode: elector.mode,
				as_deputy: elector.asDeputy,
			})),
		)
		.execute();
}

/** The roll with the names of today: for each seat who acts for it (null when nobody was there) and who holds it. */
export async function rollOf(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
): Promise<
	(Elector & { personName: string | null; holderName: string | null; organisationName: Text })[]
> {
	const { rows } = await sql<{
		seat_id: string;
		sector_id: string;
		organisation_id: string;
		organisation_name: Text;
		person_id: string | null;
		person_name: string | null;
		holder_name: string | null;
		present: boolean;
		mode: Mode | null;
		as_deputy: boolean;
	}>`
		select e.seat_id, e.sector_id, e.organisation_id, o.name as organisation_name, e.person_id,
			p.name as person_name, holder.name as holder_name, e.present, e.mode, e.as_deputy
		from poll_elector e
		join poll on poll.partnership_id = e.partnership_id and poll.id = e.poll_id
		join seat on seat.partnership_id = e.partnership_id and seat.id = e.seat_id
		join organisation o on o.partnership_id = e.partnership_id and o.id = e.organisation_id
		left join person p on p.partnership_id = e.partnership_id and p.id = e.person_id
		left join seat_term t on t.partnership_id = e.partnership_id and t.seat_id = e.seat_id
			and poll.opened_at::date between t.starts_on and coalesce(t.ends_on, 'infinity')
		left join person holder on holder.partnership_id = e.partnership_id and holder.id = t.person_id
		where e.partnership_id = ${poll.partnershipId} and e.poll_id = ${poll.id}
		order by seat.position`.execute(tx.db);
	return rows.map((row) => ({
		seatId: row.seat_id,
		sectorId: row.sector_id,
		organisationId: row.organisation_id,
		organisationName: row.organisation_name,
		personId: row.person_id,
		personName: row.person_name,
		holderName: row.holder_name,
		present: row.present,
		mode: row.mode,
		asDeputy: row.as_deputy,
	}));
}

export async function electorOf(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
	seatId: string,
): Promise<Elector | undefined> {
	const row = await tx.db
		.selectFrom('poll_elector')
		.selectAll()
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.where('seat_id', '=', seatId)
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
		}
	);
}

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

/** How many of the roll have voted, and where they sit; never how. */
export interface Turnout {
	readonly voted: number;
	readonly of: number;
	readonly room: { readonly voted: number; readonly of: number };
	readonly remote: { readonly voted: number; readonly of: number };
}

export async function turnoutOf(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
): Promise<Turnout> {
	const { rows } = await sql<{ room: boolean; voted: number; of: number }>`
		select e.mode = 'in_person' as room, count(b.seat_id)::int as voted, count(*)::int as of
		from poll_elector e
		left join ballot b on b.partnership_id = e.partnership_id and b.poll_id = e.poll_id and b.seat_id = e.seat_id
		where e.partnership_id = ${poll.partnershipId} and e.poll_id = ${poll.id} and e.present
		group by 1`.execute(tx.db);
	const part = (inRoom: boolean) => {
		const row = rows.find(({ room }) => room === inRoom);
		return { voted: row?.voted ?? 0, of: row?.of ?? 0 };
	};
	const room = part(true);
	const remote = part(false);
	return { voted: room.voted + remote.voted, of: room.of + remote.of, room, remote };
}

/** What is hashed when the poll opens. */
export const manifestJson = (manifest: Manifest): Json => manifest as unknown as Json;
