import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table room (
	id uuid primary key,
	kind text not null,
	partnership_id uuid not null references partnership (id),
	subject_id uuid not null,
	compartment_id uuid,
	head_seq bigint not null default 0,
	epoch integer not null default 0,
	locked_at timestamptz,
	created_at timestamptz not null default clock_timestamp(),
	unique (partnership_id, id)
)`);
	await run(
		`comment on column room.subject_id is 'The meeting, item or section whose draft this is; the relay itself does not read it.'`,
	);
	await run(`create index room_subject on room (partnership_id, subject_id)`);
	await run(`
create table room_update (
	room_id uuid not null references room (id) on delete cascade,
	seq bigint not null,
	account_id uuid,
	bytes bytea not null,
	at timestamptz not null default clock_timestamp(),
	primary key (room_id, seq)
)`);
	await run(
		`comment on column room_update.account_id is 'Who delivered it: the authorship of the edit. Null is the server itself.'`,
	);
	await run(`
create table room_snapshot (
	room_id uuid not null references room (id) on delete cascade,
	upto_seq bigint not null,
	bytes bytea not null,
	sha256 bytea not null,
	at timestamptz not null default clock_timestamp(),
	primary key (room_id, upto_seq)
)`);
	await run(`
create table room_client (
	room_id uuid not null references room (id) on delete cascade,
	client_id bigint not null,
	account_id uuid,
	primary key (room_id, client_id)
)`);
	await run(
		`comment on table room_client is 'Each Yjs client id of a room belongs to the account that first wrote with it; null is the server.'`,
	);
}
