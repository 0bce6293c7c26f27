import { sql } from 'kysely';
import type * as Y from 'yjs';
import type { Actor } from '#domain/kernel/actor.ts';
import { maySee } from '#domain/partnerships/contact.ts';
import { managing } from '../partnerships/managing.ts';
import { boardId, standingOf } from '../partnerships/store.ts';
import type { Reading, Services } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';
import { exported, withheld } from './everything-tables.ts';

/** The whole of a partnership's papers as data. */
export interface Everything {
	readonly moothall: 'partnership/1';
	readonly tables: Readonly<Record<string, readonly object[]>>;
	/** The address of each person's account, by the person's id. */
	readonly accounts: Readonly<Record<string, string>>;
	/** Drafts by room, as JSON of their roots. */
	readonly drafts: Readonly<Record<string, object>>;
}

type App = Services & { readonly relay: Relay };

/** The export for somebody who runs the partnership: without the exempt items that they are kept from. */
export async function exportEverything(app: App, actor: Actor): Promise<string> {
	return managing(
		app,
		actor,
		'partnerships.manage',
		'partnerships.everything_exported',
		actor.partnershipId,
		async (tx) => {
			const board = await boardId(tx, actor.partnershipId);
			const standing = board ? await standingOf(tx, actor, board) : null;
			const found = await everythingOf(tx, app.relay, actor.partnershipId, actor.personId);
			const people = found.tables['person']?.map((person) => ({
				...person,
				...(maySee(standing, 'phone', false) ? {} : { phone: null }),
				...(maySee(standing, 'accessNeeds', false) ? {} : { access_needs: null }),
			}));
			return JSON.stringify({ ...found, tables: { ...found.tables, person: people } });
		},
	);
}

/**
 * Everything a partnership has here: rows by table, as the database writes them, people with the address of their account, and
 * drafts as they stand. For a reader without what is in compartments they are kept from; for nobody (null) all of it.
 */
export async function everythingOf(
	tx: Reading,
	relay: Relay,
	partnershipId: string,
	readerId: string | null,
): Promise<Everything> {
	const { rows: columns } = await sql<{ table: string; column: string }>`
		select table_name as "table", column_name as "column" from information_schema.columns
		where table_schema = current_schema()`.execute(tx.db);
	const has = (table: string, column: string) =>
		columns.some((each) => each.table === table && each.column === column);
	const hidden = await hiddenFrom(tx, partnershipId, readerId);
	const tables: Record<string, object[]> = {};
	for (const table of exported) {
		const owner = table === 'partnership' ? 'id' : 'partnership_id';
		const { rows } = await sql<{ line: Record<string, unknown> }>`
			select to_jsonb(t) as line from ${sql.table(table)} t
			where t.${sql.ref(owner)} = ${partnershipId}
			order by ${has(table, 'position') ? sql`t.position, to_jsonb(t)::text` : sql`to_jsonb(t)::text`}`.execute(
			tx.db,
		);
		tables[table] = rows
			.map(({ line }) => line)
			.filter((line) => !Object.entries(hidden).some(([column, ids]) => ids.has(line[column])))
			.filter((line) => !isHiddenItself(table, line, hidden))
			.map((line) => without(line, withheld[table] ?? []));
	}
	const { rows: addresses } = await sql<{ id: string; email: string }>`
		select p.id, a.email from person p join account a on a.id = p.account_id
		where p.partnership_id = ${partnershipId}`.execute(tx.db);
	const drafts: Record<string, object> = {};
	for (const room of tables['room'] ?? []) {
		const { kind, id } = room as { kind: string; id: string };
		drafts[`${kind}:${id}`] = rootsOf(await relay.read(tx, id), relay.kinds.get(kind)?.roots ?? {});
	}
	return {
		moothall: 'partnership/1',
		tables,
		accounts: Object.fromEntries(addresses.map(({ id, email }) => [id, email])),
		drafts,
	};
}

type Hidden = Readonly<
	Record<
		'compartment_id' | 'motion_id' | 'poll_id' | 'check_id' | 'question_id',
		ReadonlySet<unknown>
	>
>;

/** What a reader is kept from: compartments, and the motions and votes in them. */
async function hiddenFrom(
	tx: Reading,
	partnershipId: string,
	readerId: string | null,
): Promise<Hidden> {
	const of = async (query: ReturnType<typeof sql<{ id: string }>>) =>
		new Set((await query.execute(tx.db)).rows.map(({ id }) => id));
	const kept = sql`(select compartment_id from compartment_exclusion
		where partnership_id = ${partnershipId} and person_id = ${readerId})`;
	const motions = sql`(select id from motion
		where partnership_id = ${partnershipId} and compartment_id in ${kept})`;
	return {
		compartment_id: await of(sql<{
			id: string;
		}>`select compartment_id as id from compartment_exclusion
			where partnership_id = ${partnershipId} and person_id = ${readerId}`),
		motion_id: await of(sql<{ id: string }>`select id from motion
			where partnership_id = ${partnershipId} and compartment_id in ${kept}`),
		poll_id: await of(sql<{ id: string }>`select id from poll
			where partnership_id = ${partnershipId} and (compartment_id in ${kept} or motion_id in ${motions})`),
		check_id: await of(sql<{ id: string }>`select id from consensus_check
			where partnership_id = ${partnershipId} and motion_id in ${motions}`),
		question_id: await of(sql<{ id: string }>`select id from question
			where partnership_id = ${partnershipId} and compartment_id in ${kept}`),
	};
}

/** A compartment itself is named by its own id. */
const isHiddenItself = (table: string, line: Record<string, unknown>, hidden: Hidden): boolean =>
	table === 'compartment' && hidden.compartment_id.has(line['id']);

const without = (line: Record<string, unknown>, columns: readonly string[]): object =>
	Object.fromEntries(Object.entries(line).filter(([column]) => !columns.includes(column)));

function rootsOf(doc: Y.Doc, roots: Readonly<Record<string, string>>): object {
	const read = (name: string, shape: string): unknown => {
		if (shape === 'xml') return doc.getXmlFragment(name).toJSON();
		if (shape === 'array') return doc.getArray(name).toJSON();
		return doc.getMap(name).toJSON();
	};
	return Object.fromEntries(
		Object.entries(roots).map(([name, shape]) => [name, read(name, shape)]),
	);
}
