import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
alter table proxy
	alter column meeting_id drop not null,
	add column vote_id uuid,
	add constraint proxy_of_one check ((meeting_id is null) <> (vote_id is null))`);
	await run(
		`create unique index proxy_one_standing_of_vote on proxy (partnership_id, vote_id, principal_person_id) where ended_at is null`,
	);
	await run(
		`comment on column proxy.vote_id is 'Of one given between meetings: the election''s question or the motion in writing (written_procedure) that it is for.'`,
	);
	await run(`alter table written_elector add column by_proxy boolean not null default false`);
	await run(
		`comment on column written_elector.by_proxy is 'Whether person_id carries the vote of this seat for somebody who gave it to them.'`,
	);
}
