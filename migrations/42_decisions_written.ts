import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table written_procedure (
	partnership_id uuid not null,
	id uuid not null,
	number text not null,
	year integer not null,
	in_year integer not null,
	body_id uuid not null,
	title jsonb not null,
	text jsonb not null,
	decision_class text not null check (decision_class in ('ordinary', 'strategy_adoption', 'constitution_change', 'membership_change')),
	effect text not null check (effect in ('partnership_decision', 'recommendation_to_accountable_body', 'request_for_ratification', 'endorsement', 'noting')),
	manifest jsonb not null,
	manifest_hash text not null,
	opened_at timestamptz not null,
	opened_by_person_id uuid not null,
	deadline timestamptz not null,
	reminded_at timestamptz,
	state text not null check (state in ('open', 'tied', 'settled')),
	settled_at timestamptz,
	result jsonb,
	reported_meeting_id uuid,
	reported_item_id uuid,
	primary key (partnership_id, id),
	unique (partnership_id, number),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, opened_by_person_id) references person (partnership_id, id),
	foreign key (partnership_id, reported_meeting_id) references meeting (partnership_id, id)
)`);
	await run(
		`comment on table written_procedure is 'A decision taken in writing between meetings. manifest: words, rule, deadline and roll as they were put; hashed, never changed.'`,
	);
	await run(
		`comment on column written_procedure.reported_item_id is 'The item of the next agenda that reports it; a far reference, since that agenda is a draft at first.'`,
	);
	await run(`
create table written_elector (
	partnership_id uuid not null,
	procedure_id uuid not null,
	seat_id uuid not null,
	person_id uuid,
	interest text,
	primary key (partnership_id, procedure_id, seat_id),
	foreign key (partnership_id, procedure_id) references written_procedure (partnership_id, id),
	foreign key (partnership_id, seat_id) references seat (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on column written_elector.interest is 'Said by the member while it was open: for an interest of this kind they take no part.'`,
	);
	await run(`
create table written_answer (
	partnership_id uuid not null,
	procedure_id uuid not null,
	seat_id uuid not null,
	choice text not null check (choice in ('for', 'against', 'abstain')),
	reason text not null default '',
	cast_at timestamptz not null,
	cast_by_person_id uuid not null,
	channel text not null check (channel in ('own_device', 'telephone', 'letter')),
	reference text not null,
	revision integer not null default 1,
	primary key (partnership_id, procedure_id, seat_id),
	foreign key (partnership_id, procedure_id, seat_id) references written_elector (partnership_id, procedure_id, seat_id)
)`);
	await run(
		`comment on table written_answer is 'Recorded votes: names and reasons are published with the result. One a seat, by key.'`,
	);
	await run(`
create table written_answer_revision (
	partnership_id uuid not null,
	procedure_id uuid not null,
	seat_id uuid not null,
	revision integer not null,
	choice text not null,
	reason text not null,
	cast_at timestamptz not null,
	cast_by_person_id uuid not null,
	channel text not null,
	primary key (partnership_id, procedure_id, seat_id, revision),
	foreign key (partnership_id, procedure_id, seat_id) references written_answer (partnership_id, procedure_id, seat_id)
)`);
	await run(`
create table written_objection (
	partnership_id uuid not null,
	procedure_id uuid not null,
	seat_id uuid not null,
	reason text not null,
	made_at timestamptz not null,
	primary key (partnership_id, procedure_id, seat_id),
	foreign key (partnership_id, procedure_id, seat_id) references written_elector (partnership_id, procedure_id, seat_id)
)`);
	await run(
		`comment on table written_objection is 'Members who ask for a meeting instead, by name: so many as the rules say call the matter to one.'`,
	);
	await run(`
alter table decision
	alter column meeting_id drop not null,
	alter column motion_id drop not null,
	add column procedure_id uuid,
	drop constraint decision_settled_by_check,
	add constraint decision_settled_by_check check (settled_by in ('consensus', 'vote', 'override', 'written')),
	add constraint decision_of_one check ((motion_id is null) <> (procedure_id is null) and (motion_id is null) = (meeting_id is null)),
	add unique (partnership_id, procedure_id),
	add foreign key (partnership_id, procedure_id) references written_procedure (partnership_id, id)`);
}
