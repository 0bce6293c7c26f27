import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(
		`alter table person add column phone text, add column access_needs text, add column erased_at timestamptz`,
	);
	await run(
		`comment on column person.phone is 'For ringing somebody who cannot get in. Shown to the secretariat and the person; erased with them.'`,
	);
	await run(
		`comment on column person.access_needs is 'What somebody needs to take part (may tell of health: UK GDPR article 9). Shown to the secretariat and the person; erased with them.'`,
	);
	await run(
		`comment on column person.erased_at is 'When the name and everything private was taken out; the row stays, so that votes, attendance and the audit log keep their seat and their order.'`,
	);
}
