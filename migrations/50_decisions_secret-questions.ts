import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
alter table question
	add column secret boolean not null default false,
	add column urn_key uuid`);
	await run(
		`comment on column question.secret is 'Whether nobody is ever to know how each answered: its ballots go through a sealed urn.'`,
	);
	await run(
		`comment on column question.urn_key is 'The name of its key in URN_DIR; the key itself is in no database.'`,
	);
	// An urn is of a vote on a motion or of a question: poll_id is the id of either.
	for (const table of ['urn_record', 'urn_void'])
		await run(`
alter table ${table}
	drop constraint ${table}_partnership_id_poll_id_fkey,
	add foreign key (partnership_id) references partnership (id)`);
	await run(
		`comment on column urn_record.poll_id is 'The vote on a motion (poll) or the question with options (question) that it is the urn of.'`,
	);
}
