import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type {
	Meeting,
	MeetingAccess,
	MeetingMode,
	MeetingStatus,
	RoomShows,
} from '#domain/meetings/meeting.ts';
import type { Reading, Tx } from '../platform/tx.ts';

const meetings = (tx: Reading) => tx.db.selectFrom('meeting').selectAll('meeting');

const meetingsIn = (tx: Reading, partnershipId: string) =>
	meetings(tx).where('meeting.partnership_id', '=', partnershipId);

type MeetingRow = Awaited<ReturnType<ReturnType<typeof meetings>['executeTakeFirstOrThrow']>>;

const meetingFrom = (row: MeetingRow): Meeting => ({
	id: row.id,
	partnershipId: row.partnership_id,
	bodyId: row.body_id,
	slug: row.slug,
	title: row.title as Text,
	startsAt: row.starts_at,
	endsAt: row.ends_at,
	mode: row.mode as MeetingMode,
	venue: row.venue as Text,
	access: row.access as MeetingAccess,
	status: row.status as MeetingStatus,
	agendaRoomId: row.agenda_room_id,
	minutesRoomId: row.minutes_room_id,
	agendaVersion: row.agenda_version,
	startedAt: row.started_at,
	endedAt: row.ended_at,
	cancelledAt: row.cancelled_at,
	breakUntil: row.break_until,
	roomShows: row.room_shows as RoomShows,
});

/** The meeting with this id. */
export async function meetingById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Meeting | undefined> {
	const row = await meetingsIn(tx, partnershipId).where('id', '=', id).executeTakeFirst();
	return row && meetingFrom(row);
}

/** The meeting with this id, of whatever partnership: what the id of a room leads to. */
export async function meetingAnywhere(tx: Reading, id: string): Promise<Meeting | undefined> {
	const row = await meetings(tx).where('id', '=', id).executeTakeFirst();
	return row && meetingFrom(row);
}

/** The meeting at `/<partnership>/meetings/<slug>`. */
export async function meetingBySlug(
	tx: Reading,
	partnershipId: string,
	slug: string,
): Promise<Meeting | undefined> {
	const row = await meetingsIn(tx, partnershipId).where('slug', '=', slug).executeTakeFirst();
	return row && meetingFrom(row);
}

/** The meetings whose id begins with this code, of whatever partnership; the one nearest to now first. */
export async function meetingsByCode(
	tx: Reading,
	code: string,
): Promise<readonly { meeting: Meeting; partnershipSlug: string }[]> {
	const rows = await meetings(tx)
		.innerJoin('partnership', 'partnership.id', 'meeting.partnership_id')
		.select('partnership.slug as partnership_slug')
		.where(sql<string>`left(meeting.id::text, ${code.length})`, '=', code)
		.orderBy(sql`abs(extract(epoch from meeting.starts_at - clock_timestamp()))`)
		.execute();
	return rows.map((row) => ({ meeting: meetingFrom(row), partnershipSlug: row.partnership_slug }));
}

/** The meeting whose exempt item this is. */
export async function meetingOfExemptItem(
	tx: Reading,
	partnershipId: string,
	itemId: string,
): Promise<Meeting | undefined> {
	const row = await meetingsIn(tx, partnershipId)
		.innerJoin('exempt_item as e', (join) =>
			join
				.onRef('e.partnership_id', '=', 'meeting.partnership_id')
				.onRef('e.meeting_id', '=', 'meeting.id'),
		)
		.where('e.item_id', '=', itemId)
		.executeTakeFirst();
	return row && meetingFrom(row);
}

/** The meeting, its row locked until the end of the transaction: acts on one meeting happen one after another. */
export async function lockMeeting(
	tx: Tx,
	partnershipId: string,
	id: string,
): Promise<Meeting | undefined> {
	const row = await meetingsIn(tx, partnershipId)
		.where('id', '=', id)
		.forUpdate()
		.executeTakeFirst();
	return row && meetingFrom(row);
}

/** A meeting in a list; `over` by the database's clock or because the chair has ended it. */
export interface ListedMeeting extends Meeting {
	readonly bodyName: Text;
	readonly over: boolean;
}

/** All meetings of a partnership, by their start. */
export async function meetingsOf(tx: Reading, partnershipId: string): Promise<ListedMeeting[]> {
	const rows = await meetingsIn(tx, partnershipId)
		.innerJoin('body', (join) =>
			join
				.onRef('body.partnership_id', '=', 'meeting.partnership_id')
				.onRef('body.id', '=', 'meeting.body_id'),
		)
		.select('body.name as body_name')
		.select(
			sql<boolean>`meeting.status = 'ended' or (meeting.ends_at < clock_timestamp() - interval '12 hours' and meeting.status <> 'in_session')`.as(
				'over',
			),
		)
		.orderBy('meeting.starts_at')
		.execute();
	return rows.map((row) => ({
		...meetingFrom(row),
		bodyName: row.body_name as Text,
		over: row.over,
	}));
}

/** The bodies that may meet, in their order. */
export async function bodiesIn(
	tx: Reading,
	partnershipId: string,
): Promise<readonly { readonly id: string; readonly code: string; readonly name: Text }[]> {
	const rows = await tx.db
		.selectFrom('body')
		.select(['id', 'code', 'name'])
		.where('partnership_id', '=', partnershipId)
		.orderBy('position')
		.execute();
	return rows.map(({ id, code, name }) => ({ id, code, name: name as Text }));
}

/** The ends of the addresses of meetings that begin so. */
export async function slugsFrom(
	tx: Tx,
	partnershipId: string,
	start: string,
): Promise<Set<string>> {
	const rows = await tx.db
		.selectFrom('meeting')
		.select('slug')
		.where('partnership_id', '=', partnershipId)
		.where('slug', 'like', `${start}%`)
		.execute();
	return new Set(rows.map(({ slug }) => slug));
}

/** Adds a meeting that has not begun. */
export async function insertMeeting(
	tx: Tx,
	meeting: Omit<Meeting, 'startedAt' | 'endedAt' | 'cancelledAt' | 'breakUntil' | 'roomShows'>,
): Promise<void> {
	await tx.db
		.insertInto('meeting')
		.values({
			partnership_id: meeting.partnershipId,
			id: meeting.id,
			body_id: meeting.bodyId,
			slug: meeting.slug,
			title: JSON.stringify(meeting.title),
			starts_at: meeting.startsAt,
			ends_at: meeting.endsAt,
			mode: meeting.mode,
			venue: JSON.stringify(meeting.venue),
			access: JSON.stringify(meeting.access),
			status: meeting.status,
			agenda_room_id: meeting.agendaRoomId,
			minutes_room_id: meeting.minutesRoomId,
			agenda_version: meeting.agendaVersion,
		})
		.execute();
}

/** Sets the version in force; a draft meeting becomes a published one. */
export async function setVersion(
	tx: Tx,
	partnershipId: string,
	meetingId: string,
	version: number,
): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set({
			agenda_version: version,
			status: sql<string>`case when status = 'draft' then 'published' else status end`,
		})
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', meetingId)
		.execute();
}

/** Moves the meeting into session. */
export async function saveStart(tx: Tx, meeting: Meeting): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set({ status: 'in_session', started_at: tx.now, sat_since: tx.now })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('id', '=', meeting.id)
		.execute();
}

/** Ends the meeting. Who was there at the end has no time of leaving: they stayed until then. */
export async function saveEnd(tx: Tx, meeting: Meeting): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set({ status: 'ended', ended_at: tx.now, break_until: null, room_shows: 'now' })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('id', '=', meeting.id)
		.execute();
}

/** Begins a break until then, or ends the one that is (null), from when the meeting sits again. */
export async function saveBreak(tx: Tx, meeting: Meeting, until: Date | null): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set(until ? { break_until: until } : { break_until: null, sat_since: tx.now })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('id', '=', meeting.id)
		.execute();
}

/** Sets what the screen in the room shows. */
export async function saveRoomShows(tx: Tx, meeting: Meeting, shows: RoomShows): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set({ room_shows: shows })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('id', '=', meeting.id)
		.execute();
}
