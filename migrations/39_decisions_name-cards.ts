import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table name_card (
	partnership_id uuid not null,
	meeting_id uuid not null,
	person_id uuid not null,
	id uuid not null,
	pin_hash text not null,
	made_at timestamptz not null,
	made_by_person_id uuid not null,
	claimed_at timestamptz,
	claim_hash text,
	last_turn uuid,
	pass_hash text,
	pass_until timestamptz,
	primary key (partnership_id, meeting_id, person_id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table name_card is 'The card at somebody''s place: its PIN lets a phone vote for them in this meeting, once claimed, or a shared tablet one vote at a time.'`,
	);
	await run(
		`comment on column name_card.pin_hash is 'Under the secret of the server; the PIN itself is on the printed card only.'`,
	);
	await run(
		`comment on column name_card.last_turn is 'The form by which it was last used on a tablet: going back and sending it again opens nothing.'`,
	);
	for (const table of ['ballot', 'ballot_revision'])
		await run(`alter table ${table} drop constraint if exists ${table}_channel_check`);
	await run(
		`alter table ballot add constraint ballot_channel_check check (channel in ('own_device', 'hand', 'roll_call', 'telephone', 'name_card', 'tablet'))`,
	);
}
