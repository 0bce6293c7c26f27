import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`alter table apology add column deputy_named_at timestamptz`);
	await run(`update apology set deputy_named_at = recorded_at where deputy_person_id is not null`);
	await run(
		`comment on column apology.deputy_named_at is 'When the deputy was named, by the database clock: what the rules of notice are judged by.'`,
	);
	await run(`alter table seat_term add column vacancy_told_on date`);
	await run(
		`comment on column seat_term.vacancy_told_on is 'When the secretariat was written to that by the rules on absence this term ends; it ends by their hand only.'`,
	);
	await run(`alter table attendance add column by_leave boolean not null default false`);
	await run(
		`comment on column attendance.by_leave is 'A deputy named too late, who sits with the leave of the chair.'`,
	);
}
