import { sql, type Kysely, type Selectable } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import type { Text } from '#domain/kernel/text.ts';
import { coOptedName } from '#domain/partnerships/co-option.ts';
import type { Constitution, Rules } from '#domain/partnerships/constitution.ts';
import { inherit } from '#domain/partnerships/inherit.ts';
import { readOwnRules, readRules } from '#domain/partnerships/rules-schema.ts';
import type { Role, Standing } from '#domain/partnerships/standing.ts';
import type { DB } from '../platform/schema.ts';
import type { Reading } from '../platform/tx.ts';

export interface Partnership {
	readonly id: string;
	readonly slug: string;
	readonly name: Text;
	readonly formalName: Text;
	readonly nation: 'england' | 'scotland' | 'wales';
	readonly vision: Text;
	readonly secretariatEmail: string;
	readonly fictional: boolean;
	readonly languages: 'en' | 'cy' | 'both';
}

function partnershipFrom(row: Selectable<DB['partnership']>): Partnership {
	return {
		id: row.id,
		slug: row.slug,
		name: row.name as Text,
		formalName: row.formal_name as Text,
		nation: row.nation as Partnership['nation'],
		vision: row.vision as Text,
		secretariatEmail: row.secretariat_email,
		fictional: row.fictional,
		languages: row.languages as Partnership['languages'],
	};
}

/**
 * The partnership at `/<slug>`, whom the account is there (null for nobody), and whether they have, today and on any
 * body, a role of which a second factor is asked. One statement, since every page asks it.
 */
export async function readerAt(
	db: Kysely<DB>,
	slug: string,
	accountId: string | null,
): Promise<{ partnership: Partnership; actor: Actor | null; demanded: boolean } | undefined> {
	const row = await db
		.selectFrom('partnership')
		.leftJoin('person', (join) =>
			join
				.onRef('person.partnership_id', '=', 'partnership.id')
				.on('person.account_id', '=', accountId),
		)
		.selectAll('partnership')
		.select('person.id as person_id')
		.select(
			sql<boolean>`exists (select from body_role r
				where r.partnership_id = partnership.id and r.person_id = person.id
					and partnership.second_factor_roles ? r.role
					and current_date between r.starts_on and coalesce(r.ends_on, 'infinity'))`.as('demanded'),
		)
		.where('partnership.slug', '=', slug)
		.executeTakeFirst();
	if (!row) return undefined;
	const actor =
		accountId && row.person_id
			? { accountId, partnershipId: row.id, personId: row.person_id }
			: null;
	return { partnership: partnershipFrom(row), actor, demanded: row.demanded };
}

/** The nation whose law and bank holidays the partnership goes by. */
export async function nationOf(tx: Reading, partnershipId: string): Promise<Partnership['nation']> {
	const row = await tx.db
		.selectFrom('partnership')
		.select('nation')
		.where('id', '=', partnershipId)
		.executeTakeFirstOrThrow();
	return row.nation as Partnership['nation'];
}

/** The person whom this account is in this partnership. */
export async function actorOf(
	tx: Reading,
	accountId: string,
	partnershipId: string,
): Promise<Actor | undefined> {
	const row = await tx.db
		.selectFrom('person')
		.select('id')
		.where('partnership_id', '=', partnershipId)
		.where('account_id', '=', accountId)
		.executeTakeFirst();
	return row && { accountId, partnershipId, personId: row.id };
}

/** What the person is on the body today (by the database's clock); null when nothing at all. */
export async function standingOf(
	tx: Reading,
	person: Pick<Actor, 'partnershipId' | 'personId'>,
	bodyId: string,
): Promise<Standing | null> {
	const { rows } = await sql<{
		seat_id: string | null;
		voting: boolean | null;
		role: string;
		co_opted: boolean;
	}>`
		select seat.id as seat_id, seat.voting, mine.role, seat.organisation_id is null as co_opted
		from (
			select partnership_id, seat_id, starts_on, ends_on, 'representative' as role from seat_term
			where partnership_id = ${person.partnershipId} and person_id = ${person.personId}
			union all
			select partnership_id, seat_id, starts_on, ends_on, 'deputy' from deputy_term
			where partnership_id = ${person.partnershipId} and person_id = ${person.personId}) mine
		-- offset 0: each of the person's seats is looked up, and not all seats of the body.
		cross join lateral (
			select id, seat_votes(seat) as voting, body_id, organisation_id from seat
			where partnership_id = mine.partnership_id and id = mine.seat_id offset 0) seat
		where seat.body_id = ${bodyId} and current_date between mine.starts_on and coalesce(mine.ends_on, 'infinity')
		union all
		select null, null, role, false from body_role
		where partnership_id = ${person.partnershipId} and body_id = ${bodyId} and person_id = ${person.personId}
			and current_date between starts_on and coalesce(ends_on, 'infinity')`.execute(tx.db);
	if (rows.length === 0) return null;
	return {
		personId: person.personId,
		bodyId,
		roles: [
			...new Set(
				rows.flatMap((row): Role[] =>
					row.co_opted
						? row.voting
							? ['co_opted', 'representative']
							: ['co_opted']
						: [row.role as Role],
				),
			),
		],
		seats: rows.flatMap((row) =>
			row.seat_id
				? [
						{
							seatId: row.seat_id,
							voting: row.voting === true,
							as: row.role as 'representative' | 'deputy',
							...(row.co_opted ? { coOpted: true as const } : {}),
						},
					]
				: [],
		),
	};
}

/**
 * The rules in force for the body today: those of the body at the top of its line, and what each body below says of its
 * own in their place. The version is that of the nearest body that says anything.
 */
export async function constitutionOf(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<Constitution | undefined> {
	const { rows } = await sql<{
		id: string;
		body_id: string;
		version: string;
		adopted_on: string;
		effective_from: string;
		rules: unknown;
	}>`
		with recursive line as (
			select id, reports_to, 0 as depth from body where partnership_id = ${partnershipId} and id = ${bodyId}
			union all
			select body.id, body.reports_to, line.depth + 1 from body join line on body.id = line.reports_to
			where body.partnership_id = ${partnershipId} and line.depth < 20
		)
		select * from (
			select distinct on (line.depth) line.depth, c.id, c.body_id, c.version, c.adopted_on, c.effective_from, c.rules
			from line join constitution c on c.partnership_id = ${partnershipId} and c.body_id = line.id
			where c.effective_from <= current_date
			order by line.depth, c.effective_from desc) newest
		order by depth`.execute(tx.db);
	const [row] = rows;
	const top = rows.at(-1);
	if (!row || !top) return undefined;
	const rules = rows
		.slice(0, -1)
		.reduceRight((found, each) => inherit(found, readOwnRules(each.rules)), readRules(top.rules));
	return {
		id: row.id,
		bodyId: row.body_id,
		version: row.version,
		adoptedOn: row.adopted_on,
		effectiveFrom: row.effective_from,
		rules,
	};
}

/** A voting seat with who may act for it today. */
export interface VotingSeat {
	readonly seatId: string;
	readonly position: number;
	/** Null for the seat of a co-opted member, who speaks for nobody else; their sector is that of the organisation they belong to. */
	readonly organisationId: string | null;
	readonly organisationCode: string | null;
	/** "Co-opted member" where there is no organisation. */
	readonly organisationName: Text;
	readonly sectorId: string | null;
	readonly sectorCode: string | null;
	readonly holderId: string | null;
	readonly holderName: string | null;
	readonly deputyIds: readonly string[];
}

/**
 * The voting seats of a body, in their order. A co-opted member's is among them from the first to the last day of their term,
 * where the rules give co-opted members a vote: those in force, or `rules` that are only thought of.
 */
export async function votingSeats(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
	rules?: Pick<Rules, 'coOption'>,
): Promise<VotingSeat[]> {
	const coOptedVote = rules?.coOption.voting ?? null;
	const { rows } = await sql<{
		seat_id: string;
		position: number;
		organisation_id: string | null;
		organisation_code: string | null;
		organisation_name: Text;
		sector_id: string | null;
		sector_code: string | null;
		holder_id: string | null;
		holder_name: string | null;
		deputy_ids: string[];
	}>`
		select seat.id as seat_id, seat.position, o.id as organisation_id, o.code as organisation_code,
			coalesce(o.name, ${JSON.stringify(coOptedName(true))}::jsonb) as organisation_name, s.id as sector_id, s.code as sector_code,
			holder.id as holder_id, holder.name as holder_name,
			array(select d.person_id::text from deputy_term d where d.partnership_id = seat.partnership_id and d.seat_id = seat.id
				and current_date between d.starts_on and coalesce(d.ends_on, 'infinity') order by d.person_id) as deputy_ids
		from seat
		left join organisation o on o.partnership_id = seat.partnership_id and o.id = seat.organisation_id
		left join seat_term t on t.partnership_id = seat.partnership_id and t.seat_id = seat.id
			and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
		left join person holder on holder.partnership_id = seat.partnership_id and holder.id = t.person_id
		left join organisation theirs on theirs.partnership_id = seat.partnership_id and theirs.id = holder.organisation_id
		left join sector s on s.partnership_id = seat.partnership_id
			and s.id = case when seat.organisation_id is null then theirs.sector_id else o.sector_id end
		where seat.partnership_id = ${partnershipId} and seat.body_id = ${bodyId}
			and case when seat.organisation_id is null
				then holder.id is not null and coalesce(${coOptedVote}::boolean, seat_votes(seat)) else seat.voting end
			and (seat.closed_on is null or seat.closed_on > current_date)
		order by seat.position`.execute(tx.db);
	return rows.map((row) => ({
		seatId: row.seat_id,
		position: row.position,
		organisationId: row.organisation_id,
		organisationCode: row.organisation_code,
		organisationName: row.organisation_name,
		sectorId: row.sector_id,
		sectorCode: row.sector_code,
		holderId: row.holder_id,
		holderName: row.holder_name,
		deputyIds: row.deputy_ids,
	}));
}

/** The addresses of the partnerships where the account is somebody. */
export async function homesOf(tx: Reading, accountId: string): Promise<string[]> {
	const rows = await tx.db
		.selectFrom('person')
		.innerJoin('partnership', 'partnership.id', 'person.partnership_id')
		.select('partnership.slug')
		.where('person.account_id', '=', accountId)
		.orderBy('partnership.slug')
		.execute();
	return rows.map((row) => row.slug);
}

/** The partnerships where the account is somebody, by their addresses. */
export async function homesWithNames(
	tx: Reading,
	accountId: string,
): Promise<{ slug: string; name: Text }[]> {
	const rows = await tx.db
		.selectFrom('person')
		.innerJoin('partnership', 'partnership.id', 'person.partnership_id')
		.select(['partnership.slug', 'partnership.name'])
		.where('person.account_id', '=', accountId)
		.orderBy('partnership.slug')
		.execute();
	return rows.map(({ slug, name }) => ({ slug, name: name as Text }));
}

/** The sectors of the partnership in their order. */
export async function sectorsOf(
	tx: Reading,
	partnershipId: string,
): Promise<{ id: string; code: string; name: Text }[]> {
	const rows = await tx.db
		.selectFrom('sector')
		.select(['id', 'code', 'name'])
		.where('partnership_id', '=', partnershipId)
		.orderBy('position')
		.execute();
	return rows.map((row) => ({ ...row, name: row.name as Text }));
}

/** The organisations of the partnership in their order. */
export async function organisationsOf(
	tx: Reading,
	partnershipId: string,
): Promise<{ id: string; code: string; name: Text }[]> {
	const rows = await tx.db
		.selectFrom('organisation')
		.select(['id', 'code', 'name'])
		.where('partnership_id', '=', partnershipId)
		.orderBy('code')
		.execute();
	return rows.map((row) => ({ ...row, name: row.name as Text }));
}

/** The partnership's board, whose people write its documents. */
export async function boardId(tx: Reading, partnershipId: string): Promise<string | undefined> {
	const row = await tx.db
		.selectFrom('body')
		.select('id')
		.where('partnership_id', '=', partnershipId)
		.where('type', '=', 'board')
		.orderBy('position')
		.executeTakeFirst();
	return row?.id;
}

/** The body that a body reports to; undefined at the top. */
export async function parentOf(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<string | undefined> {
	const row = await tx.db
		.selectFrom('body')
		.select('reports_to')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', bodyId)
		.executeTakeFirst();
	return row?.reports_to ?? undefined;
}

/** The name of a body. */
export async function bodyName(tx: Reading, partnershipId: string, bodyId: string): Promise<Text> {
	const row = await tx.db
		.selectFrom('body')
		.select('name')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', bodyId)
		.executeTakeFirstOrThrow();
	return row.name as Text;
}
