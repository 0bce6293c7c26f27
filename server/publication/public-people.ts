import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import { kindOf, type OrganisationKind } from '#domain/partnerships/organisation-kinds.ts';
import type { Role } from '#domain/partnerships/standing.ts';
import type { Reading } from '../platform/tx.ts';

// Pages of one person and one organisation, for everybody: names, seats, attendance, registered interests. No address of anybody.

/** A seat, a deputy's place or a role on a body, with its days. */
export interface PublicTerm {
	readonly role: Role;
	readonly bodyCode: string;
	readonly body: Text;
	readonly organisation: Text | null;
	readonly startsOn: string;
	readonly endsOn: string | null;
	readonly state: 'now' | 'later' | 'over';
	readonly mandate: string | null;
	/** Whether they may decide for their organisation without asking it first; null where they hold no seat. */
	readonly mayDecide: boolean | null;
}

/** How a seat was filled at a meeting that is over. */
export interface SeatAt {
	readonly slug: string;
	readonly title: Text;
	readonly startsAt: Date;
	readonly how: 'present' | 'deputy' | 'apologies' | 'absent';
}

export interface PersonCard {
	readonly name: string;
	readonly position: number;
	readonly job: Text;
	readonly organisation: { readonly code: string; readonly name: Text } | null;
	readonly terms: readonly PublicTerm[];
	readonly attendance: readonly SeatAt[];
	readonly interests: readonly Text[];
	readonly secretariatEmail: string;
}

/** The card of a person who has or had a public place here; undefined for everybody else on the list. */
export async function personCard(
	tx: Reading,
	partnershipId: string,
	code: string,
): Promise<PersonCard | undefined> {
	const person = await tx.db
		.selectFrom('person as p')
		.innerJoin('partnership as h', 'h.id', 'p.partnership_id')
		.leftJoin('organisation as o', (join) =>
			join
				.onRef('o.partnership_id', '=', 'p.partnership_id')
				.onRef('o.id', '=', 'p.organisation_id'),
		)
		.select([
			'p.id',
			'p.name',
			'p.position',
			'p.job',
			'o.code as organisation_code',
			'o.name as organisation_name',
			'h.secretariat_email',
		])
		.where('p.partnership_id', '=', partnershipId)
		.where('p.code', '=', code)
		.executeTakeFirst();
	if (!person) return undefined;
	const terms = await termsOf(tx, partnershipId, person.id);
	if (terms.length === 0) return undefined;
	const interests = await tx.db
		.selectFrom('interest')
		.select('text')
		.where('partnership_id', '=', partnershipId)
		.where('person_id', '=', person.id)
		.where('ended_on', 'is', null)
		.orderBy('registered_on')
		.execute();
	return {
		name: person.name,
		position: person.position,
		job: person.job as Text,
		organisation:
			person.organisation_code === null
				? null
				: { code: person.organisation_code, name: person.organisation_name as Text },
		terms,
		attendance: await attendanceOf(tx, partnershipId, sql`t.person_id = ${person.id}`),
		interests: interests.map(({ text }) => text as Text),
		secretariatEmail: person.secretariat_email,
	};
}

async function termsOf(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<PublicTerm[]> {
	const { rows } = await sql<{
		role: Role;
		body_code: string;
		body: Text;
		organisation: Text | null;
		starts_on: string;
		ends_on: string | null;
		state: PublicTerm['state'];
		mandate: string | null;
		may_decide: boolean | null;
	}>`
		select held.role, b.code as body_code, b.name as body, o.name as organisation, held.starts_on, held.ends_on, held.mandate, held.may_decide,
			case when held.starts_on > current_date then 'later' when held.ends_on < current_date then 'over' else 'now' end as state
		from (
			select s.body_id, s.organisation_id, case when s.organisation_id is null then 'co_opted' else 'representative' end as role,
				t.starts_on, t.ends_on, t.mandate, case when s.organisation_id is not null then t.may_decide end as may_decide, 1 as n
			from seat_term t join seat s on s.partnership_id = t.partnership_id and s.id = t.seat_id
			where t.partnership_id = ${partnershipId} and t.person_id = ${personId}
			union all
			select distinct s.body_id, s.organisation_id, 'deputy', t.starts_on, t.ends_on, null, null::boolean, 2
			from deputy_term t join seat s on s.partnership_id = t.partnership_id and s.id = t.seat_id
			where t.partnership_id = ${partnershipId} and t.person_id = ${personId}
			union all
			select r.body_id, null, r.role, r.starts_on, r.ends_on, null, null, 0
			from body_role r where r.partnership_id = ${partnershipId} and r.person_id = ${personId}
		) as held
		join body b on b.partnership_id = ${partnershipId} and b.id = held.body_id
		left join organisation o on o.partnership_id = ${partnershipId} and o.id = held.organisation_id
		order by b.position, held.n, held.starts_on desc`.execute(tx.db);
	return rows.map((row) => ({
		role: row.role,
		bodyCode: row.body_code,
		body: row.body,
		organisation: row.organisation,
		startsOn: row.starts_on,
		endsOn: row.ends_on,
		state: row.state,
		mandate: row.mandate,
		mayDecide: row.may_decide,
	}));
}

/** The last meetings that are over, and how the seats that somebody held then were filled; newest first. */
async function attendanceOf(
	tx: Reading,
	partnershipId: string,
	whose: ReturnType<typeof sql>,
): Promise<SeatAt[]> {
	const { rows } = await sql<{
		slug: string;
		title: Text;
		starts_at: Date;
		how: SeatAt['how'];
	}>`
		select m.slug, m.title, m.starts_at,
			case when exists (select from attendance a where a.partnership_id = m.partnership_id and a.meeting_id = m.id and a.person_id = t.person_id) then 'present'
				when exists (select from attendance a where a.partnership_id = m.partnership_id and a.meeting_id = m.id and a.seat_id = s.id) then 'deputy'
				when exists (select from apology a where a.partnership_id = m.partnership_id and a.meeting_id = m.id and a.person_id = t.person_id) then 'apologies'
				else 'absent' end as how
		from meeting m
		join seat s on s.partnership_id = m.partnership_id and s.body_id = m.body_id
		join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
			and (m.starts_at at time zone 'Europe/London')::date between t.starts_on and coalesce(t.ends_on, 'infinity')
		where m.partnership_id = ${partnershipId} and m.status = 'ended' and m.cancelled_at is null and ${whose}
		order by m.starts_at desc, s.position limit 24`.execute(tx.db);
	return rows.map(({ starts_at, ...row }) => ({ ...row, startsAt: starts_at }));
}

export interface OrganisationCard {
	readonly name: Text;
	readonly sector: Text;
	readonly note: Text | null;
	readonly accountable: boolean;
	readonly kind: OrganisationKind | null;
	readonly seats: readonly {
		readonly id: string;
		readonly bodyCode: string;
		readonly body: Text;
		readonly voting: boolean;
		readonly holder: { readonly code: string; readonly name: string } | null;
		readonly deputies: readonly { readonly code: string; readonly name: string }[];
	}[];
	readonly attendance: readonly SeatAt[];
	/** Decided motions that every member organisation is asked to confirm, newest first. */
	readonly toRatify: readonly {
		readonly meeting: string;
		readonly code: string;
		readonly title: Text;
		readonly decidedAt: Date | null;
	}[];
}

/** What is public of an organisation; undefined when there is none of this code. */
export async function organisationCard(
	tx: Reading,
	partnershipId: string,
	code: string,
): Promise<OrganisationCard | undefined> {
	const found = await tx.db
		.selectFrom('organisation as o')
		.innerJoin('sector as s', (join) =>
			join.onRef('s.partnership_id', '=', 'o.partnership_id').onRef('s.id', '=', 'o.sector_id'),
		)
		.select(['o.id', 'o.name', 's.name as sector', 'o.note', 'o.accountable', 'o.kind'])
		.where('o.partnership_id', '=', partnershipId)
		.where('o.code', '=', code)
		.executeTakeFirst();
	if (!found) return undefined;
	const people = (table: 'seat_term' | 'deputy_term') => sql`coalesce((
		select jsonb_agg(jsonb_build_object('code', p.code, 'name', p.name) order by p.position)
		from ${sql.table(table)} t join person p on p.partnership_id = t.partnership_id and p.id = t.person_id
		where t.partnership_id = s.partnership_id and t.seat_id = s.id
			and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')), '[]')`;
	type Named = { code: string; name: string };
	const { rows: seats } = await sql<{
		id: string;
		body_code: string;
		body: Text;
		voting: boolean;
		holders: Named[];
		deputies: Named[];
	}>`
		select s.id, b.code as body_code, b.name as body, s.voting, ${people('seat_term')} as holders, ${people('deputy_term')} as deputies
		from seat s join body b on b.partnership_id = s.partnership_id and b.id = s.body_id
		where s.partnership_id = ${partnershipId} and s.organisation_id = ${found.id}
			and (s.closed_on is null or s.closed_on > current_date)
		order by b.position, s.position`.execute(tx.db);
	const { rows: toRatify } = await sql<{
		meeting: string;
		code: string;
		title: Text;
		decided_at: Date | null;
	}>`
		select m.slug as meeting, d.code, d.title,
			(select max(e.at) from motion_event e where e.partnership_id = d.partnership_id and e.motion_id = d.id and e.to_state = 'carried') as decided_at
		from motion d join meeting m on m.partnership_id = d.partnership_id and m.id = d.meeting_id
		where d.partnership_id = ${partnershipId} and d.state = 'carried' and d.effect = 'request_for_ratification'
			and d.compartment_id is null
			and exists (select from seat s where s.partnership_id = d.partnership_id and s.body_id = m.body_id and s.organisation_id = ${found.id} and s.voting)
		order by decided_at desc nulls last, d.code`.execute(tx.db);
	return {
		name: found.name as Text,
		sector: found.sector as Text,
		note: found.note as Text | null,
		accountable: found.accountable,
		kind: kindOf(found.kind),
		seats: seats.map(({ id, body_code, body, voting, holders, deputies }) => ({
			id,
			bodyCode: body_code,
			body,
			voting,
			holder: holders[0] ?? null,
			deputies,
		})),
		attendance: await attendanceOf(tx, partnershipId, sql`s.organisation_id = ${found.id}`),
		toRatify: toRatify.map(({ decided_at, ...row }) => ({ ...row, decidedAt: decided_at })),
	};
}

/** How to reach an organisation: for the partnership's own people. */
export async function organisationContact(
	tx: Reading,
	partnershipId: string,
	code: string,
): Promise<{ readonly email: string | null; readonly phone: string | null } | undefined> {
	return tx.db
		.selectFrom('organisation')
		.select(['contact_email as email', 'contact_phone as phone'])
		.where('partnership_id', '=', partnershipId)
		.where('code', '=', code)
		.executeTakeFirst();
}
