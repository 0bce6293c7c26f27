import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type { ListRow } from '#domain/partnerships/list-columns.ts';
import type { ListPlan, ListStore } from '#domain/partnerships/list-plan.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import { sectorsOf } from './store.ts';

/** A list that somebody uploaded and has not taken over yet. */
export interface ListUpload {
	readonly rows: readonly ListRow[];
	readonly unread: readonly string[];
	readonly uploadedAt: Date;
}

export async function uploadOf(
	tx: Reading,
	person: { readonly partnershipId: string; readonly personId: string },
): Promise<ListUpload | undefined> {
	const row = await tx.db
		.selectFrom('list_upload')
		.select(['rows', 'unread', 'uploaded_at'])
		.where('partnership_id', '=', person.partnershipId)
		.where('person_id', '=', person.personId)
		.executeTakeFirst();
	return (
		row && {
			rows: row.rows as ListRow[],
			unread: row.unread as string[],
			uploadedAt: row.uploaded_at,
		}
	);
}

/** Keeps a person's upload in place of the one before. */
export async function keepUpload(
	tx: Tx,
	person: { readonly partnershipId: string; readonly personId: string },
	upload: { readonly rows: readonly ListRow[]; readonly unread: readonly string[] },
): Promise<void> {
	const values = { rows: JSON.stringify(upload.rows), unread: JSON.stringify(upload.unread) };
	await tx.db
		.insertInto('list_upload')
		.values({ partnership_id: person.partnershipId, person_id: person.personId, ...values })
		.onConflict((oc) =>
			oc
				.columns(['partnership_id', 'person_id'])
				.doUpdateSet({ ...values, uploaded_at: sql`clock_timestamp()` }),
		)
		.execute();
}

export async function dropUpload(
	tx: Tx,
	person: { readonly partnershipId: string; readonly personId: string },
): Promise<void> {
	await tx.db
		.deleteFrom('list_upload')
		.where('partnership_id', '=', person.partnershipId)
		.where('person_id', '=', person.personId)
		.execute();
}

/** Nobody else takes a seat, or a list over, until the transaction ends. */
export async function lockStructure(tx: Tx, partnershipId: string): Promise<void> {
	await sql`select from partnership where id = ${partnershipId} for update`.execute(tx.db);
	await sql`select from seat where partnership_id = ${partnershipId} order by id for update`.execute(
		tx.db,
	);
}

/** Everything that a list is held against. */
export async function listStore(tx: Reading, partnershipId: string): Promise<ListStore> {
	const bodies = await sql<{ id: string; code: string; name: Text }>`
		select id, code, name from body where partnership_id = ${partnershipId} and closed_on is null
		order by (type = 'board') desc, position`.execute(tx.db);
	const organisations = await sql<{ id: string; name: Text; sectorId: string }>`
		select id, name, sector_id as "sectorId" from organisation
		where partnership_id = ${partnershipId} order by position`.execute(tx.db);
	const people = await sql<ListStore['people'][number]>`
		select p.id, p.name, p.job, p.organisation_id as "organisationId", coalesce(a.email, p.email) as email,
			p.account_id is not null as "hasAccount"
		from person p left join account a on a.id = p.account_id
		where p.partnership_id = ${partnershipId} order by p.position`.execute(tx.db);
	const held = (table: 'seat_term' | 'deputy_term') => sql`coalesce((
		select jsonb_agg(jsonb_build_object('personId', t.person_id, 'startsOn', t.starts_on, 'endsOn', t.ends_on
			${table === 'seat_term' ? sql`, 'mandate', t.mandate, 'mayDecide', t.may_decide` : sql``}) order by t.starts_on)
		from ${sql.table(table)} t where t.partnership_id = s.partnership_id and t.seat_id = s.id
			and coalesce(t.ends_on, 'infinity') >= current_date), '[]')`;
	const seats = await sql<ListStore['seats'][number]>`
		select s.id, s.body_id as "bodyId", s.organisation_id as "organisationId", s.voting,
			${held('seat_term')} as terms, ${held('deputy_term')} as deputies
		from seat s where s.partnership_id = ${partnershipId} and s.organisation_id is not null
			and (s.closed_on is null or s.closed_on > current_date) order by s.position`.execute(tx.db);
	return {
		sectors: await sectorsOf(tx, partnershipId),
		bodies: bodies.rows,
		organisations: organisations.rows,
		people: people.rows,
		seats: seats.rows,
	};
}

const batch = 500;

/** Writes what a plan adds and changes, some hundred rows a statement. */
export async function writePlan(
	tx: Tx,
	partnershipId: string,
	plan: ListPlan,
	codeOf: (table: 'organisation' | 'person', name: string) => string,
): Promise<void> {
	const mine = { partnership_id: partnershipId };
	const inBatches = async <T>(rows: readonly T[], write: (some: T[]) => Promise<unknown>) => {
		for (let at = 0; at < rows.length; at += batch) await write(rows.slice(at, at + batch));
	};
	const last = async (table: 'organisation' | 'person'): Promise<number> =>
		(
			await tx.db
				.selectFrom(table)
				.select((eb) => eb.fn.max('position').as('last'))
				.where('partnership_id', '=', partnershipId)
				.executeTakeFirst()
		)?.last ?? 0;
	let position = await last('organisation');
	const organisations = plan.organisations.map(({ id, name, sectorId }) => ({
		...mine,
		id,
		code: codeOf('organisation', name.en ?? name.cy ?? ''),
		name: JSON.stringify(name),
		sector_id: sectorId,
		accountable: false,
		position: ++position,
	}));
	await inBatches(organisations, (some) => tx.db.insertInto('organisation').values(some).execute());
	for (const { id, name, sectorId } of plan.organisationChanges)
		await tx.db
			.updateTable('organisation')
			.set({ name: JSON.stringify(name), sector_id: sectorId })
			.where('partnership_id', '=', partnershipId)
			.where('id', '=', id)
			.execute();
	position = await last('person');
	const people = plan.people.map(({ id, name, job, organisationId, email }) => ({
		...mine,
		id,
		code: codeOf('person', name),
		name,
		job: JSON.stringify(job),
		organisation_id: organisationId,
		email,
		position: ++position,
	}));
	await inBatches(people, (some) => tx.db.insertInto('person').values(some).execute());
	for (const { id, job, email } of plan.personChanges)
		await tx.db
			.updateTable('person')
			.set({ job: JSON.stringify(job), email })
			.where('partnership_id', '=', partnershipId)
			.where('id', '=', id)
			.execute();
	const positions = new Map<string, number>();
	for (const { body_id, last } of await tx.db
		.selectFrom('seat')
		.select((eb) => ['body_id', eb.fn.max('position').as('last')])
		.where('partnership_id', '=', partnershipId)
		.groupBy('body_id')
		.execute())
		positions.set(body_id, last);
	const seats = plan.seats.map(({ id, bodyId, organisationId, voting }) => {
		const at = (positions.get(bodyId) ?? 0) + 1;
		positions.set(bodyId, at);
		return {
			...mine,
			id,
			body_id: bodyId,
			organisation_id: organisationId,
			voting,
			position: at,
		};
	});
	await inBatches(seats, (some) => tx.db.insertInto('seat').values(some).execute());
	const terms = plan.terms.map((term) => ({
		...mine,
		id: tx.uuid(),
		seat_id: term.seatId,
		person_id: term.personId,
		starts_on: term.startsOn,
		ends_on: term.endsOn,
		mandate: term.mandate,
		may_decide: term.mayDecide,
	}));
	await inBatches(terms, (some) => tx.db.insertInto('seat_term').values(some).execute());
	const deputies = plan.deputies.map((term) => ({
		...mine,
		id: tx.uuid(),
		seat_id: term.seatId,
		person_id: term.personId,
		starts_on: term.startsOn,
		ends_on: term.endsOn,
	}));
	await inBatches(deputies, (some) => tx.db.insertInto('deputy_term').values(some).execute());
}

/** Every code of the partnership's organisations and people. */
export async function codesIn(
	tx: Reading,
	partnershipId: string,
): Promise<Record<'organisation' | 'person', Set<string>>> {
	const of = async (table: 'organisation' | 'person') =>
		new Set(
			(
				await tx.db
					.selectFrom(table)
					.select('code')
					.where('partnership_id', '=', partnershipId)
					.execute()
			).map(({ code }) => code),
		);
	return { organisation: await of('organisation'), person: await of('person') };
}
