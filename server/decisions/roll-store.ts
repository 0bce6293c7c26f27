import { handsIn } from '#domain/decisions/hands.ts';
import type { Turnout } from '#domain/decisions/shown.ts';
import { sql } from 'kysely';
import type { Mode } from '#domain/decisions/poll.ts';
import type { Text } from '#domain/kernel/text.ts';
import { coOptedName } from '#domain/partnerships/co-option.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import { handsOf } from './hands-store.ts';
import type { Poll } from './poll-store.ts';

/** A seat of the frozen roll. */
export interface Elector {
	readonly seatId: string;
	readonly sectorId: string | null;
	readonly organisationId: string | null;
	readonly personId: string | null;
	readonly present: boolean;
	readonly mode: Mode | null;
	readonly asDeputy: boolean;
	readonly byProxy: boolean;
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
				by_proxy: elector.byProxy,
			})),
		)
		.execute();
}

/** An elector with the names of today. */
export interface NamedElector extends Elector {
	readonly personName: string | null;
	readonly holderName: string | null;
	readonly organisationName: Text;
}

/** The roll with the names of today: for each seat who acts for it (null when nobody was there) and who holds it. */
export const rollOf = (
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
): Promise<NamedElector[]> => namedRoll(tx, poll, 'poll');

/** The same of a poll or of a question with options: one roll, whatever is asked of it. */
export async function namedRoll(
	tx: Reading,
	{ partnershipId, id }: { readonly partnershipId: string; readonly id: string },
	of: 'poll' | 'question',
): Promise<NamedElector[]> {
	const asked = sql.ref(`e.${of}_id`);
	const { rows } = await sql<{
		seat_id: string;
		sector_id: string | null;
		organisation_id: string | null;
		organisation_name: Text;
		person_id: string | null;
		person_name: string | null;
		holder_name: string | null;
		present: boolean;
		mode: Mode | null;
		as_deputy: boolean;
		by_proxy: boolean;
	}>`
		select e.seat_id, e.sector_id, e.organisation_id, coalesce(o.name, ${JSON.stringify(coOptedName(true))}::jsonb) as organisation_name, e.person_id,
			p.name as person_name, holder.name as holder_name, e.present, e.mode, e.as_deputy, e.by_proxy
		from ${sql.table(`${of}_elector`)} e
		join ${sql.table(of)} asked on asked.partnership_id = e.partnership_id and asked.id = ${asked}
		join seat on seat.partnership_id = e.partnership_id and seat.id = e.seat_id
		left join organisation o on o.partnership_id = e.partnership_id and o.id = e.organisation_id
		left join person p on p.partnership_id = e.partnership_id and p.id = e.person_id
		left join seat_term t on t.partnership_id = e.partnership_id and t.seat_id = e.seat_id
			and asked.opened_at::date between t.starts_on and coalesce(t.ends_on, 'infinity')
		left join person holder on holder.partnership_id = e.partnership_id and holder.id = t.person_id
		where e.partnership_id = ${partnershipId} and ${asked} = ${id}
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
		byProxy: row.by_proxy,
	}));
}

/** Who is named for a seat: whoever acts for it, a deputy with whom they sit for, or who gave their vote with who carries it. */
export function namedFor(seat: NamedElector): {
	name: string | null;
	forName: string | null;
	byProxy: string | null;
} {
	return {
		name: seat.byProxy ? seat.holderName : (seat.personName ?? seat.holderName),
		forName: seat.asDeputy ? seat.holderName : null,
		byProxy: seat.byProxy ? seat.personName : null,
	};
}

/** The seat of the roll, held until the transaction ends: what is said for one seat is said one after the other. */
export async function heldElector(
	tx: Tx,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
	seatId: string,
): Promise<Elector | undefined> {
	const row = await tx.db
		.selectFrom('poll_elector')
		.selectAll()
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.where('seat_id', '=', seatId)
		.forNoKeyUpdate()
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
			byProxy: row.by_proxy,
		}
	);
}

/** A seat of the roll, read without holding it: a secret ballot leaves no trace of its voter there. */
export async function electorOf(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
	seatId: string,
): Promise<Elector | undefined> {
	return (await rollOf(tx, poll)).find((each) => each.seatId === seatId);
}

export async function turnoutOf(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
): Promise<Turnout> {
	const { rows } = await sql<{ room: boolean; voted: number; of: number }>`
		select e.mode = 'in_person' as room, count(*)::int as of,
			count(*) filter (where b.seat_id is not null or k.seat_id is not null or x.seat_id is not null
				or jsonb_exists(u.took_part, e.seat_id::text))::int as voted
		from poll_elector e
		left join ballot b on b.partnership_id = e.partnership_id and b.poll_id = e.poll_id and b.seat_id = e.seat_id
		left join roll_tick k on k.poll_id = e.poll_id and k.seat_id = e.seat_id
		left join paper_out x on x.partnership_id = e.partnership_id and x.poll_id = e.poll_id and x.seat_id = e.seat_id
		left join urn_record u on u.partnership_id = e.partnership_id and u.poll_id = e.poll_id
		where e.partnership_id = ${poll.partnershipId} and e.poll_id = ${poll.id} and e.present
		group by 1`.execute(tx.db);
	const hands = await handsOf(tx, poll);
	const part = (inRoom: boolean) => {
		const row = rows.find(({ room }) => room === inRoom);
		return { voted: row?.voted ?? 0, of: row?.of ?? 0 };
	};
	const seen = part(true);
	const room = { voted: seen.voted + (hands ? handsIn(hands) : 0), of: seen.of };
	const remote = part(false);
	return { voted: room.voted + remote.voted, of: room.of + remote.of, room, remote };
}
