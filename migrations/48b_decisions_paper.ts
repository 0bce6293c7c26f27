import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table paper_out (
	partnership_id uuid not null,
	poll_id uuid not null,
	seat_id uuid not null,
	primary key (partnership_id, poll_id, seat_id),
	foreign key (partnership_id, poll_id) references poll (partnership_id, id)
)`);
	await run(
		`comment on table paper_out is 'Who took a paper in a secret vote: they put nothing into the urn. That they voted, never how or when.'`,
	);
	await run(`
create table paper_count (
	partnership_id uuid not null,
	poll_id uuid not null,
	teller_person_id uuid not null,
	totals jsonb not null,
	counted_at timestamptz not null,
	primary key (partnership_id, poll_id, teller_person_id),
	foreign key (partnership_id, poll_id) references poll (partnership_id, id)
)`);
	await run(
		`comment on table paper_count is 'What each teller counted of the papers, by themselves; two who agree are in the closing record.'`,
	);
	await run(`alter table urn_record add column paper jsonb`);
	await run(
		`comment on column urn_record.paper is 'Papers beside the urn: who took one, and the totals that two tellers agreed on. Null where none were given out.'`,
	);
}
