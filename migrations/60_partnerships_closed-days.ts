import { type Kysely, sql } from 'kysely';

/** Days on which the partnership is closed beside the bank holidays of its nation: they are no working days of notice. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table closed_day (
	partnership_id uuid not null references partnership (id),
	on_day date not null,
	name jsonb not null,
	primary key (partnership_id, on_day)
)`);
	await run(
		`comment on table closed_day is 'Local holidays and days when the offices are shut: no working days where notice is counted.'`,
	);
}
