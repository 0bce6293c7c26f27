import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table room_quarantine (
	room_id uuid not null references room (id) on delete cascade,
	seq bigint not null,
	account_id uuid,
	bytes bytea not null,
	reason text not null,
	at timestamptz not null default clock_timestamp(),
	primary key (room_id, seq)
)`);
	await run(
		`comment on table room_quarantine is 'Rows of the log that do not decode: put aside so that they never block their room, kept for whoever looks into it.'`,
	);
	// Yjs updates are compact already: compressing them again costs time on every reading.
	await run(`alter table room_snapshot alter column bytes set storage external`);
	await run(`alter table room_update alter column bytes set storage external`);
	await run(`create index room_update_at on room_update (at)`);
}
