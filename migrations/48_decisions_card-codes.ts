import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table card_code (
	partnership_id uuid not null,
	meeting_id uuid not null,
	code text not null unique check (code ~ '^[CDFGHJKMNPQRTWXY]{5}$'),
	primary key (partnership_id, meeting_id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id)
)`);
	await run(
		`comment on table card_code is 'The short address on the name cards of a meeting: it leads to the page that asks for the PIN, and is no secret.'`,
	);
}
