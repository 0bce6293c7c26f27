import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table question (
	partnership_id uuid not null,
	id uuid not null,
	kind text not null check (kind in ('question', 'practice', 'election')),
	body_id uuid not null,
	meeting_id uuid,
	item_id uuid,
	compartment_id uuid,
	state text not null check (state in ('draft', 'scheduled', 'open', 'paused', 'closed', 'shown', 'void')),
	asked jsonb not null,
	prepared_by_person_id uuid not null,
	prepared_at timestamptz not null,
	opens_at timestamptz,
	closes_at timestamptz,
	not_opened text,
	manifest jsonb,
	manifest_hash text,
	quorum_opened jsonb,
	opened_at timestamptz,
	opened_by_person_id uuid,
	paused_at timestamptz,
	paused_by text check (paused_by in ('chair', 'quorum')),
	quorum_closed jsonb,
	closed_at timestamptz,
	closed_by_person_id uuid,
	shown_at timestamptz,
	stands_because text,
	result jsonb,
	voided_at timestamptz,
	void_reason text,
	primary key (partnership_id, id),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, compartment_id) references compartment (partnership_id, id)
)`);
	await run(
		`comment on table question is 'A vote with options: in a meeting, to practise, or an election of somebody.'`,
	);
	await run(
		`comment on column question.asked is 'What is asked, open to change until it opens; frozen in the manifest then.'`,
	);
	await run(
		`comment on column question.manifest is 'What was fixed at opening: words, options, method, limits, rule, roll. Hashed; never changed.'`,
	);
	await run(
		`comment on column question.closes_at is 'Ballots are refused from then on, by the database clock; null where somebody closes it by hand.'`,
	);
	await run(
		`comment on column question.not_opened is 'Why it could not open at its time: the code of a refusal.'`,
	);
	await run(
		`comment on column question.stands_because is 'Why the result stands although the quorum was lost before it closed.'`,
	);
	await run(
		`create unique index question_one_open on question (partnership_id, meeting_id) where state in ('open', 'paused') and kind <> 'election'`,
	);
	await run(`
create table question_elector (
	partnership_id uuid not null,
	question_id uuid not null,
	seat_id uuid not null,
	person_id uuid,
	sector_id uuid not null,
	organisation_id uuid not null,
	present boolean not null,
	mode text,
	as_deputy boolean not null default false,
	primary key (partnership_id, question_id, seat_id),
	foreign key (partnership_id, question_id) references question (partnership_id, id),
	foreign key (partnership_id, seat_id) references seat (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table question_elector is 'The roll as it stood when the question opened: every voting seat, and who was there for it.'`,
	);
	await run(`
create table question_ballot (
	partnership_id uuid not null,
	question_id uuid not null,
	seat_id uuid not null,
	answer jsonb not null,
	cast_at timestamptz not null,
	cast_by_person_id uuid not null,
	channel text not null check (channel in ('own_device', 'hand', 'roll_call', 'telephone', 'name_card', 'tablet')),
	reference text not null,
	revision integer not null default 1,
	primary key (partnership_id, question_id, seat_id),
	foreign key (partnership_id, question_id, seat_id) references question_elector (partnership_id, question_id, seat_id)
)`);
	await run(
		`comment on table question_ballot is 'Recorded answers: names are published with the result. One a seat, by key.'`,
	);
	await run(`
create table question_ballot_revision (
	partnership_id uuid not null,
	question_id uuid not null,
	seat_id uuid not null,
	revision integer not null,
	answer jsonb not null,
	cast_at timestamptz not null,
	cast_by_person_id uuid not null,
	channel text not null,
	primary key (partnership_id, question_id, seat_id, revision),
	foreign key (partnership_id, question_id, seat_id) references question_ballot (partnership_id, question_id, seat_id)
)`);
}
