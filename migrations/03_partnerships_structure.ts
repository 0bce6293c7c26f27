import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table partnership (
	id uuid primary key,
	slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
	name jsonb not null,
	formal_name jsonb not null,
	nation text not null check (nation in ('england', 'scotland', 'wales')),
	area jsonb not null,
	vision jsonb not null,
	founded_on date,
	secretariat_email text not null,
	fictional boolean not null default false,
	created_at timestamptz not null default clock_timestamp()
)`);
	await run(`
create table sector (
	partnership_id uuid not null references partnership (id),
	id uuid not null,
	code text not null,
	name jsonb not null,
	position integer not null,
	primary key (partnership_id, id),
	unique (partnership_id, code)
)`);
	await run(`
create table organisation (
	partnership_id uuid not null references partnership (id),
	id uuid not null,
	code text not null,
	name jsonb not null,
	sector_id uuid not null,
	note jsonb,
	accountable boolean not null default false,
	position integer not null,
	primary key (partnership_id, id),
	unique (partnership_id, code),
	foreign key (partnership_id, sector_id) references sector (partnership_id, id)
)`);
	await run(
		`comment on column organisation.accountable is 'The accountable body: receives, holds and answers for the money.'`,
	);
	await run(`
create table person (
	partnership_id uuid not null references partnership (id),
	id uuid not null,
	code text not null,
	name text not null,
	job jsonb not null,
	organisation_id uuid,
	account_id uuid references account (id) on delete set null,
	position integer not null,
	primary key (partnership_id, id),
	unique (partnership_id, code),
	unique (partnership_id, account_id),
	foreign key (partnership_id, organisation_id) references organisation (partnership_id, id)
)`);
	await run(
		`comment on table person is 'One per partnership; an account is global. A person without an account votes through the clerk.'`,
	);
	await run(`create index person_account on person (account_id)`);
	await run(`
create table body (
	partnership_id uuid not null references partnership (id),
	id uuid not null,
	code text not null,
	name jsonb not null,
	type text not null check (type in ('board', 'executive', 'thematic_group', 'locality_group', 'task_and_finish', 'network', 'scrutiny')),
	reports_to uuid,
	meets text,
	remit jsonb,
	position integer not null,
	primary key (partnership_id, id),
	unique (partnership_id, code),
	foreign key (partnership_id, reports_to) references body (partnership_id, id),
	check (reports_to is distinct from id)
)`);
	await run(`
create table seat (
	partnership_id uuid not null,
	id uuid not null,
	body_id uuid not null,
	organisation_id uuid not null,
	voting boolean not null,
	position integer not null,
	primary key (partnership_id, id),
	unique (partnership_id, body_id, position),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, organisation_id) references organisation (partnership_id, id)
)`);
	await run(
		`comment on table seat is 'A place on a body. It belongs to an organisation, never to a person.'`,
	);
	await run(`
create table seat_term (
	partnership_id uuid not null,
	id uuid not null,
	seat_id uuid not null,
	person_id uuid not null,
	starts_on date not null,
	ends_on date,
	primary key (partnership_id, id),
	unique (partnership_id, seat_id, starts_on),
	foreign key (partnership_id, seat_id) references seat (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id),
	check (ends_on is null or ends_on >= starts_on)
)`);
	await run(`
create table deputy_term (
	partnership_id uuid not null,
	id uuid not null,
	seat_id uuid not null,
	person_id uuid not null,
	starts_on date not null,
	ends_on date,
	primary key (partnership_id, id),
	unique (partnership_id, seat_id, person_id, starts_on),
	foreign key (partnership_id, seat_id) references seat (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id),
	check (ends_on is null or ends_on >= starts_on)
)`);
	await run(`
create table body_role (
	partnership_id uuid not null,
	id uuid not null,
	body_id uuid not null,
	person_id uuid not null,
	role text not null check (role in ('chair', 'vice_chair', 'member', 'secretariat', 'minute_taker', 'accountable_body_adviser', 'adviser', 'observer', 'co_opted', 'invited_participant')),
	starts_on date not null,
	ends_on date,
	primary key (partnership_id, id),
	unique (partnership_id, body_id, person_id, role, starts_on),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id),
	check (ends_on is null or ends_on >= starts_on)
)`);
	await run(
		`comment on table body_role is 'What a person does on a body beside holding a seat there.'`,
	);
	await run(`
create table constitution (
	partnership_id uuid not null,
	id uuid not null,
	body_id uuid not null,
	version text not null,
	rules jsonb not null,
	adopted_on date not null,
	effective_from date not null,
	primary key (partnership_id, id),
	unique (partnership_id, body_id, version),
	foreign key (partnership_id, body_id) references body (partnership_id, id)
)`);
	await run(
		`comment on table constitution is 'The rules of a body, in versions with a date of effect. A body without one goes by those of the body it reports to.'`,
	);
	await run(`
create table interest (
	partnership_id uuid not null,
	id uuid not null,
	person_id uuid not null,
	text jsonb not null,
	kind text not null check (kind in ('financial', 'non_financial', 'organisational', 'loyalty')),
	registered_on date not null,
	ended_on date,
	primary key (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
}
