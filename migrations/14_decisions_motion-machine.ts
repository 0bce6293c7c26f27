import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`alter table motion drop constraint motion_state_check`);
	await run(`alter table motion drop constraint motion_decision_class_check`);
	await run(`
alter table motion
	add constraint motion_state_check check (state in ('draft', 'notice', 'moved', 'discussed', 'consensus', 'polled', 'deferred', 'carried', 'not_carried', 'withdrawn', 'referred')),
	add constraint motion_decision_class_check check (decision_class in ('ordinary', 'strategy_adoption', 'constitution_change', 'membership_change')),
	add column seconder_person_id uuid,
	add column version integer not null default 1,
	add column settled_by text check (settled_by in ('consensus', 'vote', 'override')),
	add foreign key (partnership_id, seconder_person_id) references person (partnership_id, id)`);
	await run(`
create table motion_version (
	partnership_id uuid not null,
	motion_id uuid not null,
	version integer not null,
	text jsonb not null,
	text_hash text not null,
	made_at timestamptz not null,
	made_by_person_id uuid,
	amendment_id uuid,
	primary key (partnership_id, motion_id, version),
	foreign key (partnership_id, motion_id) references motion (partnership_id, id)
)`);
	await run(
		`comment on table motion_version is 'What a motion said, never changed: a poll and a consensus check are about one of these.'`,
	);
	await run(`
insert into motion_version (partnership_id, motion_id, version, text, text_hash, made_at, made_by_person_id)
	select partnership_id, id, 1, text, encode(sha256(convert_to(text::text, 'UTF8')), 'hex'), now(), mover_person_id from motion`);
	await run(`
create table motion_event (
	partnership_id uuid not null,
	motion_id uuid not null,
	seq integer not null,
	act text not null,
	from_state text not null,
	to_state text not null,
	at timestamptz not null,
	by_person_id uuid not null,
	version integer not null,
	poll_id uuid,
	reason text,
	primary key (partnership_id, motion_id, seq),
	foreign key (partnership_id, motion_id) references motion (partnership_id, id),
	foreign key (partnership_id, by_person_id) references person (partnership_id, id)
)`);
	await run(`
create table amendment (
	partnership_id uuid not null,
	id uuid not null,
	motion_id uuid not null,
	parent_id uuid,
	position integer not null,
	base_version integer not null,
	base_text text not null,
	text text not null,
	locale text not null check (locale in ('en', 'cy')),
	proposer_person_id uuid not null,
	proposed_at timestamptz not null,
	state text not null check (state in ('proposed', 'accepted', 'not_accepted', 'withdrawn')),
	settled_by text check (settled_by in ('consensus', 'vote')),
	settled_at timestamptz,
	primary key (partnership_id, id),
	unique (partnership_id, motion_id, position),
	foreign key (partnership_id, motion_id) references motion (partnership_id, id),
	foreign key (partnership_id, parent_id) references amendment (partnership_id, id),
	foreign key (partnership_id, proposer_person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on column amendment.base_text is 'What the amendment changes: the motion as it stood, or the amendment that it amends.'`,
	);
	await run(`
create table consensus_check (
	partnership_id uuid not null,
	id uuid not null,
	motion_id uuid not null,
	version integer not null,
	opened_at timestamptz not null,
	opened_by_person_id uuid not null,
	closed_at timestamptz,
	outcome text check (outcome in ('agreed', 'discussed', 'polled', 'left')),
	primary key (partnership_id, id),
	foreign key (partnership_id, motion_id, version) references motion_version (partnership_id, motion_id, version)
)`);
	await run(
		`create unique index consensus_check_one_open on consensus_check (partnership_id, motion_id) where closed_at is null`,
	);
	await run(`
create table consensus_answer (
	partnership_id uuid not null,
	check_id uuid not null,
	seat_id uuid not null,
	person_id uuid not null,
	answer text not null check (answer in ('agree', 'reservation', 'stand_aside', 'block')),
	reason text,
	answered_at timestamptz not null,
	by_person_id uuid not null,
	primary key (partnership_id, check_id, seat_id),
	foreign key (partnership_id, check_id) references consensus_check (partnership_id, id),
	foreign key (partnership_id, seat_id) references seat (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table consensus_answer is 'Given by name: reservations are kept in the minutes in the words of those who have them.'`,
	);
	await run(`alter table poll add column motion_version integer not null default 1`);
}
