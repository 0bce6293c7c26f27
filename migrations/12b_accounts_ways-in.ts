import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
alter table session
	add column way text not null default 'link' check (way in ('link', 'password', 'passkey', 'provider', 'demo')),
	add column second_factor boolean not null default false,
	add column fresh_at timestamptz not null default clock_timestamp(),
	add column device text not null default 'unknown',
	add column seen_at timestamptz not null default clock_timestamp()`);
	await run(
		`comment on column session.fresh_at is 'When its person last showed who they are; acts that need a fresh sign-in look at it.'`,
	);
	await run(
		`comment on column session.device is 'Browser and system as two words, such as "firefox-windows": enough to know one''s own devices, no fingerprint.'`,
	);
	await run(`
create table password (
	account_id uuid primary key references account (id) on delete cascade,
	hash text not null,
	set_at timestamptz not null default clock_timestamp()
)`);
	await run(`comment on column password.hash is 'Argon2id, salted.'`);
	await run(`
create table passkey (
	id text primary key,
	ref uuid not null unique,
	account_id uuid not null references account (id) on delete cascade,
	public_key text not null,
	counter bigint not null,
	transports text not null default '',
	label text not null,
	created_at timestamptz not null default clock_timestamp(),
	used_at timestamptz
)`);
	await run(`create index passkey_account on passkey (account_id)`);
	await run(`
create table one_time_codes (
	account_id uuid primary key references account (id) on delete cascade,
	secret text not null,
	confirmed_at timestamptz,
	last_step bigint not null default 0
)`);
	await run(
		`comment on table one_time_codes is 'Secret of an authenticator app (RFC 6238), sealed with a key made of SECRET. last_step: a code works once.'`,
	);
	await run(`
create table known_device (
	account_id uuid not null references account (id) on delete cascade,
	hash text not null,
	seen_at timestamptz not null default clock_timestamp(),
	primary key (account_id, hash)
)`);
	await run(
		`comment on table known_device is 'Devices that once signed in: somebody else''s wrong tries do not lock them out. Kept a year.'`,
	);
	await run(`
create table half_sign_in (
	token_hash text primary key,
	kind text not null check (kind in ('code', 'passkey', 'new_passkey', 'provider')),
	account_id uuid references account (id) on delete cascade,
	detail jsonb not null default '{}',
	expires_at timestamptz not null
)`);
	await run(
		`comment on table half_sign_in is 'What the server must remember between two steps of a sign-in: the challenge of a passkey, the first factor before the code, the state of a provider. Minutes only.'`,
	);
	await run(`
create table rate_limit (
	key text primary key,
	used integer not null,
	since timestamptz not null
)`);
	await run(
		`comment on table rate_limit is 'How often something was tried in the window that began at since. Keys are hashes: no address of a person or a machine is here.'`,
	);
}
