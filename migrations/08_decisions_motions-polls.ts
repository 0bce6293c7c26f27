import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table motion (
	partnership_id uuid not null,
	id uuid not null,
	meeting_id uuid not null,
	item_id uuid not null,
	code text not null,
	title jsonb not null,
	text jsonb not null,
	decision_class text not null check (decision_class in ('ordinary', 'strategy_adoption', 'constitution_change')),
	effect text not null check (effect in ('partnership_decision', 'recommendation_to_accountable_body', 'request_for_ratification', 'endorsement', 'noting')),
	mover_person_id uuid,
	compartment_id uuid,
	state text not null check (state in ('notice', 'polled', 'carried', 'not_carried', 'withdrawn')),
	notice_given_on date,
	primary key (partnership_id, id),
	unique (partnership_id, meeting_id, code),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, mover_person_id) references person (partnership_id, id),
	foreign key (partnership_id, compartment_id) references compartment (partnership_id, id)
)`);
	await run(
		`comment on column motion.item_id is 'The agenda item it is taken under; a far reference, since a motion may be lodged before its agenda is published.'`,
	);
	await run(`
create table poll (
	partnership_id uuid not null,
	id uuid not null,
	meeting_id uuid not null,
	item_id uuid not null,
	motion_id uuid not null,
	compartment_id uuid,
	state text not null check (state in ('open', 'closed')),
	manifest jsonb not null,
	manifest_hash text not null,
	opened_at timestamptz not null,
	opened_by_person_id uuid not null,
	closed_at timestamptz,
	closed_by_person_id uuid,
	shown_at timestamptz,
	result jsonb,
	primary key (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, motion_id) references motion (partnership_id, id)
)`);
	await run(
		`comment on column poll.manifest is 'What was fixed at opening: the words of the motion, the rule, the roll. Hashed; never changed.'`,
	);
	await run(
		`create unique index poll_one_open on poll (partnership_id, meeting_id) where state = 'open'`,
	);
	await run(`
create table poll_elector (
	partnership_id uuid not null,
	poll_id uuid not null,
	seat_id uuid not null,
	person_id uuid,
	sector_id uuid not null,
	organisation_id uuid not null,
	present boolean not null,
	mode text,
	as_deputy boolean not null default false,
	primary key (partnership_id, poll_id, seat_id),
	foreign key (partnership_id, poll_id) references poll (partnership_id, id),
	foreign key (partnership_id, seat_id) references seat (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table poll_elector is 'The roll as it stood when the poll opened: every voting seat, and who was there for it.'`,
	);
	await run(`
create table ballot (
	partnership_id uuid not null,
	poll_id uuid not null,
	seat_id uuid not null,
	choice text not null check (choice in ('for', 'against', 'abstain')),
	cast_at timestamptz not null,
	cast_by_person_id uuid not null,
	channel text not null check (channel in ('own_device', 'hand', 'roll_call', 'telephone')),
	reference text not null,
	revision integer not null default 1,
	primary key (partnership_id, poll_id, seat_id),
	foreign key (partnership_id, poll_id, seat_id) references poll_elector (partnership_id, poll_id, seat_id)
)`);
	await run(
		`comment on table ballot is 'Recorded votes: names are published with the result. One a seat, by key.'`,
	);
	await run(`
create table ballot_revision (
	partnership_id uuid not null,
	poll_id uuid not null,
	seat_id uuid not null,
	revision integer not null,
	choice text not null,
	cast_at timestamptz not null,
	cast_by_person_id uuid not null,
	channel text not null,
	primary key (partnership_id, poll_id, seat_id, revision),
	foreign key (partnership_id, poll_id, seat_id) references ballot (partnership_id, poll_id, seat_id)
)`);
}
