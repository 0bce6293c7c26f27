import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table list_upload (
	partnership_id uuid not null,
	person_id uuid not null,
	rows jsonb not null,
	unread jsonb not null default '[]',
	uploaded_at timestamptz not null default clock_timestamp(),
	primary key (partnership_id, person_id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table list_upload is 'A membership list that somebody uploaded and looks through before it is taken over. Holds names and addresses: gone when it was taken over or thrown away, and after 30 days.'`,
	);
}
