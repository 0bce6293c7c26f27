import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`alter table poll drop constraint poll_state_check`);
	await run(`
alter table poll
	add constraint poll_state_check check (state in ('open', 'closed', 'void')),
	add column quorum_opened jsonb,
	add column quorum_closed jsonb,
	add column voided_at timestamptz,
	add column void_reason text`);
	await run(
		`comment on column poll.voided_at is 'A void vote keeps its roll and its ballots, sealed: they are never shown nor counted.'`,
	);
}
