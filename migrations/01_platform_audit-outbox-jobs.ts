import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`
create table audit (
	seq bigint generated always as identity primary key,
	at timestamptz not null default clock_timestamp(),
	partnership_id uuid,
	account_id uuid,
	person_id uuid,
	act text not null,
	subject text not null,
	detail jsonb not null default '{}'
)`.execute(db);
	await sql`comment on table audit is 'Who did what. Ids, codes and hashes only: never names, addresses or free text, so that a person can be erased and the log stays whole.'`.execute(
		db,
	);
	await sql`create index audit_partnership on audit (partnership_id, seq)`.execute(db);
	await sql`
create table outbox (
	id bigint generated always as identity primary key,
	event text not null,
	payload jsonb not null,
	at timestamptz not null default clock_timestamp(),
	due_at timestamptz not null default clock_timestamp(),
	claimed_until timestamptz,
	attempts integer not null default 0,
	last_error text,
	done_at timestamptz
)`.execute(db);
	await sql`create index outbox_due on outbox (due_at, id) where done_at is null`.execute(db);
	await sql`
create table job (
	id uuid primary key,
	kind text not null,
	payload jsonb not null default '{}',
	due_at timestamptz not null,
	claimed_until timestamptz,
	attempts integer not null default 0,
	last_error text,
	done_at timestamptz,
	unique_key text unique
)`.execute(db);
	await sql`create index job_due on job (due_at, id) where done_at is null`.execute(db);
	await sql`
create table command_receipt (
	account_id uuid not null,
	key uuid not null,
	act text not null,
	answer jsonb not null,
	at timestamptz not null default clock_timestamp(),
	primary key (account_id, key)
)`.execute(db);
	await sql`comment on table command_receipt is 'What a retried command was answered the first time. Kept a day.'`.execute(
		db,
	);
	await sql`
create table mail (
	id uuid primary key,
	recipient text not null,
	subject text not null,
	body text not null,
	created_at timestamptz not null default clock_timestamp(),
	sent_at timestamptz
)`.execute(db);
	await sql`comment on table mail is 'Messages waiting to be sent; without an SMTP server they stay here and only demo mode and development show them. Kept 30 days.'`.execute(
		db,
	);
}
