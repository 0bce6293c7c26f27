import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	// Papers are of a vote on a motion or of a question, as an urn is: poll_id is the id of either.
	for (const table of ['paper_out', 'paper_count', 'paper_entry'])
		await run(`
alter table ${table}
	drop constraint ${table}_partnership_id_poll_id_fkey,
	add foreign key (partnership_id) references partnership (id)`);
	for (const table of ['question', 'election'])
		await run(`alter table ${table} add column paper boolean not null default false`);
	await run(
		`comment on column question.paper is 'Of a secret one: papers are given out beside its urn, and counted by two tellers.'`,
	);
	await run(
		`comment on column election.paper is 'Of a secret one: papers are handed in beside its urn, and counted by two tellers.'`,
	);
	// Totals are stated class by class now. There was one, whose name stands in the leaves of the urn beside them.
	const byClass = (totals: string) => `jsonb_build_array(jsonb_build_object(
		'of', coalesce(nullif(split_part(u.leaves ->> 0, ' ', 2), ''), 'all'),
		'votes', jsonb_build_object('for', ${totals} -> 'for', 'against', ${totals} -> 'against'),
		'abstained', ${totals} -> 'abstained', 'spoiled', ${totals} -> 'spoiled'))`;
	for (const table of ['paper_count', 'paper_entry'])
		await run(`
update ${table} p set totals = ${byClass('p.totals')} from ${table} here
left join urn_record u on u.partnership_id = here.partnership_id and u.poll_id = here.poll_id
where jsonb_typeof(p.totals) = 'object' and p.ctid = here.ctid`);
	// How the tellers stood for them goes up beside the totals.
	await run(`
update urn_record u set paper = jsonb_strip_nulls(jsonb_build_object('attested', u.paper -> 'totals' -> 'attested'))
	|| u.paper || jsonb_build_object('totals', ${byClass(`(u.paper -> 'totals')`)})
where jsonb_typeof(u.paper -> 'totals') = 'object'`);
	const { rows } = await sql<{ poll_id: string; paper: Json }>`
		select poll_id, paper from urn_record where jsonb_typeof(paper -> 'totals') = 'array'`.execute(db);
	for (const { poll_id, paper } of rows)
		await sql`update urn_record set paper = paper || jsonb_build_object('hash',
			encode(sha256(convert_to(${canonical(paper)}, 'UTF8')), 'hex')) where poll_id = ${poll_id}`.execute(
			db,
		);
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What is hashed: keys sorted by code unit, no spaces. */
function canonical(value: Json): string {
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	const pairs = Object.keys(value)
		.sort()
		.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
	return `{${pairs.join(',')}}`;
}
