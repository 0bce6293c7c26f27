import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`alter table written_procedure add column urn_key uuid`);
	await run(
		`comment on column written_procedure.urn_key is 'Of a secret one: the name of its key in URN_DIR; the key itself is in no database.'`,
	);
	await run(
		`comment on column urn_record.poll_id is 'The vote on a motion (poll), the question with options (question) or the motion in writing (written_procedure) that it is the urn of.'`,
	);
	await run(
		`comment on column urn_record.took_part is 'Seats that put a ballot in, in the order of the roll. Of a motion in writing as many seats of each class, the first of the roll, and not who did: where silence is assent that would tell a vote.'`,
	);
}
