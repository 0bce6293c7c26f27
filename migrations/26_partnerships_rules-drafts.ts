import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table rules_draft (
	partnership_id uuid not null,
	id uuid not null,
	body_id uuid not null,
	version text not null,
	rules jsonb not null,
	effective_from date not null,
	made_by_person_id uuid not null,
	made_at timestamptz not null,
	motion_id uuid,
	constitution_id uuid,
	primary key (partnership_id, id),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, made_by_person_id) references person (partnership_id, id),
	foreign key (partnership_id, constitution_id) references constitution (partnership_id, id)
)`);
	await run(
		`comment on table rules_draft is 'Rules that somebody proposes. motion_id is a far reference to the motion that decides them; carried, they become a version of the constitution.'`,
	);
	await run(`
create table interest_review (
	partnership_id uuid not null,
	person_id uuid not null,
	reviewed_on date not null,
	primary key (partnership_id, person_id, reviewed_on),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table interest_review is 'When somebody last said that what is registered of their interests is complete; asked for once a year.'`,
	);
}
