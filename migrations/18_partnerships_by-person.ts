import { type Kysely, sql } from 'kysely';

/** What somebody is on a body is asked at every act: found by the person, also on a board with thousands of seats. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	for (const table of ['seat_term', 'deputy_term', 'body_role'])
		await run(`create index ${table}_person on ${table} (partnership_id, person_id)`);
	await run(`create index attendance_meeting on attendance (partnership_id, meeting_id)`);
}
