import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table meeting (
	partnership_id uuid not null,
	id uuid not null,
	body_id uuid not null,
	slug text not null,
	title jsonb not null,
	starts_at timestamptz not null,
	ends_at timestamptz not null,
	mode text not null check (mode in ('in_person', 'remote', 'hybrid')),
	venue jsonb not null,
	access jsonb not null default '{}',
	status text not null check (status in ('draft', 'published', 'in_session', 'ended')),
	agenda_room_id uuid not null unique,
	minutes_room_id uuid not null unique,
	agenda_version integer not null default 0,
	started_at timestamptz,
	ended_at timestamptz,
	primary key (partnership_id, id),
	unique (partnership_id, slug),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, agenda_room_id) references room (partnership_id, id),
	foreign key (partnership_id, minutes_room_id) references room (partnership_id, id),
	check (ends_at > starts_at)
)`);
	await run(`
create table agenda_version (
	partnership_id uuid not null,
	meeting_id uuid not null,
	version integer not null,
	content jsonb not null,
	hash text not null,
	changes jsonb not null default '[]',
	published_at timestamptz not null,
	published_by_person_id uuid not null,
	primary key (partnership_id, meeting_id, version),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, published_by_person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table agenda_version is 'A published agenda: frozen and hashed, never changed. Exempt items are stubs here.'`,
	);
	await run(`
create table agenda_item (
	partnership_id uuid not null,
	id uuid not null,
	meeting_id uuid not null,
	number integer not null,
	kind text not null check (kind in ('decision', 'discussion', 'information', 'procedural', 'public')),
	minutes integer not null check (minutes between 0 and 600),
	title jsonb not null,
	summary jsonb not null,
	asked_to jsonb not null default '[]',
	lead_person_id uuid,
	compartment_id uuid,
	removed boolean not null default false,
	state text not null default 'waiting' check (state in ('waiting', 'open', 'done')),
	opened_at timestamptz,
	closed_at timestamptz,
	spent_seconds integer not null default 0,
	primary key (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, lead_person_id) references person (partnership_id, id),
	foreign key (partnership_id, compartment_id) references compartment (partnership_id, id)
)`);
	await run(
		`comment on table agenda_item is 'The items of the latest published agenda and how each ran. An exempt item has no title or summary here.'`,
	);
	await run(
		`create unique index agenda_item_one_open on agenda_item (partnership_id, meeting_id) where state = 'open'`,
	);
	await run(`
create table exempt_item (
	partnership_id uuid not null,
	compartment_id uuid not null,
	item_id uuid not null,
	meeting_id uuid not null,
	room_id uuid not null unique,
	primary key (partnership_id, compartment_id),
	unique (partnership_id, item_id),
	foreign key (partnership_id, compartment_id) references compartment (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, room_id) references room (partnership_id, id)
)`);
	await run(`
create table exempt_item_version (
	partnership_id uuid not null,
	compartment_id uuid not null,
	version integer not null,
	content jsonb not null,
	hash text not null,
	primary key (partnership_id, compartment_id, version),
	foreign key (partnership_id, compartment_id) references compartment (partnership_id, id)
)`);
	await run(`
create table apology (
	partnership_id uuid not null,
	meeting_id uuid not null,
	person_id uuid not null,
	deputy_person_id uuid,
	recorded_at timestamptz not null default clock_timestamp(),
	primary key (partnership_id, meeting_id, person_id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id),
	foreign key (partnership_id, deputy_person_id) references person (partnership_id, id)
)`);
	await run(`
create table attendance (
	partnership_id uuid not null,
	id uuid not null,
	meeting_id uuid not null,
	person_id uuid not null,
	seat_id uuid,
	as_deputy boolean not null default false,
	mode text not null check (mode in ('in_person', 'remote', 'telephone')),
	arrived_at timestamptz not null,
	left_at timestamptz,
	recorded_by_person_id uuid not null,
	primary key (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id),
	foreign key (partnership_id, seat_id) references seat (partnership_id, id)
)`);
	await run(
		`comment on table attendance is 'Arrivals and departures, appended and never rewritten, so that any moment of the meeting can be asked for.'`,
	);
	await run(
		`create unique index attendance_seat_once on attendance (partnership_id, meeting_id, seat_id) where left_at is null and seat_id is not null`,
	);
	await run(
		`create unique index attendance_person_once on attendance (partnership_id, meeting_id, person_id) where left_at is null`,
	);
	await run(`
create table speaker (
	partnership_id uuid not null,
	id uuid not null,
	meeting_id uuid not null,
	item_id uuid,
	person_id uuid not null,
	raised_at timestamptz not null,
	called_at timestamptz,
	finished_at timestamptz,
	primary key (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, item_id) references agenda_item (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`create unique index speaker_waiting_once on speaker (partnership_id, meeting_id, person_id) where finished_at is null`,
	);
	await run(
		`create unique index speaker_one_called on speaker (partnership_id, meeting_id) where called_at is not null and finished_at is null`,
	);
}
