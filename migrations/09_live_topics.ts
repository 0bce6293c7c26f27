import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table live_topic (
	partnership_id uuid not null,
	meeting_id uuid not null,
	topic text not null,
	version bigint not null default 0,
	primary key (partnership_id, meeting_id, topic),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id)
)`);
	await run(
		`comment on table live_topic is 'The counter of each topic of a live room, advanced in the transaction of the command that changed it.'`,
	);
}
