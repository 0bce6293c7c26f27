import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table declaration (
	partnership_id uuid not null,
	id uuid not null,
	meeting_id uuid not null,
	item_id uuid not null,
	motion_id uuid,
	person_id uuid not null,
	kind text not null check (kind in ('financial', 'non_financial', 'organisational', 'loyalty')),
	effect text not null check (effect in ('remain_and_vote', 'remain_and_speak', 'leave')),
	nature text,
	declared_at timestamptz not null,
	declared_by_person_id uuid not null,
	replaced_at timestamptz,
	primary key (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table declaration is 'Interests declared at a meeting; public with its minutes. motion_id is a far reference; a later declaration replaces an earlier one, and both stay.'`,
	);
	await run(
		`create unique index declaration_one_in_force on declaration (partnership_id, item_id, coalesce(motion_id, '00000000-0000-0000-0000-000000000000'::uuid), person_id) where replaced_at is null`,
	);
	await run(`
create table motion_beneficiary (
	partnership_id uuid not null,
	motion_id uuid not null,
	organisation_id uuid not null,
	primary key (partnership_id, motion_id, organisation_id),
	foreign key (partnership_id, motion_id) references motion (partnership_id, id),
	foreign key (partnership_id, organisation_id) references organisation (partnership_id, id)
)`);
	await run(
		`comment on table motion_beneficiary is 'Organisations that a motion benefits: their people take no part in deciding it unless they declare otherwise.'`,
	);
}
