import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`alter table poll add column secret boolean not null default false`);
	// A partition a poll: what is dropped leaves no dead rows behind, as deleted rows would.
	await run(`
create table urn (
	partnership_id uuid not null,
	poll_id uuid not null,
	ct_hash text not null,
	ciphertext text not null,
	of_class text not null,
	primary key (poll_id, ct_hash)
) partition by list (poll_id)`);
	await run(
		`comment on table urn is 'Sealed ballots of secret polls that are open, without who, when or in which order. Opened with a key that is not in this database.'`,
	);
	await run(`
create table roll_tick (
	partnership_id uuid not null,
	poll_id uuid not null,
	seat_id uuid not null,
	primary key (poll_id, seat_id)
) partition by list (poll_id)`);
	await run(
		`comment on table roll_tick is 'Who has put a ballot into the urn of an open secret poll; never which.'`,
	);
	await run(`
create table urn_record (
	partnership_id uuid not null,
	poll_id uuid not null,
	took_part jsonb not null,
	leaves jsonb not null,
	spoiled integer not null,
	root text not null,
	primary key (partnership_id, poll_id),
	foreign key (partnership_id, poll_id) references poll (partnership_id, id)
)`);
	await run(
		`comment on table urn_record is 'What a closed secret poll leaves: who took part in the order of the roll, and the opened ballots by their codes.'`,
	);
}
