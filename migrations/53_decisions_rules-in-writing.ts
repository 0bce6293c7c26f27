import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`alter table rules_draft add column procedure_id uuid`);
	await run(
		`comment on column rules_draft.procedure_id is 'A far reference to the motion in writing that decides it; carried, it becomes a version of the constitution.'`,
	);
	await run(`alter table poll add column not_reopened jsonb`);
	await run(
		`comment on column poll.not_reopened is 'Of a vote that was made void to be taken again: the refusal (code and values) that kept it from being opened again by itself.'`,
	);
}
