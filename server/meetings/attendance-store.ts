import { sql } from 'kysely';
import type { Attending, AttendanceMode, SeatClaim } from '#domain/meetings/attendance.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import type { Reading, Tx } from '../platform/tx.ts';

/** One stay of one person: from an arrival to a departure, in one mode and one seat. */
export interface Attendance extends Attending {
	readonly id: string;
	readonly arrivedAt: Date;
	/** Null while they are there, and for those who stayed to the end. */
	readonly leftAt: Date | null;
}

export interface Apology {
	readonly personId: string;
	readonly deputyPersonId: string | null;
	readonly recordedAt: Date;
}

/** All stays in the meeting, in order of arrival. */
export async function attendanceOf(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
): Promise<Attendance[]> {
	const rows = await tx.db
		.selectFrom('attendance')
		.selectAll()
		.where('partnership_id', '=', meeting.partnershipId)
		.where('meeting_id', '=', meeting.id)
		.orderBy('arrived_at')
		.orderBy('id')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		personId: row.person_id,
		seatId: row.seat_id,
		asDeputy: row.as_deputy,
		byLeave: row.by_leave,
		mode: row.mode as AttendanceMode,
		arrivedAt: row.arrived_at,
		leftAt: row.left_at,
	}));
}

/** Who is at the meeting now (or was at its end). */
export async function attendingNow(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
): Promise<Attendance[]> {
	return (await attendanceOf(tx, meeting)).filter((each) => each.leftAt === null);
}

/** Appends an arrival. */
export async function addAttendance(
	tx: Tx,
	meeting: Meeting,
	row: Attending,
	recordedBy: string,
): Promise<string> {
	const id = tx.uuid();
	await tx.db
		.insertInto('attendance')
		.values({
			partnership_id: meeting.partnershipId,
			id,
			meeting_id: meeting.id,
			person_id: row.personId,
			seat_id: row.seatId,
			as_deputy: row.asDeputy,
			by_leave: row.byLeave ?? false,
			mode: row.mode,
			arrived_at: tx.now,
			recorded_by_person_id: recordedBy,
		})
		.execute();
	return id;
}

/** Ends a stay. */
export async function endAttendance(tx: Tx, partnershipId: string, id: string): Promise<void> {
	await tx.db
		.updateTable('attendance')
		.set({ left_at: tx.now })
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.execute();
}

/** The apologies sent for the meeting. */
export async function apologiesOf(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
): Promise<Apology[]> {
	const rows = await tx.db
		.selectFrom('apology')
		.select(['person_id', 'deputy_person_id', 'recorded_at'])
		.where('partnership_id', '=', meeting.partnershipId)
		.where('meeting_id', '=', meeting.id)
		.orderBy('recorded_at')
		.orderBy('person_id')
		.execute();
	return rows.map((row) => ({
		personId: row.person_id,
		deputyPersonId: row.deputy_person_id,
		recordedAt: row.recorded_at,
	}));
}

/** Records apologies; sent twice, the later naming of a deputy stands, and the time of it. */
export async function saveApology(
	tx: Tx,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	personId: string,
	deputyPersonId: string | null,
): Promise<void> {
	await tx.db
		.insertInto('apology')
		.values({
			partnership_id: meeting.partnershipId,
			meeting_id: meeting.id,
			person_id: personId,
			deputy_person_id: deputyPersonId,
			deputy_named_at: deputyPersonId === null ? null : sql`clock_timestamp()`,
		})
		.onConflict((oc) =>
			oc.columns(['partnership_id', 'meeting_id', 'person_id']).doUpdateSet({
				deputy_person_id: deputyPersonId,
				deputy_named_at: deputyPersonId === null ? null : sql`clock_timestamp()`,
			}),
		)
		.execute();
}

/** Takes apologies back. */
export async function deleteApology(tx: Tx, meeting: Meeting, personId: string): Promise<boolean> {
	const gone = await tx.db
		.deleteFrom('apology')
		.where('partnership_id', '=', meeting.partnershipId)
		.where('meeting_id', '=', meeting.id)
		.where('person_id', '=', personId)
		.returning('person_id')
		.executeTakeFirst();
	return gone !== undefined;
}

/**
 * The seats of the meeting's body that the person may sit in today, with what the holder's apologies say. `noticeBy`: until when a
 * deputy had to be named for this meeting; null where the rules ask for no notice. A vacant seat has nobody who could.
 */
export async function claimsOf(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id' | 'bodyId'>,
	personId: string,
	noticeBy: Date | null = null,
): Promise<SeatClaim[]> {
	const { rows } = await sql<{
		seat_id: string;
		position: number;
		as: SeatClaim['as'];
		holder_id: string | null;
		apologised: boolean;
		named_id: string | null;
		named_at: Date | null;
	}>`
		with mine as (
			select t.seat_id, 'representative' as "as" from seat_term t
			where t.partnership_id = ${meeting.partnershipId} and t.person_id = ${personId}
				and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
			union
			select d.seat_id, 'deputy' from deputy_term d
			where d.partnership_id = ${meeting.partnershipId} and d.person_id = ${personId}
				and current_date between d.starts_on and coalesce(d.ends_on, 'infinity')
		)
		select seat.id as seat_id, seat.position, mine."as", holder.person_id as holder_id,
			a.person_id is not null as apologised, a.deputy_person_id as named_id,
			a.deputy_named_at as named_at
		from mine join seat on seat.partnership_id = ${meeting.partnershipId} and seat.id = mine.seat_id
		left join lateral (
			select t.person_id from seat_term t
			where t.partnership_id = seat.partnership_id and t.seat_id = seat.id
				and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
			order by t.starts_on desc limit 1
		) holder on true
		left join apology a on a.partnership_id = seat.partnership_id and a.meeting_id = ${meeting.id}
			and a.person_id = holder.person_id
		where seat.body_id = ${meeting.bodyId}
		order by seat.position`.execute(tx.db);
	return rows.map((row) => ({
		seatId: row.seat_id,
		position: row.position,
		as: row.as,
		holderId: row.holder_id,
		apology: !row.apologised
			? 'none'
			: row.named_id === null
				? 'given'
				: row.named_id === personId
					? 'names_them'
					: 'names_another',
		noticed:
			noticeBy === null ||
			row.holder_id === null ||
			(row.named_id === personId && row.named_at !== null && row.named_at <= noticeBy),
	}));
}
