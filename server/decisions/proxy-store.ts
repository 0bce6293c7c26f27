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
export const proxiesOf = (
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
): Promise<Proxy[]> => standing(tx, meeting, 'meeting_id');

/** The same of a vote between meetings. */
export const proxiesOfVote = (
	tx: Reading,
	vote: { readonly partnershipId: string; readonly id: string },
): Promise<Proxy[]> => standing(tx, vote, 'vote_id');

async function standing(
	tx: Reading,
	of: { readonly partnershipId: string; readonly id: string },
	by: 'meeting_id' | 'vote_id',
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
		where x.partnership_id = ${of.partnershipId} and ${sql.ref(`x.${by}`)} = ${of.id} and x.ended_at is null
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
	given: { readonly partnershipId: string } & (
		{ readonly meetingId: string } | { readonly voteId: string }
	),
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
			partnership_id: given.partnershipId,
			id: proxy.id,
			meeting_id: 'meetingId' in given ? given.meetingId : null,
			vote_id: 'voteId' in given ? given.voteId : null,
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

/** Ends it; `byPersonId` is null where nobody did but the vote that it was for. */
export async function endProxyRow(
	tx: Tx,
	partnershipId: string,
	id: string,
	byPersonId: string | null,
): Promise<void> {
	await tx.db
		.updateTable('proxy')
		.set({ ended_at: tx.now, ended_by_person_id: byPersonId })
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.execute();
}

/** It is for another vote from now on: the one that is taken in place of the first. */
export async function moveProxyRow(
	tx: Tx,
	partnershipId: string,
	id: string,
	voteId: string,
): Promise<void> {
	await tx.db
		.updateTable('proxy')
		.set({ vote_id: voteId })
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

/** Who votes for the seat of a vote between meetings: who carries it, or again whose vote it is. */
export async function setVoter(
	tx: Tx,
	vote: {
		readonly is: 'election' | 'written';
		readonly partnershipId: string;
		readonly id: string;
	},
	voter: { readonly seatId: string; readonly personId: string; readonly byProxy: boolean },
): Promise<void> {
	const set = { person_id: voter.personId, by_proxy: voter.byProxy };
	if (vote.is === 'election')
		await tx.db
			.updateTable('question_elector')
			.set(set)
			.where('partnership_id', '=', vote.partnershipId)
			.where('question_id', '=', vote.id)
			.where('seat_id', '=', voter.seatId)
			.execute();
	else
		await tx.db
			.updateTable('written_elector')
			.set(set)
			.where('partnership_id', '=', vote.partnershipId)
			.where('procedure_id', '=', vote.id)
			.where('seat_id', '=', voter.seatId)
			.execute();
}
