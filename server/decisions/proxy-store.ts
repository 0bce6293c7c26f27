import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import type { Reading, Tx } from '../platform/tx.ts';

/** A proxy that stands: accepted, or waiting for the clerk. */
export interface Proxy {
	readonly id: string;
	readonly seatId: string;
	readonly principalId: string;
	readonly principalName: string;
	readonly organisation: Text;
	readonly holderId: string;
	readonly holderName: string;
	readonly lodgedAt: Date;
	readonly acceptedAt: Date | null;
}

/** The proxies of the meeting that stand, in the order of the seats they are for. */
export async function proxiesOf(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
): Promise<Proxy[]> {
	const { rows } = await sql<{
		id: string;
		seat_id: string;
		principal_person_id: string;
		principal_name: string;
		organisation: Text;
		holder_person_id: string;
		holder_name: string;
		lodged_at: Date;
		accepted_at: Date | null;
	}>`
		select x.id, x.seat_id, x.principal_person_id, principal.name as principal_name, coalesce(o.name, co_opted_name(seat)) as organisation,
			x.holder_person_id, holder.name as holder_name, x.lodged_at, x.accepted_at
		from proxy x
		join seat on seat.partnership_id = x.partnership_id and seat.id = x.seat_id
		left join organisation o on o.partnership_id = seat.partnership_id and o.id = seat.organisation_id
		join person principal on principal.partnership_id = x.partnership_id and principal.id = x.principal_person_id
		join person holder on holder.partnership_id = x.partnership_id and holder.id = x.holder_person_id
		where x.partnership_id = ${meeting.partnershipId} and x.meeting_id = ${meeting.id} and x.ended_at is null
		order by seat.position`.execute(tx.db);
	return rows.map((row) => ({
		id: row.id,
		seatId: row.seat_id,
		principalId: row.principal_person_id,
		principalName: row.principal_name,
		organisation: row.organisation,
		holderId: row.holder_person_id,
		holderName: row.holder_name,
		lodgedAt: row.lodged_at,
		acceptedAt: row.accepted_at,
	}));
}

export async function insertProxy(
	tx: Tx,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	proxy: {
		id: string;
		seatId: string;
		principalId: string;
		holderId: string;
		byPersonId: string;
		accepted: boolean;
	},
): Promise<void> {
	await tx.db
		.insertInto('proxy')
		.values({
			partnership_id: meeting.partnershipId,
			id: proxy.id,
			meeting_id: meeting.id,
			seat_id: proxy.seatId,
			principal_person_id: proxy.principalId,
			holder_person_id: proxy.holderId,
			lodged_at: tx.now,
			lodged_by_person_id: proxy.byPersonId,
			accepted_at: proxy.accepted ? tx.now : null,
			accepted_by_person_id: proxy.accepted ? proxy.byPersonId : null,
		})
		.execute();
}

export async function acceptProxyRow(
	tx: Tx,
	partnershipId: string,
	id: string,
	byPersonId: string,
): Promise<void> {
	await tx.db
		.updateTable('proxy')
		.set({ accepted_at: tx.now, accepted_by_person_id: byPersonId })
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.execute();
}

export async function endProxyRow(
	tx: Tx,
	partnershipId: string,
	id: string,
	byPersonId: string,
): Promise<void> {
	await tx.db
		.updateTable('proxy')
		.set({ ended_at: tx.now, ended_by_person_id: byPersonId })
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.execute();
}

/** Whether a vote of the meeting that is open counts the seat by proxy. */
export async function isCarriedInOpenVote(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	seatId: string,
): Promise<boolean> {
	const { rows } = await sql`
		select 1 from poll v join poll_elector e on e.partnership_id = v.partnership_id and e.poll_id = v.id
		where v.partnership_id = ${meeting.partnershipId} and v.meeting_id = ${meeting.id} and v.state = 'open'
			and e.seat_id = ${seatId} and e.by_proxy
		union all
		select 1 from question v join question_elector e on e.partnership_id = v.partnership_id and e.question_id = v.id
		where v.partnership_id = ${meeting.partnershipId} and v.meeting_id = ${meeting.id}
			and v.state in ('open', 'paused') and e.seat_id = ${seatId} and e.by_proxy`.execute(tx.db);
	return rows.length > 0;
}
