import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table interest_reminder (
	partnership_id uuid not null,
	person_id uuid not null,
	reminded_on date not null,
	primary key (partnership_id, person_id),
	foreign key (partnership_id, person_id) references person (partnership_id, id)
)`);
	await run(
		`comment on table interest_reminder is 'When somebody was last written to because their register of interests is due for its yearly review.'`,
	);
}
