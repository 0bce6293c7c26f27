import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`alter table account add column may_found boolean not null default false`);
	await run(
		`comment on column account.may_found is 'May set up partnerships on this installation; given by "npm run admin -- create-owner".'`,
	);
	await run(`
alter table partnership
	add column preset text not null default 'england_lsp'
		check (preset in ('england_lsp', 'england_neighbourhood_board', 'scotland_cpp', 'wales_psb')),
	add column languages text not null default 'both' check (languages in ('en', 'cy', 'both')),
	add column colour text check (colour ~ '^#[0-9a-f]{6}$'),
	add column steps_done jsonb not null default '[]'`);
	await run(
		`comment on column partnership.steps_done is 'Tasks of the set-up that somebody called done, by name; the others are read off what is there.'`,
	);
	await run(`alter table organisation add column kind text, add column contact_email text`);
	await run(
		`alter table person add column email text check (email = lower(email)), add column left_on date`,
	);
	await run(
		`comment on column person.email is 'Where an invitation goes. Shown to those who run the partnership and to the person; erased with them.'`,
	);
	await run(
		`alter table seat_term add column mandate text, add column may_decide boolean not null default true`,
	);
	await run(
		`comment on column seat_term.may_decide is 'Whether the person may decide for the organisation without asking it first.'`,
	);
	await run(`alter table seat add column closed_on date`);
	await run(`alter table body add column closed_on date`);
	await run(`
create table invitation (
	partnership_id uuid not null,
	id uuid not null,
	person_id uuid not null,
	email text not null,
	token_hash text not null unique,
	sent_by_person_id uuid not null,
	sent_at timestamptz not null default clock_timestamp(),
	expires_at timestamptz not null,
	used_at timestamptz,
	withdrawn_at timestamptz,
	primary key (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id),
	foreign key (partnership_id, sent_by_person_id) references person (partnership_id, id)
)`);
	await run(
		`create unique index invitation_open on invitation (partnership_id, person_id) where used_at is null and withdrawn_at is null`,
	);
	await run(
		`comment on table invitation is 'A link to an address, by which a person of the list gets an account. Used by POST only, once, for seven days. The address is erased 30 days after.'`,
	);
}
