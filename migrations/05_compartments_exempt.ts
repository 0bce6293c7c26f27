import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table compartment (
	partnership_id uuid not null,
	id uuid not null,
	body_id uuid not null,
	schedule text not null,
	paragraph integer not null,
	reason jsonb not null,
	review_on date,
	created_at timestamptz not null default clock_timestamp(),
	lifted_at timestamptz,
	primary key (partnership_id, id),
	foreign key (partnership_id, body_id) references body (partnership_id, id)
)`);
	await run(
		`comment on table compartment is 'Exempt ("Part 2") business: one compartment an item, with its legal ground. LGA 1972 s.100A(4) and Sch. 12A, which partnerships adopt by choice.'`,
	);
	await run(`
create table compartment_exclusion (
	partnership_id uuid not null,
	compartment_id uuid not null,
	person_id uuid not null,
	reason text not null,
	since timestamptz not null default clock_timestamp(),
	primary key (partnership_id, compartment_id, person_id),
	foreign key (partnership_id, compartment_id) references compartment (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
}
