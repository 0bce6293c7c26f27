import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table document (
	partnership_id uuid not null references partnership (id),
	id uuid not null,
	slug text not null,
	kind text not null check (kind in ('strategy', 'plan', 'paper')),
	title jsonb not null,
	status text not null check (status in ('draft', 'consultation', 'adopted')),
	version text not null,
	goals jsonb not null default '[]',
	room_id uuid not null unique,
	primary key (partnership_id, id),
	unique (partnership_id, slug),
	foreign key (partnership_id, room_id) references room (partnership_id, id)
)`);
	await run(`
create table section (
	partnership_id uuid not null,
	id uuid not null,
	document_id uuid not null,
	position integer not null,
	title jsonb not null,
	state text not null check (state in ('drafting', 'in_review', 'contested', 'agreed')),
	owner_person_id uuid,
	owner_body_id uuid,
	planned_words integer not null,
	room_id uuid not null unique,
	primary key (partnership_id, id),
	unique (partnership_id, document_id, position),
	foreign key (partnership_id, document_id) references document (partnership_id, id),
	foreign key (partnership_id, owner_person_id) references person (partnership_id, id),
	foreign key (partnership_id, owner_body_id) references body (partnership_id, id),
	foreign key (partnership_id, room_id) references room (partnership_id, id)
)`);
	await run(`
create table section_version (
	partnership_id uuid not null,
	section_id uuid not null,
	version integer not null,
	content jsonb not null,
	hash text not null,
	frozen_at timestamptz not null default clock_timestamp(),
	frozen_by_person_id uuid,
	primary key (partnership_id, section_id, version),
	foreign key (partnership_id, section_id) references section (partnership_id, id)
)`);
}
