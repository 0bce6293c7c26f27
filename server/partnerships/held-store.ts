import { sql } from 'kysely';
import type { Json } from '#domain/kernel/canonical.ts';
import type { Row } from '#domain/partnerships/own-row.ts';
import type { Reading } from '../platform/tx.ts';

/**
 * Every table of a partnership with the columns in which it names people, read off the store itself: a table that is
 * added tomorrow is in the export tomorrow.
 */
async function namingColumns(tx: Reading): Promise<{ table: string; columns: string[] }[]> {
	const { rows } = await sql<{ table: string; columns: string[] }>`
		select c.table_name as table, array_agg(c.column_name::text order by c.column_name) as columns
		from information_schema.columns c
		join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
		where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not in ('person', 'audit')
			and c.column_name like '%person\\_id'
			and exists (select from information_schema.columns h where h.table_schema = c.table_schema
				and h.table_name = c.table_name and h.column_name = 'partnership_id')
		group by c.table_name order by c.table_name`.execute(tx.db);
	return rows;
}

/** Every row of the partnership that names the person, by table, as the store has it. Tables without one are left out. */
export async function rowsNaming(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<Map<string, Row[]>> {
	const found = new Map<string, Row[]>();
	for (const { table, columns } of await namingColumns(tx)) {
		const names = sql.join(
			columns.map((column) => sql`${sql.ref(`t.${column}`)} = ${personId}`),
			sql` or `,
		);
		const { rows } = await sql<{ row: Row }>`select to_jsonb(t) as row from ${sql.table(table)} t
			where t.partnership_id = ${partnershipId} and (${names})`.execute(tx.db);
		if (rows.length > 0)
			found.set(
				table,
				rows.map(({ row }) => row),
			);
	}
	return found;
}

/** The person's own row. */
export async function personRow(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<Row | undefined> {
	const { rows } = await sql<{ row: Row }>`
		select to_jsonb(p) as row from person p where partnership_id = ${partnershipId} and id = ${personId}`.execute(
		tx.db,
	);
	return rows[0]?.row;
}

/** What the audit log says that the person did, oldest first: acts, ids and codes. */
export async function logOf(tx: Reading, partnershipId: string, personId: string): Promise<Json[]> {
	const { rows } = await sql<{ row: Json }>`
		select jsonb_build_object('at', at, 'act', act, 'subject', subject, 'detail', detail) as row
		from audit where partnership_id = ${partnershipId} and (person_id = ${personId} or subject = ${personId})
		order by seq`.execute(tx.db);
	return rows.map(({ row }) => row);
}

/** The account: address, ways in and devices, nothing that opens anything. */
export async function accountHeld(tx: Reading, accountId: string): Promise<Json> {
	const { rows } = await sql<{ held: Json }>`
		select jsonb_build_object(
			'email', a.email, 'createdAt', a.created_at,
			'sessions', (select coalesce(jsonb_agg(jsonb_build_object('device', device, 'way', way, 'since', created_at,
				'seenAt', seen_at) order by created_at), '[]') from session where account_id = a.id),
			'passkeys', (select coalesce(jsonb_agg(jsonb_build_object('device', label, 'since', created_at, 'usedAt', used_at)
				order by created_at), '[]') from passkey where account_id = a.id),
			'passwordSetAt', (select set_at from password where account_id = a.id),
			'authenticatorSince', (select confirmed_at from one_time_codes where account_id = a.id),
			'knownDevices', (select count(*) from known_device where account_id = a.id),
			'signInAt', (select coalesce(jsonb_agg(issuer order by issuer), '[]') from provider_identity where account_id = a.id),
			'messagesWaiting', (select count(*) from mail where recipient = a.email and sent_at is null),
			'partnerships', (select coalesce(jsonb_agg(h.slug order by h.slug), '[]') from person p
				join partnership h on h.id = p.partnership_id where p.account_id = a.id)
		) as held from account a where a.id = ${accountId}`.execute(tx.db);
	return rows[0]?.held ?? null;
}
