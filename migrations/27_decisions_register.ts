import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table decision (
	partnership_id uuid not null,
	id uuid not null,
	number text not null,
	year integer not null,
	in_year integer not null,
	body_id uuid not null,
	meeting_id uuid not null,
	motion_id uuid not null,
	compartment_id uuid,
	title jsonb not null,
	text jsonb not null,
	effect text not null check (effect in ('partnership_decision', 'recommendation_to_accountable_body', 'request_for_ratification', 'endorsement', 'noting')),
	decided_at timestamptz not null,
	settled_by text not null check (settled_by in ('consensus', 'vote', 'override')),
	poll_id uuid,
	reasons text not null default '',
	options text not null default '',
	taken_back_at timestamptz,
	primary key (partnership_id, id),
	unique (partnership_id, number),
	unique (partnership_id, motion_id),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, motion_id) references motion (partnership_id, id),
	foreign key (partnership_id, compartment_id) references compartment (partnership_id, id)
)`);
	await run(
		`comment on table decision is 'The register: what was agreed, kept with its number for good. taken_back_at: the chair ruled otherwise afterwards.'`,
	);
	await run(`
create table ratification (
	partnership_id uuid not null,
	decision_id uuid not null,
	organisation_id uuid not null,
	due_on date not null,
	answer text check (answer in ('ratified', 'declined')),
	answered_on date,
	note text not null default '',
	reminded_at timestamptz,
	primary key (partnership_id, decision_id, organisation_id),
	foreign key (partnership_id, decision_id) references decision (partnership_id, id),
	foreign key (partnership_id, organisation_id) references organisation (partnership_id, id)
)`);
	await run(
		`comment on table ratification is 'Each partner asked to make a decision its own, with the date of its answer.'`,
	);
}
