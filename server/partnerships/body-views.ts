import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type { Reading } from '../platform/tx.ts';

/** Something that became of a body, from its own side: `merged_here` and `split_from` are the others' changes. */
export interface BodyChange {
	readonly id: string;
	readonly kind: 'renamed' | 'closed' | 'merged' | 'merged_here' | 'split' | 'split_from';
	readonly onDay: string;
	readonly oldName: Text | null;
	readonly other: { readonly code: string; readonly name: Text } | null;
}

/** What became of a body and what it came from, oldest first. */
export async function bodyHistory(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<BodyChange[]> {
	const { rows } = await sql<
		Omit<BodyChange, 'other'> & { code: string | null; name: Text | null }
	>`
		select c.id, c.on_day as "onDay", c.old_name as "oldName", o.code, o.name,
			case when c.body_id = ${bodyId} then c.kind when c.kind = 'merged' then 'merged_here' else 'split_from' end as kind
		from body_change c
		left join body o on o.partnership_id = c.partnership_id
			and o.id = case when c.body_id = ${bodyId} then c.other_body_id else c.body_id end
		where c.partnership_id = ${partnershipId} and ${bodyId} in (c.body_id, c.other_body_id)
		order by c.on_day, c.id`.execute(tx.db);
	return rows.map(({ code, name, ...row }) => ({
		...row,
		other: code && name ? { code, name } : null,
	}));
}

/** The address now of the body that once had this one. */
export async function bodyOnceAt(
	tx: Reading,
	partnershipId: string,
	code: string,
): Promise<string | undefined> {
	const row = await tx.db
		.selectFrom('body_address as a')
		.innerJoin('body as b', (join) =>
			join.onRef('b.partnership_id', '=', 'a.partnership_id').onRef('b.id', '=', 'a.body_id'),
		)
		.select('b.code')
		.where('a.partnership_id', '=', partnershipId)
		.where('a.code', '=', code)
		.executeTakeFirst();
	return row?.code;
}

/** The nearest body up the line, from this one on, that has rules in force; a body without goes by those. */
export async function rulesOrigin(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<{ code: string; name: Text } | undefined> {
	const { rows } = await sql<{ code: string; name: Text }>`
		with recursive line as (
			select id, reports_to, code, name, 0 as depth from body where partnership_id = ${partnershipId} and id = ${bodyId}
			union all
			select b.id, b.reports_to, b.code, b.name, line.depth + 1 from body b join line on b.id = line.reports_to
			where b.partnership_id = ${partnershipId} and line.depth < 20
		)
		select code, name from line where exists (select from constitution c where c.partnership_id = ${partnershipId}
			and c.body_id = line.id and c.effective_from <= current_date)
		order by depth limit 1`.execute(tx.db);
	return rows[0];
}

export interface SeatOn {
	readonly id: string;
	readonly organisation: Text;
	readonly network: boolean;
	readonly voting: boolean;
	readonly number: number;
	readonly of: number;
	readonly holder: string | null;
	readonly since: string | null;
	readonly until: string | null;
	readonly mayDecide: boolean | null;
	readonly deputies: readonly string[];
}

export interface BodyOn {
	readonly id: string;
	readonly code: string;
	readonly name: Text;
	readonly chair: string | null;
	readonly seats: readonly SeatOn[];
}

/** Who held which seat on a day ("2026-05-03"), on every body that had seats then; an empty seat has no holder, and of a past day is named if it was ever held before. */
export async function seatsOn(tx: Reading, partnershipId: string, day: string): Promise<BodyOn[]> {
	const { rows } = await sql<
		SeatOn & { body_id: string; code: string; body: Text; chair: string | null }
	>`
		select s.id, b.id as body_id, b.code, b.name as body, coalesce(o.name, co_opted_name(s)) as organisation, coalesce(o.kind = 'network', false) as network,
			seat_votes(s) as voting,
			case when o.id is null then 1 else row_number() over (partition by s.body_id, o.id order by s.position) end::int as number,
			case when o.id is null then 1 else count(*) over (partition by s.body_id, o.id) end::int as of,
			p.name as holder, t.starts_on as since, t.ends_on as until, t.may_decide as "mayDecide",
			array(select dp.name from deputy_term d join person dp on dp.partnership_id = d.partnership_id and dp.id = d.person_id
				where d.partnership_id = s.partnership_id and d.seat_id = s.id
				and ${day}::date between d.starts_on and coalesce(d.ends_on, 'infinity') order by dp.position) as deputies,
			(select cp.name from body_role r join person cp on cp.partnership_id = r.partnership_id and cp.id = r.person_id
				where r.partnership_id = b.partnership_id and r.body_id = b.id and r.role = 'chair'
				and ${day}::date between r.starts_on and coalesce(r.ends_on, 'infinity') order by r.starts_on desc limit 1) as chair
		from seat s
		join body b on b.partnership_id = s.partnership_id and b.id = s.body_id
		left join organisation o on o.partnership_id = s.partnership_id and o.id = s.organisation_id
		left join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
			and ${day}::date between t.starts_on and coalesce(t.ends_on, 'infinity')
		left join person p on p.partnership_id = t.partnership_id and p.id = t.person_id
		where s.partnership_id = ${partnershipId} and (s.closed_on is null or s.closed_on > ${day}::date)
			and (s.organisation_id is not null or t.id is not null)
			-- Of days that are over: seats that somebody had held by then.
			and (${day}::date >= current_date or exists (select from seat_term e where e.partnership_id = s.partnership_id
				and e.seat_id = s.id and e.starts_on <= ${day}::date))
		order by b.position, s.position`.execute(tx.db);
	const bodies = new Map<
		string,
		{ id: string; code: string; name: Text; chair: string | null; seats: SeatOn[] }
	>();
	for (const { body_id, code, body, chair, ...seat } of rows) {
		const on = bodies.get(body_id) ?? { id: body_id, code, name: body, chair, seats: [] };
		on.seats.push(seat);
		bodies.set(body_id, on);
	}
	return [...bodies.values()];
}

/** A body as those who run the partnership change it. */
export interface ManagedBody {
	readonly id: string;
	readonly code: string;
	readonly name: Text;
	readonly type: string;
	readonly reportsTo: string | null;
	readonly meets: string | null;
	readonly remit: Text;
}

/** The open bodies in their order. */
export async function managedBodies(tx: Reading, partnershipId: string): Promise<ManagedBody[]> {
	const rows = await tx.db
		.selectFrom('body')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('closed_on', 'is', null)
		.orderBy('position')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		code: row.code,
		name: row.name as Text,
		type: row.type,
		reportsTo: row.reports_to,
		meets: row.meets,
		remit: row.remit ?? {},
	}));
}
