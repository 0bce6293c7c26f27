import { sql } from 'kysely';
import type { Reading } from '../platform/tx.ts';

/** A seat for which nobody came to the last meetings of its body, one after the other. */
export interface AbsentSeat {
	readonly seatId: string;
	/** How many of the last ended meetings, without a break, had nobody in the seat while somebody held it. */
	readonly missed: number;
}

/** Seats of a body by how many meetings running nobody sat in them; those of the last one are left out. */
export async function absentSeats(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<AbsentSeat[]> {
	const { rows } = await sql<AbsentSeat>`
		with held as (
			select s.id as seat_id, m.id as meeting_id,
				row_number() over (partition by s.id order by m.starts_at desc) as n,
				exists (select from attendance a where a.partnership_id = m.partnership_id and a.meeting_id = m.id
					and a.seat_id = s.id) as came
			from seat s
			join meeting m on m.partnership_id = s.partnership_id and m.body_id = s.body_id and m.status = 'ended' and m.cancelled_at is null
			where s.partnership_id = ${partnershipId} and s.body_id = ${bodyId} and s.closed_on is null
				and exists (select from seat_term t where t.partnership_id = s.partnership_id and t.seat_id = s.id
					and m.starts_at::date between t.starts_on and coalesce(t.ends_on, 'infinity'))
		)
		select seat_id as "seatId", (coalesce(min(n) filter (where came), count(*) + 1) - 1)::int as missed
		from held group by seat_id having coalesce(min(n) filter (where came), count(*) + 1) > 1`.execute(
		tx.db,
	);
	return rows;
}

/** A seat that falls vacant by the rules on absence, with the term that would end. */
export interface SeatToVacate {
	readonly seatId: string;
	readonly termId: string;
	readonly holder: string;
	/** When somebody last sat in it, or the term began; ISO date. */
	readonly since: string;
}

/**
 * Seats in which nobody has sat for so many months, neither holder nor deputy, though the body met (domain research §1.4, removal
 * after absence): counted from the last meeting that somebody sat in it, or the beginning of the term. It is proposed to the
 * secretariat; nobody loses a seat by a clock.
 */
export async function seatsToVacate(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
	months: number,
): Promise<SeatToVacate[]> {
	const { rows } = await sql<SeatToVacate>`
		select s.id as "seatId", t.id as "termId", p.name as holder, last.since::text as since
		from seat s
		join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
			and current_date between t.starts_on and coalesce(t.ends_on, 'infinity') and t.ends_on is distinct from current_date
		join person p on p.partnership_id = t.partnership_id and p.id = t.person_id
		cross join lateral (
			select greatest(t.starts_on, coalesce(max(m.starts_at)::date, t.starts_on)) as since from attendance a
			join meeting m on m.partnership_id = a.partnership_id and m.id = a.meeting_id
			where a.partnership_id = s.partnership_id and a.seat_id = s.id) last
		where s.partnership_id = ${partnershipId} and s.body_id = ${bodyId} and s.closed_on is null
			and last.since <= current_date - make_interval(months => ${months}::int)
			and exists (select from meeting m where m.partnership_id = s.partnership_id and m.body_id = s.body_id
				and m.status = 'ended' and m.cancelled_at is null and m.starts_at::date > last.since)
		order by s.position`.execute(tx.db);
	return rows;
}
