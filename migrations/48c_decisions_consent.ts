import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table question_resolution (
	partnership_id uuid not null,
	question_id uuid not null,
	seat_id uuid not null,
	revision integer not null,
	reason text not null,
	resolved_at timestamptz not null,
	resolved_by_person_id uuid not null,
	primary key (partnership_id, question_id, seat_id),
	foreign key (partnership_id, question_id) references question (partnership_id, id)
)`);
	await run(
		`comment on table question_resolution is 'An objection of a consent round that the chair recorded as resolved, with how. It is of the answer of that revision: who answers anew objects anew.'`,
	);
}
