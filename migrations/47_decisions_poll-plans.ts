import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
alter table poll
	add column paused_at timestamptz,
	add column paused_by text check (paused_by in ('chair', 'quorum')),
	add constraint poll_paused check ((paused_at is null) = (paused_by is null))`);
	await run(
		`comment on column poll.paused_by is 'Who holds an open vote: the chair, or the loss of its quorum. Nobody votes meanwhile, and what was cast stays.'`,
	);
	await run(`
create table poll_plan (
	partnership_id uuid not null,
	motion_id uuid not null,
	meeting_id uuid not null,
	opens_at timestamptz,
	with_item boolean not null default false,
	not_opened text,
	prepared_at timestamptz not null,
	prepared_by_person_id uuid not null,
	primary key (partnership_id, motion_id),
	foreign key (partnership_id, motion_id) references motion (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	check (opens_at is null or not with_item)
)`);
	await run(
		`comment on table poll_plan is 'A vote on a motion that is prepared: it opens by hand, at its time, or when its item is taken. Gone once it has opened.'`,
	);
}
