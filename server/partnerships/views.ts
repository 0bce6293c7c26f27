import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type { Rules, Sector } from '#domain/partnerships/constitution.ts';
import { quorumNeeded } from '#domain/partnerships/quorum-needed.ts';
import type { Role } from '#domain/partnerships/standing.ts';
import type { Reading } from '../platform/tx.ts';
import { constitutionOf, sectorsOf, votingSeats } from './store.ts';

// What everybody may read of a partnership: of people only name, job and organisation.

/** A person as the public sees them. */
export interface PublicPerson {
	readonly id: string;
	/** What the address of their page calls them. */
	readonly code: string;
	readonly name: string;
	readonly job: Text;
	readonly organisation: Text | null;
	/** Their place in the list of people; their colour goes by it. */
	readonly position: number;
}

export interface SeatView {
	readonly id: string;
	readonly organisation: Text;
	readonly organisationCode: string;
	/** Null while the seat is empty. */
	readonly holder: PublicPerson | null;
	readonly office: 'chair' | 'vice_chair' | null;
	readonly deputies: readonly string[];
}

export interface SectorSeats extends Sector {
	readonly seats: readonly SeatView[];
}

export interface InRole {
	readonly role: Role;
	/** Of a co-opted member: whether the rules give them a vote. */
	readonly votes: boolean | null;
	readonly person: PublicPerson;
}

export interface BodyView {
	readonly id: string;
	readonly code: string;
	readonly name: Text;
	readonly type: string;
	readonly meets: string | null;
	readonly remit: Text | null;
	readonly reportsTo: { readonly code: string; readonly name: Text } | null;
	readonly reportedBy: readonly { readonly code: string; readonly name: Text }[];
	/** Voting seats by sector; empty on a body without seats. */
	readonly sectors: readonly SectorSeats[];
	/** Everybody with a role on it beside a seat, in the order of the list of people. */
	readonly roles: readonly InRole[];
	/** The day on which it was closed. */
	readonly closedOn: string | null;
}

/** The bodies of the partnership in their order. */
export async function bodies(
	tx: Reading,
	partnershipId: string,
): Promise<
	(Pick<BodyView, 'code' | 'name' | 'type' | 'meets' | 'remit' | 'reportsTo'> & {
		readonly chair: string | null;
		readonly people: number;
		readonly closedOn: string | null;
	})[]
> {
	const { rows } = await sql<{
		code: string;
		name: Text;
		type: string;
		meets: string | null;
		remit: Text | null;
		parent_code: string | null;
		parent_name: Text | null;
		chair: string | null;
		people: number;
		closed_on: string | null;
	}>`
		select b.closed_on, b.code, b.name, b.type, b.meets, b.remit, p.code as parent_code, p.name as parent_name,
			(select person.name from body_role r join person on person.partnership_id = r.partnership_id and person.id = r.person_id
				where r.partnership_id = b.partnership_id and r.body_id = b.id and r.role = 'chair'
				and current_date between r.starts_on and coalesce(r.ends_on, 'infinity') order by r.starts_on desc limit 1) as chair,
			(select count(*) from (
				select r.person_id from body_role r where r.partnership_id = b.partnership_id and r.body_id = b.id
					and r.role in ('chair', 'vice_chair', 'member')
					and current_date between r.starts_on and coalesce(r.ends_on, 'infinity')
				union
				select t.person_id from seat s join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
					where s.partnership_id = b.partnership_id and s.body_id = b.id
					and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
			) as members)::int as people
		from body b left join body p on p.partnership_id = b.partnership_id and p.id = b.reports_to
		where b.partnership_id = ${partnershipId} order by b.closed_on is not null, b.position`.execute(
		tx.db,
	);
	return rows.map((row) => ({
		code: row.code,
		name: row.name,
		type: row.type,
		meets: row.meets,
		remit: row.remit,
		reportsTo:
			row.parent_code && row.parent_name ? { code: row.parent_code, name: row.parent_name } : null,
		chair: row.chair,
		people: row.people,
		closedOn: row.closed_on,
	}));
}

/** One body with everybody on it; undefined when there is none of this code. */
export async function bodyByCode(
	tx: Reading,
	partnershipId: string,
	code: string,
): Promise<BodyView | undefined> {
	const all = await tx.db
		.selectFrom('body')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.orderBy('position')
		.execute();
	const body = all.find((each) => each.code === code);
	if (!body) return undefined;
	const link = (each: (typeof all)[number]) => ({ code: each.code, name: each.name as Text });
	const parent = all.find((each) => each.id === body.reports_to);
	const roles = await rolesOn(tx, partnershipId, body.id);
	return {
		id: body.id,
		code: body.code,
		name: body.name as Text,
		type: body.type,
		meets: body.meets,
		remit: body.remit as Text | null,
		reportsTo: parent ? link(parent) : null,
		reportedBy: all
			.filter((each) => each.reports_to === body.id && each.closed_on === null)
			.map(link),
		closedOn: body.closed_on,
		sectors: await seatsBySector(tx, partnershipId, body.id, roles),
		roles,
	};
}

/** The body that the partnership's public pages speak of: its board. */
export async function boardOf(
	tx: Reading,
	partnershipId: string,
): Promise<{ id: string; code: string } | undefined> {
	return tx.db
		.selectFrom('body')
		.select(['id', 'code'])
		.where('partnership_id', '=', partnershipId)
		.where('type', '=', 'board')
		.orderBy('position')
		.executeTakeFirst();
}

async function rolesOn(tx: Reading, partnershipId: string, bodyId: string): Promise<InRole[]> {
	const { rows } = await sql<{
		role: Role;
		votes: boolean | null;
		id: string;
		code: string;
		name: string;
		job: Text;
		organisation: Text | null;
		position: number;
	}>`
		select r.role, r.votes, p.id, p.code, p.name, p.job, o.name as organisation, p.position
		from (
			select partnership_id, body_id, person_id, role, null::boolean as votes, starts_on, ends_on from body_role
			union all
			select s.partnership_id, s.body_id, t.person_id, 'co_opted', seat_votes(s), t.starts_on, t.ends_on
			from seat s join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
			where s.organisation_id is null) r
		join person p on p.partnership_id = r.partnership_id and p.id = r.person_id
		left join organisation o on o.partnership_id = p.partnership_id and o.id = p.organisation_id
		where r.partnership_id = ${partnershipId} and r.body_id = ${bodyId}
			and current_date between r.starts_on and coalesce(r.ends_on, 'infinity')
		order by p.position, r.role`.execute(tx.db);
	return rows.map(({ role, votes, ...person }) => ({ role, votes, person }));
}

async function seatsBySector(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
	roles: readonly InRole[],
): Promise<SectorSeats[]> {
	const seats = await votingSeats(tx, partnershipId, bodyId);
	if (seats.length === 0) return [];
	const sectors = await sectorsOf(tx, partnershipId);
	const people = await peopleOf(tx, partnershipId);
	const office = (personId: string | null) =>
		(['chair', 'vice_chair'] as const).find((role) =>
			roles.some((each) => each.role === role && each.person.id === personId),
		) ?? null;
	return sectors.map((sector) => ({
		...sector,
		seats: seats.flatMap((seat) =>
			seat.sectorId !== sector.id || seat.organisationCode === null
				? []
				: [
						{
							id: seat.seatId,
							organisation: seat.organisationName,
							organisationCode: seat.organisationCode,
							holder: (seat.holderId && people.get(seat.holderId)) || null,
							office: office(seat.holderId),
							deputies: seat.deputyIds.flatMap((id) => people.get(id)?.name ?? []),
						},
					],
		),
	}));
}

async function peopleOf(tx: Reading, partnershipId: string): Promise<Map<string, PublicPerson>> {
	const rows = await tx.db
		.selectFrom('person as p')
		.leftJoin('organisation as o', (join) =>
			join
				.onRef('o.partnership_id', '=', 'p.partnership_id')
				.onRef('o.id', '=', 'p.organisation_id'),
		)
		.select(['p.id', 'p.code', 'p.name', 'p.job', 'o.name as organisation', 'p.position'])
		.where('p.partnership_id', '=', partnershipId)
		.execute();
	return new Map(
		rows.map((row) => [
			row.id,
			{ ...row, job: row.job as Text, organisation: row.organisation as Text | null },
		]),
	);
}

export interface RulesView {
	readonly version: string;
	readonly adoptedOn: string;
	readonly effectiveFrom: string;
	readonly rules: Rules;
	/** Voting seats in all, and in each sector that has some. */
	readonly seats: number;
	readonly sectors: readonly {
		readonly code: string;
		readonly name: Text;
		readonly seats: number;
	}[];
	/** Seats that must be filled for the board to do business. */
	readonly quorum: number;
	/** Organisations of which each must be there. */
	readonly required: readonly Text[];
	/** Organisations whose vote does not weigh one. */
	readonly weighted: readonly { readonly name: Text; readonly weight: string }[];
}

/** The rules that a body goes by today, with what they come to on its seats; undefined while it has none. */
export async function rulesView(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<RulesView | undefined> {
	const constitution = await constitutionOf(tx, partnershipId, bodyId);
	if (!constitution) return undefined;
	return {
		version: constitution.version,
		adoptedOn: constitution.adoptedOn,
		effectiveFrom: constitution.effectiveFrom,
		...(await rulesOn(tx, partnershipId, bodyId, constitution.rules)),
	};
}

/** Rules with what they come to on the seats of a body. */
export type RulesOn = Omit<RulesView, 'version' | 'adoptedOn' | 'effectiveFrom'>;

/** Works out what rules come to on the seats that a body has: those in force, or some that are proposed. */
export async function rulesOn(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
	rules: Rules,
): Promise<RulesOn> {
	const seats = await votingSeats(tx, partnershipId, bodyId, rules);
	const sectors = await sectorsOf(tx, partnershipId);
	const organisation = (code: string): Text =>
		seats.find((seat) => seat.organisationCode === code)?.organisationName ?? { en: code };
	return {
		rules,
		seats: seats.length,
		sectors: sectors
			.map((sector) => ({
				code: sector.code,
				name: sector.name,
				seats: seats.filter((seat) => seat.sectorId === sector.id).length,
			}))
			.filter((sector) => sector.seats > 0),
		quorum: quorumNeeded(rules.quorum, seats.length),
		required: rules.quorum.requiredOrganisations.map(organisation),
		weighted: Object.entries(rules.weights).map(([code, weight]) => ({
			name: organisation(code),
			weight,
		})),
	};
}

/** A seat somebody acts for: their own, or one whose holder they may sit in for. */
export interface MySeat {
	readonly seatId: string;
	readonly body: Text;
	readonly organisation: Text;
	readonly as: 'representative' | 'deputy';
	/** For a representative the deputies, for a deputy whoever holds the seat. */
	readonly others: readonly string[];
}

/** What a person is in the partnership today, for their own home page. */
export interface MyPart {
	readonly name: string;
	readonly seats: readonly MySeat[];
	/** Their roles on bodies beside seats; a chair is not named a member besides. */
	readonly roles: readonly {
		readonly role: Role;
		readonly code: string;
		readonly body: Text;
	}[];
	/** Interests they have registered and that have not ended. */
	readonly interests: readonly Text[];
}

/** The seats, roles and interests of one person. */
export async function myPart(
	tx: Reading,
	person: { readonly partnershipId: string; readonly personId: string },
): Promise<MyPart> {
	const bodies = await tx.db
		.selectFrom('body')
		.select(['id', 'name'])
		.where('partnership_id', '=', person.partnershipId)
		.where('id', 'in', (eb) =>
			eb.selectFrom('seat').select('body_id').where('partnership_id', '=', person.partnershipId),
		)
		.orderBy('position')
		.execute();
	const people = await peopleOf(tx, person.partnershipId);
	const nameOf = (id: string) => people.get(id)?.name ?? [];
	const seats: MySeat[] = [];
	for (const body of bodies)
		for (const seat of await votingSeats(tx, person.partnershipId, body.id)) {
			const holds = seat.holderId === person.personId;
			if (!holds && !seat.deputyIds.includes(person.personId)) continue;
			seats.push({
				seatId: seat.seatId,
				body: body.name as Text,
				organisation: seat.organisationName,
				as: holds ? 'representative' : 'deputy',
				others: holds
					? seat.deputyIds.flatMap(nameOf)
					: seat.holderId
						? [seat.holderId].flatMap(nameOf)
						: [],
			});
		}
	const coOpted = await sql<{ id: string; body: Text; name: Text }>`
		select s.id, b.name as body, co_opted_name(s) as name from seat s
		join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
			and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
		join body b on b.partnership_id = s.partnership_id and b.id = s.body_id
		where s.partnership_id = ${person.partnershipId} and s.organisation_id is null
			and t.person_id = ${person.personId} and not seat_votes(s) order by b.position`.execute(tx.db);
	for (const { id: seatId, body, name: organisation } of coOpted.rows)
		seats.push({ seatId, body, organisation, as: 'representative', others: [] });
	const roles = await tx.db
		.selectFrom('body_role as r')
		.innerJoin('body as b', (join) =>
			join.onRef('b.partnership_id', '=', 'r.partnership_id').onRef('b.id', '=', 'r.body_id'),
		)
		.select(['r.role', 'b.code', 'b.name'])
		.where('r.partnership_id', '=', person.partnershipId)
		.where('r.person_id', '=', person.personId)
		.where(sql<boolean>`current_date between r.starts_on and coalesce(r.ends_on, 'infinity')`)
		.orderBy('b.position')
		.orderBy('r.role')
		.execute();
	const interests = await tx.db
		.selectFrom('interest')
		.select('text')
		.where('partnership_id', '=', person.partnershipId)
		.where('person_id', '=', person.personId)
		.where('ended_on', 'is', null)
		.orderBy('registered_on')
		.execute();
	return {
		name: people.get(person.personId)?.name ?? '',
		seats,
		roles: roles
			.filter(
				({ role, code }) =>
					role !== 'member' || !roles.some((each) => each.code === code && each.role !== 'member'),
			)
			.map(({ role, code, name }) => ({ role: role as Role, code, body: name as Text })),
		interests: interests.map((row) => row.text as Text),
	};
}
