import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table election (
	partnership_id uuid not null,
	id uuid not null,
	number text not null,
	year integer not null,
	in_year integer not null,
	body_id uuid not null,
	office text not null check (office in ('chair', 'vice_chair', 'representative')),
	places integer not null check (places > 0),
	method text not null check (method in ('approval', 'irv', 'scottish-stv', 'meek', 'schulze')),
	nominations_close_at timestamptz not null,
	voting_closes_at timestamptz not null,
	term_starts_on date not null,
	called_at timestamptz not null,
	called_by_person_id uuid not null,
	state text not null check (state in ('nominations', 'voting', 'settled')),
	question_id uuid,
	outcome text check (outcome in ('elected', 'uncontested', 'nobody_stood', 'nobody_elected')),
	settled_at timestamptz,
	reminded_at timestamptz,
	primary key (partnership_id, id),
	unique (partnership_id, number),
	foreign key (partnership_id, body_id) references body (partnership_id, id),
	foreign key (partnership_id, called_by_person_id) references person (partnership_id, id),
	foreign key (partnership_id, question_id) references question (partnership_id, id)
)`);
	await run(
		`comment on table election is 'Who is to be chair, vice-chair or representative: nominations first, then a vote of the body by the method fixed when it was called.'`,
	);
	await run(`
create table election_seat (
	partnership_id uuid not null,
	election_id uuid not null,
	seat_id uuid not null,
	primary key (partnership_id, election_id, seat_id),
	foreign key (partnership_id, election_id) references election (partnership_id, id),
	foreign key (partnership_id, seat_id) references seat (partnership_id, id)
)`);
	await run(
		`comment on table election_seat is 'The seats that an election of representatives fills, in the order of their body.'`,
	);
	await run(`
create table candidate (
	partnership_id uuid not null,
	election_id uuid not null,
	person_id uuid not null,
	nominated_by_person_id uuid not null,
	nominated_at timestamptz not null,
	state text not null check (state in ('asked', 'standing', 'declined', 'withdrawn')),
	answered_at timestamptz,
	statement jsonb not null default '{}',
	elected_place integer,
	term_from date,
	term_until date,
	term_refused text,
	primary key (partnership_id, election_id, person_id),
	foreign key (partnership_id, election_id) references election (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id),
	foreign key (partnership_id, nominated_by_person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on column candidate.state is 'asked: somebody else named them, and they have not said that they stand.'`,
	);
	await run(
		`comment on column candidate.term_refused is 'Why the term could not be set by itself: the code of a refusal. A clerk sets it by hand.'`,
	);
}
