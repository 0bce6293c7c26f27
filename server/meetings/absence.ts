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
			join meeting m on m.partnership_id = s.partnership_id and m.body_id = s.body_id and m.status = 'ended'
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
