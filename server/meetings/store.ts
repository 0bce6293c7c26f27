import { Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Meeting as PlannedMeeting, MeetingStatus } from '#domain/meetings/meeting.ts';
import type { RunningItem } from '#domain/meetings/run.ts';
import type { Reading, Tx } from '../platform/tx.ts';

/** A meeting as it runs: what it was called for, and when it began and ended. */
export interface Meeting extends Omit<PlannedMeeting, 'access'> {
	readonly startedAt: Date | null;
	readonly endedAt: Date | null;
}

/** An item of the latest published agenda with how it ran; an exempt one has no title here. */
export interface MeetingItem extends RunningItem {
	readonly kind: 'decision' | 'discussion' | 'information' | 'procedural' | 'public';
	readonly minutes: number;
	readonly title: Text;
	readonly leadPersonId: string | null;
	readonly compartmentId: string | null;
}

const meetingColumns = [
	'id',
	'partnership_id',
	'body_id',
	'slug',
	'title',
	'starts_at',
	'ends_at',
	'mode',
	'venue',
	'status',
	'agenda_room_id',
	'minutes_room_id',
	'agenda_version',
	'started_at',
	'ended_at',
] as const;

/** The meeting, its row locked until the end of the transaction: acts on one meeting happen one after another. */
export async function lockMeeting(
	tx: Tx,
	partnershipId: string,
	meetingId: string,
): Promise<Meeting | undefined> {
	const row = await tx.db
		.selectFrom('meeting')
		.select(meetingColumns)
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', meetingId)
		.forUpdate()
		.executeTakeFirst();
	return row && meetingFrom(row);
}

/** The meeting with this id. */
export async function meetingById(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<Meeting | undefined> {
	const row = await tx.db
		.selectFrom('meeting')
		.select(meetingColumns)
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', meetingId)
		.executeTakeFirst();
	return row && meetingFrom(row);
}

/** The meeting at `/<partnership>/meetings/<slug>`. */
export async function meetingBySlug(
	tx: Reading,
	partnershipId: string,
	slug: string,
): Promise<Meeting | undefined> {
	const row = await tx.db
		.selectFrom('meeting')
		.select(meetingColumns)
		.where('partnership_id', '=', partnershipId)
		.where('slug', '=', slug)
		.executeTakeFirst();
	return row && meetingFrom(row);
}

function meetingFrom(row: {
	id: string;
	partnership_id: string;
	body_id: string;
	slug: string;
	title: unknown;
	starts_at: Date;
	ends_at: Date;
	mode: string;
	venue: unknown;
	status: string;
	agenda_room_id: string;
	minutes_room_id: string;
	agenda_version: number;
	started_at: Date | null;
	ended_at: Date | null;
}): Meeting {
	return {
		id: row.id,
		partnershipId: row.partnership_id,
		bodyId: row.body_id,
		slug: row.slug,
		title: row.title as Text,
		startsAt: row.starts_at,
		endsAt: row.ends_at,
		mode: row.mode as Meeting['mode'],
		venue: row.venue as Text,
		status: row.status as MeetingStatus,
		agendaRoomId: row.agenda_room_id,
		minutesRoomId: row.minutes_room_id,
		agendaVersion: row.agenda_version,
		startedAt: row.started_at,
		endedAt: row.ended_at,
	};
}

/** The items of the meeting's latest published agenda, removed ones left out, by number. */
export async function itemsOf(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<MeetingItem[]> {
	const rows = await tx.db
		.selectFrom('agenda_item')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.where('removed', '=', false)
		.orderBy('number')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		number: row.number,
		removed: row.removed,
		state: row.state as RunningItem['state'],
		openedAt: row.opened_at,
		closedAt: row.closed_at,
		spentSeconds: row.spent_seconds,
		kind: row.kind as MeetingItem['kind'],
		minutes: row.minutes,
		title: row.title as Text,
		leadPersonId: row.lead_person_id,
		compartmentId: row.compartment_id,
	}));
}

/** Writes how the item runs. */
export async function saveItem(tx: Tx, partnershipId: string, item: RunningItem): Promise<void> {
	await tx.db
		.updateTable('agenda_item')
		.set({
			state: item.state,
			opened_at: item.openedAt,
			closed_at: item.closedAt,
			spent_seconds: item.spentSeconds,
		})
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', item.id)
		.execute();
}

/** Moves the meeting into session. */
export async function saveStart(tx: Tx, meeting: Meeting): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set({ status: 'in_session', started_at: tx.now })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('id', '=', meeting.id)
		.execute();
}

/** Ends the meeting. Who was there at the end has no time of leaving: they stayed until then. */
export async function saveEnd(tx: Tx, meeting: Meeting): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set({ status: 'ended', ended_at: tx.now })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('id', '=', meeting.id)
		.execute();
}

/** The name of a person of the partnership. */
export async function nameOf(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<string | undefined> {
	const row = await tx.db
		.selectFrom('person')
		.select('name')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', personId)
		.executeTakeFirst();
	return row?.name;
}

const doubles: Readonly<Record<string, string>> = {
	attendance_seat_once: 'meetings.seat_taken_meanwhile',
	attendance_person_once: 'meetings.changed_meanwhile',
	agenda_item_one_open: 'meetings.changed_meanwhile',
	speaker_waiting_once: 'meetings.changed_meanwhile',
	speaker_one_called: 'meetings.changed_meanwhile',
};

/** The unique indexes are the last judges: what they stop is refused in words, not a fault. */
export async function refusingDoubles<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const { code, constraint } = error as { code?: unknown; constraint?: unknown };
		const refusal = typeof constraint === 'string' ? doubles[constraint] : undefined;
		if (code === '23505' && refusal) throw new Refusal(refusal);
		throw error;
	}
}
