import { type Kysely, sql } from 'kysely';

/** What becomes of a meeting after it was called: called at short notice, moved, cancelled. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table meeting_change (
	partnership_id uuid not null,
	id uuid not null,
	meeting_id uuid not null,
	kind text not null check (kind in ('called', 'moved', 'cancelled')),
	reason text not null,
	was jsonb,
	notice_asked integer,
	notice_given integer,
	made_at timestamptz not null,
	made_by_person_id uuid not null,
	primary key (partnership_id, id),
	foreign key (partnership_id, meeting_id) references meeting (partnership_id, id),
	foreign key (partnership_id, made_by_person_id) references person (partnership_id, id),
	check ((kind = 'moved') = (was is not null)),
	check ((notice_asked is null) = (notice_given is null))
)`);
	await run(
		`comment on table meeting_change is 'What the public is told of a meeting that did not come as it should: called at short notice, moved, cancelled; with the reason. Kept as long as the meeting.'`,
	);
	await run(
		`comment on column meeting_change.notice_given is 'Clear working days until the meeting, where they were fewer than the rules ask for (notice_asked).'`,
	);
	await run(`create index on meeting_change (partnership_id, meeting_id, made_at)`);
	await run(`alter table meeting add column cancelled_at timestamptz,
		add check (cancelled_at is null or (status = 'ended' and started_at is null))`);
	await run(
		`comment on column meeting.cancelled_at is 'It will not be held: its status is ended, and it never began.'`,
	);
	await run(
		`alter table meeting add column minutes_due_told_on date, add column notes_due_told_on date`,
	);
	await run(
		`comment on column meeting.minutes_due_told_on is 'When the secretariat was reminded of the draft minutes that the rules want, and (notes_due_told_on) of the notes of its decisions.'`,
	);
}
