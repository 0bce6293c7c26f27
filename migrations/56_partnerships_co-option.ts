import { type Kysely, sql } from 'kysely';

/**
 * A co-opted member has a seat of their own, without an organisation, for as long as they are co-opted. Whether it has a
 * vote is the rule's (`coOption.voting` of the nearest body up the line that says it, as constitutionOf inherits rules).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`alter table seat alter column organisation_id drop not null`);
	await run(`alter table seat add column co_opted_by_decision_id uuid,
		add foreign key (partnership_id, co_opted_by_decision_id) references decision (partnership_id, id)`);
	await run(
		`comment on table seat is 'A place on a body. It belongs to an organisation; without one it is the place of one co-opted member, and there only while they are.'`,
	);
	await run(
		`comment on column seat.voting is 'Of an organisation''s seat. Whether a co-opted member votes is the rule''s: seat_votes(seat).'`,
	);
	for (const table of ['poll_elector', 'question_elector'])
		await run(`alter table ${table} alter column organisation_id drop not null,
			alter column sector_id drop not null`);
	await run(`
create function seat_votes(s seat) returns boolean language sql stable as $$
	select case when s.organisation_id is not null then s.voting else coalesce((
		with recursive line as (
			select id, reports_to, 0 as depth from body where partnership_id = s.partnership_id and id = s.body_id
			union all
			select body.id, body.reports_to, line.depth + 1 from body join line on body.id = line.reports_to
			where body.partnership_id = s.partnership_id and line.depth < 20
		)
		select (newest.rules #>> '{coOption,voting}')::boolean from (
			select distinct on (line.depth) line.depth, c.rules
			from line join constitution c on c.partnership_id = s.partnership_id and c.body_id = line.id
			where c.effective_from <= current_date
			order by line.depth, c.effective_from desc) newest
		where newest.rules #> '{coOption,voting}' is not null
		order by newest.depth limit 1), false) end
$$`);
	await run(`
create function co_opted_name(s seat) returns jsonb language sql stable as $$
	select case when seat_votes(s) then '{"en": "Co-opted member", "cy": "Aelod cyfetholedig"}'::jsonb
		else '{"en": "Co-opted member without a vote", "cy": "Aelod cyfetholedig heb bleidlais"}'::jsonb end
$$`);
	// Who had it as a role has a seat now; the old rows say nothing that the seat does not.
	await run(`
with old as (
	select r.*, gen_random_uuid() as seat_id,
		(select coalesce(max(position), 0) from seat where seat.partnership_id = r.partnership_id and seat.body_id = r.body_id)
		+ row_number() over (partition by r.partnership_id, r.body_id order by r.starts_on, r.id) as position
	from body_role r where r.role = 'co_opted'
), seats as (
	insert into seat (partnership_id, id, body_id, organisation_id, voting, position)
	select partnership_id, seat_id, body_id, null, false, position from old returning id
)
insert into seat_term (partnership_id, id, seat_id, person_id, starts_on, ends_on)
select partnership_id, gen_random_uuid(), seat_id, person_id, starts_on, ends_on from old`);
	await run(`delete from body_role where role = 'co_opted'`);
	await run(`alter table body_role drop constraint body_role_role_check`);
	await run(
		`alter table body_role add check (role in ('chair', 'vice_chair', 'member', 'secretariat', 'minute_taker', 'accountable_body_adviser', 'adviser', 'observer', 'invited_participant'))`,
	);
}
