import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`
create table provider_identity (
	issuer text not null,
	subject text not null,
	account_id uuid not null references account (id) on delete cascade,
	created_at timestamptz not null default clock_timestamp(),
	primary key (issuer, subject)
)`.execute(db);
	await sql`comment on table provider_identity is 'Who an account is at an organisation''s own sign-in (OpenID Connect): issuer and subject, which never change; addresses do.'`.execute(
		db,
	);
	await sql`create index provider_identity_account on provider_identity (account_id)`.execute(db);
}
