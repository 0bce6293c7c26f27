import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`alter table organisation add column contact_phone text`.execute(db);
	await sql`comment on column organisation.contact_phone is 'Of the organisation, not of a person.'`.execute(
		db,
	);
}
