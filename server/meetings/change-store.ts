import { sql } from 'kysely';
import type { ShortNotice } from '#domain/meetings/notice.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import type { WhenAndWhere } from '#domain/meetings/move.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Reading, Tx } from '../platform/tx.ts';

interface Change {
	/** Why, as the public is told. */
	readonly reason: string;
	/** Where it came with too few clear working days of notice. */
	readonly short: ShortNotice | null;
}

/** Something that became of a meeting after, or when, it was called. */
export type MeetingChange = Change & { readonly id: string; readonly at: Date } & (
		| { readonly kind: 'called' | 'cancelled' }
		| { readonly kind: 'moved'; readonly was: WhenAndWhere }
	);

type OfMeeting = Pick<Meeting, 'partnershipId' | 'id'>;

/** Writes down a change of a meeting; `was` where it was moved. */
export async function insertChange(
	tx: Tx,
	meeting: OfMeeting,
	change: Change & {
		readonly kind: MeetingChange['kind'];
		readonly personId: string;
		readonly was?: WhenAndWhere;
	},
): Promise<void> {
	await tx.db
		.insertInto('meeting_change')
		.values({
			partnership_id: meeting.partnershipId,
			id: tx.uuid(),
			meeting_id: meeting.id,
			kind: change.kind,
			reason: change.reason,
			was: change.was ? JSON.stringify(change.was) : null,
			notice_asked: change.short?.asked ?? null,
			notice_given: change.short?.given ?? null,
			made_at: tx.now,
			made_by_person_id: change.personId,
		})
		.execute();
}

/** What became of the meeting, the newest first. */
export async function changesOfMeeting(tx: Reading, meeting: OfMeeting): Promise<MeetingChange[]> {
	const rows = await tx.db
		.selectFrom('meeting_change')
		.selectAll()
		.where('partnership_id', '=', meeting.partnershipId)
		.where('meeting_id', '=', meeting.id)
		.orderBy('made_at', 'desc')
		.orderBy('id')
		.execute();
	return rows.map((row) => {
		const { notice_asked: asked, notice_given: given } = row;
		const change = {
			id: row.id,
			at: row.made_at,
			reason: row.reason,
			short: asked === null || given === null ? null : { asked, given },
		};
		if (row.kind !== 'moved')
			return { ...change, kind: row.kind === 'called' ? 'called' : 'cancelled' };
		const was = row.was as Record<'startsAt' | 'endsAt', string> &
			Pick<WhenAndWhere, 'mode' | 'venue'>;
		return {
			...change,
			kind: 'moved',
			was: { ...was, startsAt: new Date(was.startsAt), endsAt: new Date(was.endsAt) },
		};
	});
}

/** How often each meeting of the partnership was called, moved or cancelled, and when last; none for those that never were. */
export async function changeCounts(
	tx: Reading,
	partnershipId: string,
): Promise<ReadonlyMap<string, { readonly count: number; readonly last: Date }>> {
	const rows = await tx.db
		.selectFrom('meeting_change')
		.select(({ fn }) => [
			'meeting_id',
			fn.countAll<string>().as('count'),
			fn.max('made_at').as('last'),
		])
		.where('partnership_id', '=', partnershipId)
		.groupBy('meeting_id')
		.execute();
	return new Map(
		rows.map((row) => [row.meeting_id, { count: Number(row.count), last: new Date(row.last) }]),
	);
}

/** Sets when and where the meeting is, and what it is called. */
export async function saveMoved(
	tx: Tx,
	meeting: OfMeeting,
	to: WhenAndWhere & { readonly title: Text },
): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set({
			starts_at: to.startsAt,
			ends_at: to.endsAt,
			mode: to.mode,
			venue: JSON.stringify(to.venue),
			title: JSON.stringify(to.title),
		})
		.where('partnership_id', '=', meeting.partnershipId)
		.where('id', '=', meeting.id)
		.execute();
}

/** The meeting will not be held: nothing can be done in it any more. */
export async function saveCancelled(tx: Tx, meeting: OfMeeting): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set({ status: 'ended', cancelled_at: tx.now, room_shows: 'now' })
		.where('partnership_id', '=', meeting.partnershipId)
		.where('id', '=', meeting.id)
		.execute();
}

/** Whom a change of a meeting is told: who holds a seat or a role of its body today, or deputises there, by their addresses. */
export async function peopleToTell(
	tx: Reading,
	{ partnershipId, bodyId }: Pick<Meeting, 'partnershipId' | 'bodyId'>,
): Promise<{ email: string; name: string }[]> {
	const { rows } = await sql<{ email: string; name: string }>`
		with theirs as (
			select t.person_id from seat s
				join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
				and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
			where s.partnership_id = ${partnershipId} and s.body_id = ${bodyId}
			union select d.person_id from seat s
				join deputy_term d on d.partnership_id = s.partnership_id and d.seat_id = s.id
				and current_date between d.starts_on and coalesce(d.ends_on, 'infinity')
			where s.partnership_id = ${partnershipId} and s.body_id = ${bodyId}
			union select person_id from body_role where partnership_id = ${partnershipId} and body_id = ${bodyId}
				and current_date between starts_on and coalesce(ends_on, 'infinity')
		)
		select a.email, p.name from theirs
		join person p on p.partnership_id = ${partnershipId} and p.id = theirs.person_id
		join account a on a.id = p.account_id order by a.email`.execute(tx.db);
	return rows;
}
