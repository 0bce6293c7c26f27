import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table poll_hands (
	partnership_id uuid not null,
	poll_id uuid not null,
	revision integer not null,
	for_votes integer not null check (for_votes >= 0),
	against_votes integer not null check (against_votes >= 0),
	abstained integer not null check (abstained >= 0),
	counted_at timestamptz not null,
	counted_by_person_id uuid not null,
	primary key (partnership_id, poll_id, revision),
	foreign key (partnership_id, poll_id) references poll (partnership_id, id)
)`);
	await run(
		`comment on table poll_hands is 'A show of hands in the room, as totals: of seats there that have no ballot of their own. The last revision counts; earlier ones stay.'`,
	);
}
