import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table recovery (
	partnership_id uuid not null,
	id uuid not null,
	person_id uuid not null,
	by_hand boolean not null,
	asked_by_person_id uuid not null,
	asked_at timestamptz not null default clock_timestamp(),
	expires_at timestamptz not null,
	approved_by_person_id uuid,
	approved_at timestamptz,
	withdrawn_at timestamptz,
	primary key (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id),
	foreign key (partnership_id, asked_by_person_id) references person (partnership_id, id),
	foreign key (partnership_id, approved_by_person_id) references person (partnership_id, id),
	check (asked_by_person_id <> person_id),
	check (approved_by_person_id is null or (approved_by_person_id <> person_id and approved_by_person_id <> asked_by_person_id))
)`);
	await run(
		`comment on table recovery is 'Somebody who lost every way in, helped back by two different officers. by_hand: the link is handed over, not mailed.'`,
	);
	await run(
		`create unique index recovery_open on recovery (partnership_id, person_id) where approved_at is null and withdrawn_at is null`,
	);
	await run(`alter table sign_in_link add column recovers boolean not null default false`);
	await run(
		`comment on column sign_in_link.recovers is 'Using it takes every other way into the account away: they are lost, or somebody else has them.'`,
	);
	await run(`
alter table session
	add column rotates boolean not null default false,
	add column previous_hash text unique,
	add column previous_until timestamptz`);
	await run(
		`comment on column session.rotates is 'Rights changed: the next request is given a new id, and the old one ends some minutes later, for requests on their way.'`,
	);
	await run(`alter table partnership add column second_factor_roles jsonb not null default '[]'`);
	await run(
		`comment on column partnership.second_factor_roles is 'Roles whose people do nothing here without having shown a second factor.'`,
	);
}
