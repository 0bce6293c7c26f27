import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table proxy (
	partnership_id uuid not null,
	id uuid not null,
	meeting_id uuid not null,
	seat_id uuid not null,
	principal_person_id uuid not null,
	holder_person_id uuid not null check (holder_person_id <> principal_person_id),
	lodged_at timestamptz not null,
	lodged_by_person_id uuid not null,
	accepted_at timestamptz,
	accepted_by_person_id uuid,
	ended_at timestamptz,
	ended_by_person_id uuid,
	primary key (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, seat_id) references seat (partnership_id, id),
	foreign key (partnership_id, principal_person_id) references person (partnership_id, id),
	foreign key (partnership_id, holder_person_id) references person (partnership_id, id)
)`);
	await run(
		`create unique index proxy_one_standing on proxy (partnership_id, meeting_id, principal_person_id) where ended_at is null`,
	);
	await run(
		`comment on table proxy is 'The vote of a member who cannot come, given to another for one meeting. It counts once the clerk has accepted it and until it is withdrawn; one that has ended stays.'`,
	);
	for (const table of ['poll_elector', 'question_elector']) {
		await run(`alter table ${table} add column by_proxy boolean not null default false`);
		await run(
			`comment on column ${table}.by_proxy is 'Whether person_id carries the vote of this seat for somebody who is not there.'`,
		);
	}
}
