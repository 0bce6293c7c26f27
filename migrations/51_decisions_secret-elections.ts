import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
alter table election
	add column secret boolean not null default false,
	add column not_opened text,
	add column stands_because text,
	add column decided_by_person_id uuid,
	drop constraint election_state_check,
	add constraint election_state_check check (state in ('nominations', 'voting', 'inquorate', 'settled')),
	add foreign key (partnership_id, decided_by_person_id) references person (partnership_id, id)`);
	await run(
		`comment on column election.secret is 'Whether nobody is ever to know how each voted: its ballots go through a sealed urn.'`,
	);
	await run(
		`comment on column election.not_opened is 'Why its vote could not be opened at its time: the code of a refusal.'`,
	);
	await run(
		`comment on column election.stands_because is 'Too few took part for a quorum: why the result stands, or is voted on again.'`,
	);
}
