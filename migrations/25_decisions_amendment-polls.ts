import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`alter table poll add column amendment_id uuid,
	add foreign key (partnership_id, amendment_id) references amendment (partnership_id, id)`,
		)
		.execute(db);
	await sql
		.raw(
			`comment on column poll.amendment_id is 'The vote is on this amendment and not on the motion, which stays as it is meanwhile.'`,
		)
		.execute(db);
}
