import { sql, type Insertable } from 'kysely';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { Term } from '#domain/partnerships/structure.ts';
import type { DB } from '../platform/schema.ts';
import type { Reading, Tx } from '../platform/tx.ts';

type Table =
	| 'partnership'
	| 'sector'
	| 'organisation'
	| 'person'
	| 'body'
	| 'seat'
	| 'seat_term'
	| 'deputy_term'
	| 'body_role'
	| 'constitution'
	| 'interest';

const foreignKey = '23503';
const unique = '23505';

/**
 * Adds one row. What the table's keys refuse becomes a refusal: a reference into nothing (or into another
 * partnership) is `partnerships.unknown_reference`, a second one of the same code or date `partnerships.already_there`.
 */
export async function put<T extends Table>(
	tx: Tx,
	table: T,
	row: Insertable<DB[T]>,
): Promise<void> {
	try {
		await tx.db
			.insertInto<Table>(table)
			.values(row as Insertable<DB[Table]>)
			.execute();
	} catch (error) {
		const code = (error as { code?: unknown }).code;
		if (code === foreignKey) throw new Refusal('partnerships.unknown_reference');
		if (code === unique) throw new Refusal('partnerships.already_there');
		throw error;
	}
}

/** How many rows of a partnership a table has: the next position in its order. */
export async function countOf(
	tx: Reading,
	table: 'sector' | 'organisation' | 'person' | 'body',
	partnershipId: string,
): Promise<number> {
	const row = await tx.db
		.selectFrom(table)
		.select((eb) => eb.fn.countAll<number>().as('n'))
		.where('partnership_id', '=', partnershipId)
		.executeTakeFirstOrThrow();
	return row.n;
}

/** To whom each body of the partnership reports. */
export async function reportingLines(
	tx: Reading,
	partnershipId: string,
): Promise<Map<string, string | null>> {
	const rows = await tx.db
		.selectFrom('body')
		.select(['id', 'reports_to'])
		.where('partnership_id', '=', partnershipId)
		.execute();
	return new Map(rows.map((row) => [row.id, row.reports_to]));
}

/** The last seat's position on a body, 0 for none. */
export async function lastSeat(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<number> {
	const row = await tx.db
		.selectFrom('seat')
		.select((eb) => eb.fn.max('position').as('last'))
		.where('partnership_id', '=', partnershipId)
		.where('body_id', '=', bodyId)
		.executeTakeFirst();
	return row?.last ?? 0;
}

/** A seat, locked until the transaction ends, so that two people can't be put in it at once. */
export async function seatLocked(
	tx: Tx,
	partnershipId: string,
	seatId: string,
): Promise<{ bodyId: string; organisationId: string | null } | undefined> {
	const row = await tx.db
		.selectFrom('seat')
		.select(['body_id', 'organisation_id'])
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', seatId)
		.forUpdate()
		.executeTakeFirst();
	return row && { bodyId: row.body_id, organisationId: row.organisation_id };
}

/** Who holds or held the seat, and when. */
export async function termsOfSeat(
	tx: Reading,
	partnershipId: string,
	seatId: string,
): Promise<(Term & { personId: string })[]> {
	const rows = await tx.db
		.selectFrom('seat_term')
		.select(['person_id', 'starts_on', 'ends_on'])
		.where('partnership_id', '=', partnershipId)
		.where('seat_id', '=', seatId)
		.execute();
	return rows.map((row) => ({
		personId: row.person_id,
		startsOn: row.starts_on,
		endsOn: row.ends_on,
	}));
}

/** The organisation a person works for or speaks for; undefined when there is no such person. */
export async function organisationOf(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<{ organisationId: string | null } | undefined> {
	const row = await tx.db
		.selectFrom('person')
		.select('organisation_id')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', personId)
		.executeTakeFirst();
	return row && { organisationId: row.organisation_id };
}

/** Who deputises on a body within a term, and whose seats there have a deputy. */
export async function deputiesOn(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
	within: Term,
): Promise<{ deputies: Set<string>; covered: Set<string> }> {
	const { rows } = await sql<{ deputy: string; holder: string | null }>`
		select d.person_id as deputy, t.person_id as holder
		from deputy_term d
		join seat s on s.partnership_id = d.partnership_id and s.id = d.seat_id
		left join seat_term t on t.partnership_id = d.partnership_id and t.seat_id = d.seat_id
			and daterange(t.starts_on, t.ends_on, '[]') && daterange(d.starts_on, d.ends_on, '[]')
		where d.partnership_id = ${partnershipId} and s.body_id = ${bodyId}
			and daterange(d.starts_on, d.ends_on, '[]') && daterange(${within.startsOn}, ${within.endsOn}, '[]')`.execute(
		tx.db,
	);
	return {
		deputies: new Set(rows.map(({ deputy }) => deputy)),
		covered: new Set(rows.flatMap(({ holder }) => holder ?? [])),
	};
}
