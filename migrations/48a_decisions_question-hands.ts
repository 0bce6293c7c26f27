import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table question_hands (
	partnership_id uuid not null,
	question_id uuid not null,
	revision integer not null,
	hands jsonb not null,
	counted_at timestamptz not null,
	counted_by_person_id uuid not null,
	primary key (partnership_id, question_id, revision),
	foreign key (partnership_id, question_id) references question (partnership_id, id)
)`);
	await run(
		`comment on table question_hands is 'A show of hands in the room for a question, as totals: of seats there that have no answer of their own. The last revision counts; earlier ones stay.'`,
	);
	await run(
		`alter table question add column time_asked_at timestamptz, add column time_given_until timestamptz`,
	);
	await run(
		`comment on column question.time_asked_at is 'Somebody asked for more time and the chair has not answered yet; who is not kept.'`,
	);
}
