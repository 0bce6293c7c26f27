import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table body_address (
	partnership_id uuid not null,
	code text not null,
	body_id uuid not null,
	until timestamptz not null default clock_timestamp(),
	primary key (partnership_id, code),
	foreign key (partnership_id, body_id) references body (partnership_id, id)
)`);
	await run(
		`comment on table body_address is 'Addresses that a body had before it was renamed; they still lead to it.'`,
	);
	await run(`
create table body_change (
	partnership_id uuid not null,
	id uuid not null,
	body_id uuid not null,
	kind text not null check (kind in ('renamed', 'closed', 'merged', 'split')),
	on_day date not null,
	other_body_id uuid,
	old_name jsonb,
	by_person_id uuid not null,
	primary key (partnership_id, id),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, other_body_id) references body (partnership_id, id),
	foreign key (partnership_id, by_person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table body_change is 'What became of a body. merged: into other_body_id; split: other_body_id came out of it.'`,
	);
	await run(`create index body_change_body on body_change (partnership_id, body_id, on_day)`);
}
