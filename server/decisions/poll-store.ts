// Over 400 lines: every query of the polls, one a method.
import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import type { Manifest, PausedBy, PollState } from '#domain/decisions/poll.ts';
import type { RefusalValues } from '#domain/kernel/refusal.ts';
import type { MotionResult } from '#domain/decisions/result.ts';
import type { Quorum } from '#domain/meetings/quorum.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export interface Poll {
	readonly partnershipId: string;
	readonly id: string;
	readonly meetingId: string;
	readonly bodyId: string;
	readonly itemId: string;
	readonly motionId: string;
	/** The amendment that the vote is on; null for the motion. */
	readonly amendmentId: string | null;
	readonly compartmentId: string | null;
	readonly state: PollState;
	readonly manifest: Manifest;
	readonly manifestHash: string;
	/** Why it does not count; null for a vote that does. */
	readonly voided: string | null;
	/** How the quorum stood when it closed; null before, and in polls of before that was taken. */
	readonly quorumClosed: Quorum | null;
	/** Null until it is closed; for the server's eyes only until it is shown. */
	readonly result: MotionResult | null;
}

/** Stores an open poll; false when the meeting has one open already. */
export async function insertPoll(
	tx: Tx,
	poll: Omit<Poll, 'state' | 'result' | 'bodyId' | 'voided' | 'quorumClosed'> & {
		quorumOpened: Quorum;
		motionVersion: number;
		openedAt: Date;
		openedByPersonId: string;
	},
): Promise<boolean> {
	const inserted = await tx.db
		.insertInto('poll')
		.values({
			partnership_id: poll.partnershipId,
			id: poll.id,
			meeting_id: poll.meetingId,
			item_id: poll.itemId,
			motion_id: poll.motionId,
			motion_version: poll.motionVersion,
			amendment_id: poll.amendmentId,
			compartment_id: poll.compartmentId,
			state: 'open',
			manifest: JSON.stringify(poll.manifest),
			manifest_hash: poll.manifestHash,
			secret: poll.manifest.ballot === 'secret',
			quorum_opened: JSON.stringify(poll.quorumOpened),
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

/** A poll without what was frozen of it: a roll of thousands is too much to read for each ballot. */
export type PollHead = Pick<
	Poll,
	'partnershipId' | 'id' | 'meetingId' | 'bodyId' | 'compartmentId' | 'state'
> & { readonly secret: boolean };

export async function pollHead(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<PollHead | undefined> {
	const row = await tx.db
		.selectFrom('poll')
		.innerJoin('meeting', (join) =>
			join
				.onRef('meeting.partnership_id', '=', 'poll.partnership_id')
				.onRef('meeting.id', '=', 'poll.meeting_id'),
		)
		.select([
			'poll.meeting_id',
			'meeting.body_id',
			'poll.compartment_id',
			'poll.opened_at',
			'poll.closed_at',
			'poll.shown_at',
			'poll.secret',
			'poll.paused_by',
		])
		.where('poll.partnership_id', '=', partnershipId)
		.where('poll.id', '=', id)
		.executeTakeFirst();
	return (
		row && {
			partnershipId,
			id,
			meetingId: row.meeting_id,
			bodyId: row.body_id,
			compartmentId: row.compartment_id,
			secret: row.secret,
			state: stateFrom(row),
		}
	);
}

/** A poll of whichever partnership: for what keeps house of all of them. */
export async function pollAnywhere(tx: Reading, id: string): Promise<Poll | undefined> {
	const row = await tx.db
		.selectFrom('poll')
		.innerJoin('meeting', (join) =>
			join
				.onRef('meeting.partnership_id', '=', 'poll.partnership_id')
				.onRef('meeting.id', '=', 'poll.meeting_id'),
		)
		.selectAll('poll')
		.select('meeting.body_id')
		.where('poll.id', '=', id)
		.executeTakeFirst();
	return row && pollFrom(row);
}

/** Who opened the poll, as they act; undefined where they have no account any more. */
export async function openerOf(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
): Promise<Actor | undefined> {
	const row = await tx.db
		.selectFrom('poll')
		.innerJoin('person', (join) =>
			join
				.onRef('person.partnership_id', '=', 'poll.partnership_id')
				.onRef('person.id', '=', 'poll.opened_by_person_id'),
		)
		.select(['person.id', 'person.account_id'])
		.where('poll.partnership_id', '=', poll.partnershipId)
		.where('poll.id', '=', poll.id)
		.executeTakeFirst();
	return row?.account_id
		? { partnershipId: poll.partnershipId, personId: row.id, accountId: row.account_id }
		: undefined;
}

/** Why a vote that was made void to be taken again could not be: a refusal to show as its sentence. */
export interface NotReopened {
	readonly code: string;
	readonly values: RefusalValues;
}

export async function putNotReopened(
	tx: Tx,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
	why: NotReopened,
): Promise<void> {
	await tx.db
		.updateTable('poll')
		.set({ not_reopened: JSON.stringify(why) })
		.where('partnership_id', '=', poll.partnershipId)
		.where('id', '=', poll.id)
		.execute();
}

/** Votes of the meeting that wait to be taken again and could not be: those after which their motion was not voted on. */
export async function notReopenedIn(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<{ motionId: string; compartmentId: string | null; why: NotReopened }[]> {
	const { rows } = await sql<{
		motion_id: string;
		compartment_id: string | null;
		not_reopened: NotReopened;
	}>`
		select p.motion_id, p.compartment_id, p.not_reopened from poll p
		where p.partnership_id = ${partnershipId} and p.meeting_id = ${meetingId} and p.not_reopened is not null
			and not exists (select 1 from poll later where later.partnership_id = p.partnership_id
				and later.motion_id = p.motion_id and later.opened_at > p.opened_at)
		order by p.opened_at`.execute(tx.db);
	return rows.map((row) => ({
		motionId: row.motion_id,
		compartmentId: row.compartment_id,
		why: row.not_reopened,
	}));
}

/** The polls of a meeting that count, by opening. */
export async function pollsOfMeeting(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<Poll[]> {
	const rows = await polls(tx, partnershipId)
		.where('poll.meeting_id', '=', meetingId)
		.where('poll.state', '!=', 'void')
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

/** Whether an amendment of the motion is being voted on, or was and its result is still to be shown. */
export async function amendmentVoteUnderWay(
	tx: Reading,
	motion: { partnershipId: string; id: string },
): Promise<boolean> {
	const row = await tx.db
		.selectFrom('poll')
		.select('id')
		.where('partnership_id', '=', motion.partnershipId)
		.where('motion_id', '=', motion.id)
		.where('amendment_id', 'is not', null)
		.where('state', '!=', 'void')
		.where('shown_at', 'is', null)
		.executeTakeFirst();
	return row !== undefined;
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
	amendment_id: string | null;
	compartment_id: string | null;
	manifest: unknown;
	manifest_hash: string;
	opened_at: Date;
	closed_at: Date | null;
	shown_at: Date | null;
	paused_by: string | null;
	voided_at: Date | null;
	void_reason: string | null;
	quorum_closed: unknown;
	result: unknown;
}): Poll {
	return {
		partnershipId: row.partnership_id,
		id: row.id,
		meetingId: row.meeting_id,
		bodyId: row.body_id,
		itemId: row.item_id,
		motionId: row.motion_id,
		amendmentId: row.amendment_id,
		compartmentId: row.compartment_id,
		manifest: row.manifest as Manifest,
		manifestHash: row.manifest_hash,
		voided: row.voided_at === null ? null : (row.void_reason ?? ''),
		quorumClosed: row.quorum_closed as Quorum | null,
		result: row.result as MotionResult | null,
		state: stateFrom(row),
	};
}

function stateFrom(row: {
	opened_at: Date;
	closed_at: Date | null;
	shown_at: Date | null;
	paused_by: string | null;
}): PollState {
	const { opened_at: openedAt, closed_at: closedAt, shown_at: shownAt } = row;
	if (!closedAt) return { state: 'open', openedAt, pausedBy: row.paused_by as PausedBy | null };
	if (!shownAt) return { state: 'closed', openedAt, closedAt };
	return { state: 'shown', openedAt, closedAt, shownAt };
}

export async function closePollRow(
	tx: Tx,
	poll: Poll,
	closed: { at: Date; byPersonId: string; result: MotionResult; quorum: Quorum | null },
): Promise<void> {
	await updatePoll(tx, poll, {
		state: 'closed',
		closed_at: closed.at,
		closed_by_person_id: closed.byPersonId,
		quorum_closed: closed.quorum && JSON.stringify(closed.quorum),
		result: JSON.stringify(closed.result),
	});
}

/** What a closed vote comes to, counted anew before it is shown. */
export async function recountPollRow(tx: Tx, poll: Poll, result: MotionResult): Promise<void> {
	await updatePoll(tx, poll, { result: JSON.stringify(result) });
}

/** Notes that somebody asked for more time; false when it is noted already or the vote is closed. */
export async function timeAsked(tx: Tx, poll: Poll): Promise<boolean> {
	const changed = await tx.db
		.updateTable('poll')
		.set({ time_asked_at: tx.now })
		.where('partnership_id', '=', poll.partnershipId)
		.where('id', '=', poll.id)
		.where('state', '=', 'open')
		.where('time_asked_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	return changed !== undefined;
}

/** Notes until when the chair waits, which answers whoever asked. */
export async function timeGiven(tx: Tx, poll: Poll, until: Date): Promise<void> {
	await updatePoll(tx, poll, { time_asked_at: null, time_given_until: until });
}

/** Holds the vote, or lets it go on (null). */
export async function pausePollRow(
	tx: Tx,
	poll: Poll,
	paused: { at: Date; by: PausedBy } | null,
): Promise<void> {
	await updatePoll(tx, poll, { paused_at: paused?.at ?? null, paused_by: paused?.by ?? null });
}

/** Seals a poll that does not count. */
export async function voidPollRow(
	tx: Tx,
	poll: Poll,
	voided: { at: Date; byPersonId: string; reason: string },
): Promise<void> {
	await updatePoll(tx, poll, {
		state: 'void',
		...(poll.state.state === 'open'
			? { closed_at: voided.at, closed_by_person_id: voided.byPersonId }
			: {}),
		voided_at: voided.at,
		void_reason: voided.reason,
		// What had been counted is forgotten; the ballots stay.
		result: null,
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
		state?: 'closed' | 'void';
		quorum_closed?: string | null;
		voided_at?: Date;
		void_reason?: string;
		closed_at?: Date;
		closed_by_person_id?: string;
		shown_at?: Date;
		time_asked_at?: null;
		paused_at?: Date | null;
		paused_by?: PausedBy | null;
		time_given_until?: Date;
		result?: string | null;
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
	// As a uuid: the same poll in capital letters is the same lock.
	const key = sql`hashtextextended(${pollId}::uuid::text, 0)`;
	const lock =
		how === 'shared'
			? sql`pg_advisory_xact_lock_shared(${key})`
			: sql`pg_advisory_xact_lock(${key})`;
	const { rows } = await sql<{
		now: Date;
	}>`with held as materialized (select ${lock}) select clock_timestamp() as now from held`.execute(
		tx.db,
	);
	return (rows[0] as { now: Date }).now;
}

/** The secret polls that are open, of every partnership: each has its urn. */
export async function openSecretPolls(tx: Reading): Promise<string[]> {
	const rows = await tx.db
		.selectFrom('poll')
		.select('id')
		.where('secret', '=', true)
		.where('state', '=', 'open')
		.execute();
	return rows.map(({ id }) => id);
}
