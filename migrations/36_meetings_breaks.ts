import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
alter table meeting
	add column break_until timestamptz,
	add column sat_since timestamptz,
	add column room_shows text not null default 'now' check (room_shows in ('now', 'agenda', 'code', 'private'))`);
	await run(`update meeting set sat_since = started_at`);
	await run(
		`comment on column meeting.break_until is 'Set while the meeting takes a break: when it means to go on. The open item has no opened_at meanwhile.'`,
	);
	await run(
		`comment on column meeting.sat_since is 'When it started, or went on after its last break.'`,
	);
	await run(
		`comment on column meeting.room_shows is 'What the screen in the room shows; now: whatever is going on.'`,
	);
	await run(`alter table agenda_item drop constraint agenda_item_state_check`);
	await run(
		`alter table agenda_item add constraint agenda_item_state_check check (state in ('waiting', 'open', 'done', 'deferred'))`,
	);
	await run(`
alter table poll
	add column time_asked_at timestamptz,
	add column time_given_until timestamptz`);
	await run(
		`comment on column poll.time_asked_at is 'Somebody asked for more time, and the chair has not answered yet. Who is not kept.'`,
	);
}
