import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table urn_void (
	partnership_id uuid not null,
	poll_id uuid not null,
	took_part jsonb not null,
	sealed jsonb not null,
	primary key (partnership_id, poll_id),
	foreign key (partnership_id, poll_id) references poll (partnership_id, id)
)`);
	await run(
		`comment on table urn_void is 'The urn of a secret poll that was made void: its ballots, sealed as they were, in the order of their hashes; their key is destroyed.'`,
	);
}
