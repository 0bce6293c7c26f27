import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`
create table account (
	id uuid primary key,
	email text not null unique check (email = lower(email)),
	created_at timestamptz not null default clock_timestamp()
)`.execute(db);
	await sql`
create table session (
	id_hash text primary key,
	ref uuid not null unique,
	account_id uuid not null references account (id) on delete cascade,
	created_at timestamptz not null default clock_timestamp(),
	expires_at timestamptz not null,
	ends_at timestamptz not null
)`.execute(db);
	await sql`comment on column session.id_hash is 'SHA-256 of the session id; the id itself is never stored.'`.execute(
		db,
	);
	await sql`comment on column session.ends_at is 'Absolute end, whatever the use; expires_at is the idle end.'`.execute(
		db,
	);
	await sql`create index session_account on session (account_id)`.execute(db);
	await sql`
create table sign_in_link (
	token_hash text primary key,
	account_id uuid not null references account (id) on delete cascade,
	return_to text,
	created_at timestamptz not null default clock_timestamp(),
	expires_at timestamptz not null,
	used_at timestamptz
)`.execute(db);
}
