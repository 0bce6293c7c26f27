import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table paper_entry (
	partnership_id uuid not null,
	poll_id uuid not null,
	totals jsonb not null,
	entered_by_person_id uuid not null,
	entered_at timestamptz not null,
	primary key (partnership_id, poll_id),
	foreign key (partnership_id, poll_id) references poll (partnership_id, id),
	foreign key (partnership_id, entered_by_person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table paper_entry is 'Totals of papers that one person entered for two tellers in the room; they count once both are attested.'`,
	);
	await run(`
create table paper_teller (
	partnership_id uuid not null,
	poll_id uuid not null,
	person_id uuid not null,
	position integer not null check (position in (1, 2)),
	attested_by text check (attested_by in ('account', 'pin', 'chair')),
	attested_at timestamptz,
	recorded_by_person_id uuid,
	primary key (partnership_id, poll_id, person_id),
	unique (partnership_id, poll_id, position),
	foreign key (partnership_id, poll_id) references paper_entry (partnership_id, poll_id) on delete cascade,
	foreign key (partnership_id, person_id) references person (partnership_id, id),
	check ((attested_by is null) = (attested_at is null))
)`);
	await run(
		`comment on column paper_teller.attested_by is 'How the teller stood for the totals that were read back: signed in, by their personal PIN, or the chair said so.'`,
	);
}
