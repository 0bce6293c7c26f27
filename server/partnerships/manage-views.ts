import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type { PresetId } from '#domain/partnerships/presets.ts';
import type { Role } from '#domain/partnerships/standing.ts';
import type { Reading } from '../platform/tx.ts';
import type { Languages } from './found.ts';

// What the people who run a partnership see of it; contact addresses are for them and nobody else.

export interface OwnDetails {
	readonly slug: string;
	readonly name: Text;
	readonly formalName: Text;
	readonly vision: Text;
	readonly preset: PresetId;
	readonly languages: Languages;
	readonly colour: string | null;
	readonly secretariatEmail: string;
	readonly stepsDone: readonly string[];
}

/** What a partnership says of itself. */
export async function ownDetails(tx: Reading, partnershipId: string): Promise<OwnDetails> {
	const row = await tx.db
		.selectFrom('partnership')
		.selectAll()
		.where('id', '=', partnershipId)
		.executeTakeFirstOrThrow();
	return {
		slug: row.slug,
		name: row.name as Text,
		formalName: row.formal_name as Text,
		vision: row.vision as Text,
		preset: row.preset as PresetId,
		languages: row.languages as Languages,
		colour: row.colour,
		secretariatEmail: row.secretariat_email,
		stepsDone: row.steps_done as string[],
	};
}

/** How far a partnership is set up, in counts. */
export interface Progress {
	readonly sectors: number;
	readonly organisations: number;
	readonly seats: number;
	readonly people: number;
	readonly seated: number;
	readonly invited: number;
	readonly rules: number;
	/** Who chairs the board today. */
	readonly chairs: number;
	readonly meetings: number;
	readonly bodies: number;
}

/** Counts what there is, for the task list. */
export async function progressOf(tx: Reading, partnershipId: string): Promise<Progress> {
	const { rows } = await sql<Progress>`select
		(select count(*) from sector where partnership_id = ${partnershipId})::int as sectors,
		(select count(*) from organisation where partnership_id = ${partnershipId})::int as organisations,
		(select count(*) from seat where partnership_id = ${partnershipId} and closed_on is null)::int as seats,
		(select count(*) from person where partnership_id = ${partnershipId})::int as people,
		(select count(distinct seat_id) from seat_term where partnership_id = ${partnershipId}
			and current_date between starts_on and coalesce(ends_on, 'infinity'))::int as seated,
		(select count(distinct person_id) from invitation where partnership_id = ${partnershipId})::int as invited,
		(select count(*) from constitution where partnership_id = ${partnershipId})::int as rules,
		(select count(*) from body_role r join body b on b.partnership_id = r.partnership_id and b.id = r.body_id
			where r.partnership_id = ${partnershipId} and r.role = 'chair' and b.type = 'board'
			and current_date between r.starts_on and coalesce(r.ends_on, 'infinity'))::int as chairs,
		(select count(*) from meeting where partnership_id = ${partnershipId})::int as meetings,
		(select count(*) from body where partnership_id = ${partnershipId} and closed_on is null)::int as bodies`.execute(
		tx.db,
	);
	return rows[0] as Progress;
}

export interface ManagedOrganisation {
	readonly id: string;
	readonly code: string;
	readonly name: Text;
	readonly sectorId: string;
	readonly seats: number;
	readonly kind: string | null;
	readonly contactEmail: string | null;
	readonly contactPhone: string | null;
}

/** The organisations in their order, with their open seats on the board. */
export async function managedOrganisations(
	tx: Reading,
	partnershipId: string,
): Promise<ManagedOrganisation[]> {
	const { rows } = await sql<{
		id: string;
		code: string;
		name: Text;
		sector_id: string;
		seats: number;
		kind: string | null;
		contactEmail: string | null;
		contactPhone: string | null;
	}>`select o.id, o.code, o.name, o.sector_id, o.kind, o.contact_email as "contactEmail", o.contact_phone as "contactPhone", (
			select count(*) from seat s join body b on b.partnership_id = s.partnership_id and b.id = s.body_id
			where s.partnership_id = o.partnership_id and s.organisation_id = o.id and s.closed_on is null and b.type = 'board')::int as seats
		from organisation o where o.partnership_id = ${partnershipId} order by o.position`.execute(tx.db);
	return rows.map(({ sector_id, ...row }) => ({ ...row, sectorId: sector_id }));
}

export interface ManagedSeat {
	readonly id: string;
	readonly bodyId: string;
	readonly body: Text;
	readonly organisation: Text;
	readonly organisationId: string;
	/** How many of the organisation's seats on that body come before it, from 1; told where there are several. */
	readonly number: number;
	readonly of: number;
	readonly voting: boolean;
	readonly holder: string | null;
}

/** Every open seat with who holds it today. */
export async function managedSeats(tx: Reading, partnershipId: string): Promise<ManagedSeat[]> {
	const { rows } = await sql<{
		id: string;
		bodyId: string;
		body: Text;
		organisation: Text;
		organisation_id: string;
		number: number;
		of: number;
		voting: boolean;
		holder: string | null;
	}>`select s.id, s.body_id as "bodyId", b.name as body, o.name as organisation, o.id as organisation_id, s.voting,
			row_number() over (partition by s.body_id, o.id order by s.position)::int as number,
			count(*) over (partition by s.body_id, o.id)::int as of,
			(select p.name from seat_term t join person p on p.partnership_id = t.partnership_id and p.id = t.person_id
				where t.partnership_id = s.partnership_id and t.seat_id = s.id
				and current_date between t.starts_on and coalesce(t.ends_on, 'infinity') limit 1) as holder
		from seat s
		join body b on b.partnership_id = s.partnership_id and b.id = s.body_id
		join organisation o on o.partnership_id = s.partnership_id and o.id = s.organisation_id
		where s.partnership_id = ${partnershipId} and s.closed_on is null
		order by b.position, s.position`.execute(tx.db);
	return rows.map(({ organisation_id, ...row }) => ({ ...row, organisationId: organisation_id }));
}

export interface ManagedPerson {
	readonly id: string;
	readonly code: string;
	readonly name: string;
	readonly job: Text;
	readonly organisation: Text | null;
	readonly organisationId: string | null;
	readonly email: string | null;
	readonly account: 'has' | 'invited' | 'expired' | 'none';
}

/** Everybody of the list, with how far their account is. */
export async function managedPeople(tx: Reading, partnershipId: string): Promise<ManagedPerson[]> {
	const { rows } = await sql<{
		id: string;
		code: string;
		name: string;
		job: Text;
		organisation: Text | null;
		organisation_id: string | null;
		email: string | null;
		account: ManagedPerson['account'];
	}>`select p.id, p.code, p.name, p.job, o.name as organisation, p.organisation_id,
			coalesce(a.email, p.email) as email,
			case when p.account_id is not null then 'has'
				when i.expires_at > clock_timestamp() then 'invited'
				when i.expires_at is not null then 'expired' else 'none' end as account
		from person p
		left join account a on a.id = p.account_id
		left join organisation o on o.partnership_id = p.partnership_id and o.id = p.organisation_id
		left join invitation i on i.partnership_id = p.partnership_id and i.person_id = p.id
			and i.used_at is null and i.withdrawn_at is null
		where p.partnership_id = ${partnershipId} and p.erased_at is null order by p.position`.execute(
		tx.db,
	);
	return rows.map(({ organisation_id, ...row }) => ({ ...row, organisationId: organisation_id }));
}

/** A time in a seat, as deputy or in a role, over or not. */
export interface HeldTerm {
	readonly kind: 'seat_term' | 'deputy_term' | 'body_role';
	readonly id: string;
	readonly role: Role;
	readonly body: Text;
	readonly organisation: Text | null;
	readonly startsOn: string;
	readonly endsOn: string | null;
	readonly over: boolean;
	readonly mandate: string | null;
	readonly mayDecide: boolean | null;
}

/** Everything a person held and holds, newest first. */
export async function termsOfPerson(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<HeldTerm[]> {
	const { rows } = await sql<{
		kind: HeldTerm['kind'];
		id: string;
		role: Role;
		body: Text;
		organisation: Text | null;
		starts_on: string;
		ends_on: string | null;
		over: boolean;
		mandate: string | null;
		may_decide: boolean | null;
	}>`select * from (
		select 'seat_term' as kind, t.id, case when o.id is null then 'co_opted' else 'representative' end as role, b.name as body,
			o.name as organisation, t.starts_on, t.ends_on, coalesce(t.ends_on < current_date, false) as over, t.mandate,
			case when o.id is not null then t.may_decide end
		from seat_term t join seat s on s.partnership_id = t.partnership_id and s.id = t.seat_id
		join body b on b.partnership_id = s.partnership_id and b.id = s.body_id
		left join organisation o on o.partnership_id = s.partnership_id and o.id = s.organisation_id
		where t.partnership_id = ${partnershipId} and t.person_id = ${personId}
		union all
		select 'deputy_term', t.id, 'deputy', b.name, o.name, t.starts_on, t.ends_on, coalesce(t.ends_on < current_date, false), null, null
		from deputy_term t join seat s on s.partnership_id = t.partnership_id and s.id = t.seat_id
		join body b on b.partnership_id = s.partnership_id and b.id = s.body_id
		join organisation o on o.partnership_id = s.partnership_id and o.id = s.organisation_id
		where t.partnership_id = ${partnershipId} and t.person_id = ${personId}
		union all
		select 'body_role', r.id, r.role, b.name, null, r.starts_on, r.ends_on, coalesce(r.ends_on < current_date, false), null, null
		from body_role r join body b on b.partnership_id = r.partnership_id and b.id = r.body_id
		where r.partnership_id = ${partnershipId} and r.person_id = ${personId}) as held
		order by over, starts_on desc, id`.execute(tx.db);
	return rows.map(({ starts_on, ends_on, may_decide, ...row }) => ({
		...row,
		startsOn: starts_on,
		endsOn: ends_on,
		mayDecide: may_decide,
	}));
}

/** Who held a seat on a day ("2026-05-03"), and who could sit in; undefined where nobody did. */
export async function holderOn(
	tx: Reading,
	partnershipId: string,
	seatId: string,
	day: string,
): Promise<string | undefined> {
	const row = await tx.db
		.selectFrom('seat_term as t')
		.innerJoin('person as p', (join) =>
			join.onRef('p.partnership_id', '=', 't.partnership_id').onRef('p.id', '=', 't.person_id'),
		)
		.select('p.name')
		.where('t.partnership_id', '=', partnershipId)
		.where('t.seat_id', '=', seatId)
		.where('t.starts_on', '<=', day)
		.where((eb) => eb.or([eb('t.ends_on', 'is', null), eb('t.ends_on', '>=', day)]))
		.executeTakeFirst();
	return row?.name;
}

/** The bodies of a partnership, to choose one from. */
export async function bodiesToChoose(
	tx: Reading,
	partnershipId: string,
): Promise<{ id: string; name: Text }[]> {
	const rows = await tx.db
		.selectFrom('body')
		.select(['id', 'name'])
		.where('partnership_id', '=', partnershipId)
		.where('closed_on', 'is', null)
		.orderBy('position')
		.execute();
	return rows.map(({ id, name }) => ({ id, name: name as Text }));
}
