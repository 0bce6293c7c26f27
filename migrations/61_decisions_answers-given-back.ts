import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`alter table written_answer add column given_back_at timestamptz`.execute(db);
	await sql`comment on column written_answer.given_back_at is 'Cast by somebody who carried the vote and then took no part for an interest of their own: it counts no more, and whose vote it is may answer.'`.execute(
		db,
	);
}
