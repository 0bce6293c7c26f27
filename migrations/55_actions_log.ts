import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table action (
	partnership_id uuid not null,
	id uuid not null,
	number text not null,
	year integer not null,
	in_year integer not null,
	body_id uuid not null,
	compartment_id uuid,
	text jsonb not null,
	owner_person_id uuid,
	owner_organisation_id uuid,
	due_on date not null,
	state text not null default 'open' check (state in ('open', 'done', 'dropped')),
	settled_on date,
	decision_id uuid,
	meeting_id uuid,
	item_id uuid,
	reminded_on date,
	primary key (partnership_id, id),
	unique (partnership_id, number),
	check (num_nonnulls(owner_person_id, owner_organisation_id) = 1),
	check ((state = 'open') = (settled_on is null)),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, compartment_id) references compartment (partnership_id, id),
	foreign key (partnership_id, owner_person_id) references person (partnership_id, id),
	foreign key (partnership_id, owner_organisation_id) references organisation (partnership_id, id),
	foreign key (partnership_id, decision_id) references decision (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id)
)`);
	await run(`create index action_decision on action (partnership_id, decision_id)`);
	await run(
		`comment on table action is 'The action log: what was agreed that somebody does, by when. A number is never given twice.'`,
	);
	await run(
		`comment on column action.item_id is 'The item of the meeting under which the minutes have it.'`,
	);
	await run(`
create table action_entry (
	partnership_id uuid not null,
	action_id uuid not null,
	n integer not null,
	act text not null check (act in ('assigned', 'note', 'done', 'dropped', 'reopened', 'changed')),
	words text not null default '',
	due_on date not null,
	person_id uuid,
	at timestamptz not null,
	primary key (partnership_id, action_id, n),
	foreign key (partnership_id, action_id) references action (partnership_id, id) on delete cascade,
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table action_entry is 'What was said and done about an action, in order; due_on is the date that held from then on.'`,
	);
}
