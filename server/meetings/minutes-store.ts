import { sql } from 'kysely';
import type { Locale, Text } from '#domain/kernel/text.ts';
import {
	minutesLocale,
	type MinutedPaper,
	type MinutedPerson,
} from '#domain/meetings/minutes-words.ts';
import type { Rules } from '#domain/partnerships/constitution.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { constitutionOf, votingSeats, type VotingSeat } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';
import { apologiesOf, attendanceOf, type Apology, type Attendance } from './attendance-store.ts';
import { meetingById } from './meeting-store.ts';

/** A seat as the minutes name it. */
export interface MinutedSeat {
	/** What those present are put together by: the organisation, or being co-opted. */
	readonly organisationId: string;
	readonly organisationName: Text;
	readonly holderName: string | null;
}

/** What the minutes of a meeting are written from. */
export interface MinutesFacts {
	readonly meeting: Meeting;
	readonly locale: Locale;
	readonly bodyName: Text;
	readonly rules: Rules | null;
	readonly votingSeats: readonly VotingSeat[];
	readonly people: ReadonlyMap<string, { name: string; office: MinutedPerson['office'] }>;
	/** All seats of the body, voting or not, in the order of the roll. */
	readonly seats: ReadonlyMap<string, MinutedSeat>;
	readonly attendance: readonly Attendance[];
	readonly apologies: readonly Apology[];
}

/** Reads what the minutes are written from; nothing for an unknown meeting. */
export async function minutesFacts(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<MinutesFacts | undefined> {
	const meeting = await meetingById(tx, partnershipId, meetingId);
	if (!meeting) return undefined;
	const { nation, body_name } = await tx.db
		.selectFrom('partnership')
		.innerJoin('body', 'body.partnership_id', 'partnership.id')
		.select(['partnership.nation', 'body.name as body_name'])
		.where('partnership.id', '=', partnershipId)
		.where('body.id', '=', meeting.bodyId)
		.executeTakeFirstOrThrow();
	const constitution = await constitutionOf(tx, partnershipId, meeting.bodyId);
	return {
		meeting,
		locale: minutesLocale(nation as 'england' | 'scotland' | 'wales'),
		bodyName: body_name as Text,
		rules: constitution?.rules ?? null,
		votingSeats: await votingSeats(tx, partnershipId, meeting.bodyId),
		people: await peopleOf(tx, partnershipId, meeting.bodyId),
		seats: await seatsOf(tx, partnershipId, meeting.bodyId),
		attendance: await attendanceOf(tx, meeting),
		apologies: await apologiesOf(tx, meeting),
	};
}

async function peopleOf(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<MinutesFacts['people']> {
	const { rows } = await sql<{ id: string; name: string; roles: string[] }>`
		select p.id, p.name, array(select r.role from body_role r
			where r.partnership_id = p.partnership_id and r.person_id = p.id and r.body_id = ${bodyId}
				and current_date between r.starts_on and coalesce(r.ends_on, 'infinity')) as roles
		from person p where p.partnership_id = ${partnershipId}`.execute(tx.db);
	return new Map(rows.map((row) => [row.id, { name: row.name, office: officeOf(row.roles) }]));
}

function officeOf(roles: readonly string[]): MinutedPerson['office'] {
	if (roles.includes('chair')) return 'chair';
	if (roles.includes('vice_chair')) return 'vice_chair';
	return roles.some((role) => role === 'secretariat' || role === 'minute_taker') ? 'clerk' : null;
}

async function seatsOf(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<MinutesFacts['seats']> {
	const { rows } = await sql<{
		id: string;
		organisation_id: string;
		organisation_name: Text;
		holder_name: string | null;
	}>`
		select seat.id, coalesce(o.id::text, case when seat_votes(seat) then 'co-opted' else 'co-opted-no-vote' end) as organisation_id,
			coalesce(o.name, co_opted_name(seat)) as organisation_name, holder.name as holder_name
		from seat
		left join organisation o on o.partnership_id = seat.partnership_id and o.id = seat.organisation_id
		left join lateral (
			select p.name from seat_term t
			join person p on p.partnership_id = t.partnership_id and p.id = t.person_id
			where t.partnership_id = seat.partnership_id and t.seat_id = seat.id
				and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
			order by t.starts_on desc limit 1
		) holder on true
		where seat.partnership_id = ${partnershipId} and seat.body_id = ${bodyId}
		order by seat.position`.execute(tx.db);
	return new Map(
		rows.map((row) => [
			row.id,
			{
				organisationId: row.organisation_id,
				organisationName: row.organisation_name,
				holderName: row.holder_name,
			},
		]),
	);
}

/** An item as the minutes head it; an exempt one with its legal ground and without its words. */
export interface MinutedItem {
	readonly number: number;
	readonly title: Text;
	readonly ground: { schedule: string; paragraph: number; reason: Text } | null;
}

/** The item's heading for the minutes, taken off the agenda since or not. */
export async function minutedItem(
	tx: Reading,
	partnershipId: string,
	itemId: string,
): Promise<MinutedItem | undefined> {
	const row = await tx.db
		.selectFrom('agenda_item as i')
		.leftJoin('compartment as c', (join) =>
			join
				.onRef('c.partnership_id', '=', 'i.partnership_id')
				.onRef('c.id', '=', 'i.compartment_id'),
		)
		.select(['i.number', 'i.title', 'i.compartment_id', 'c.schedule', 'c.paragraph', 'c.reason'])
		.where('i.partnership_id', '=', partnershipId)
		.where('i.id', '=', itemId)
		.executeTakeFirst();
	if (!row) return undefined;
	const exempt = row.compartment_id !== null;
	return {
		number: row.number,
		title: exempt ? {} : (row.title as Text),
		ground: exempt
			? {
					schedule: row.schedule ?? '',
					paragraph: row.paragraph ?? 0,
					reason: row.reason as Text,
				}
			: null,
	};
}

/** A poll as the minutes tell it, with the result once it has been shown. */
export interface MinutedPoll {
	readonly itemId: string;
	readonly exempt: boolean;
	readonly openedAt: Date;
	readonly motion: Text;
	/** Nobody is named then. */
	readonly secret: boolean;
	/** Set where the vote is on an amendment. */
	readonly amendment: { readonly number: number; readonly text: Text } | null;
	readonly mover: string | null;
	readonly seconder: string | null;
	readonly result: MinutedResult | null;
	/** Why the chair let a result stand that had lost its quorum. */
	readonly reason: string | null;
	/** The names of those who took no part for an interest. */
	readonly recused: readonly string[];
	/** Every seat of the roll in its order: who acted for it, and how they voted. */
	readonly votes: readonly {
		readonly name: string;
		/** Who carried the vote of `name`, who was not there. */
		readonly byProxy: string | null;
		readonly present: boolean;
		readonly choice: 'for' | 'against' | 'abstain' | null;
	}[];
}

/** As much of a stored result (the deciding part's) as the minutes need. */
export interface MinutedResult {
	readonly counts: { readonly for: number; readonly against: number; readonly abstained: number };
	/** A show of hands that is among the counts. */
	readonly hands?: { readonly for: number; readonly against: number; readonly abstained: number };
	/** Papers of a secret vote that are among the counts. */
	readonly paper?: MinutedPaper;
	readonly threshold: { readonly needed: number };
	readonly sectors: {
		readonly needed: number;
		readonly reached: number;
		readonly lines: readonly unknown[];
	} | null;
	readonly tie: {
		readonly rule: string;
		readonly goes: 'for' | 'against' | null;
	} | null;
	readonly outcome: 'carried' | 'not_carried';
}

/** The poll with its motion and its votes by name. */
export async function minutedPoll(
	tx: Reading,
	partnershipId: string,
	pollId: string,
): Promise<MinutedPoll | undefined> {
	const row = await tx.db
		.selectFrom('poll')
		.innerJoin('motion', (join) =>
			join
				.onRef('motion.partnership_id', '=', 'poll.partnership_id')
				.onRef('motion.id', '=', 'poll.motion_id'),
		)
		.leftJoin('person', (join) =>
			join
				.onRef('person.partnership_id', '=', 'motion.partnership_id')
				.onRef('person.id', '=', 'motion.mover_person_id'),
		)
		.leftJoin('person as seconder', (join) =>
			join
				.onRef('seconder.partnership_id', '=', 'motion.partnership_id')
				.onRef('seconder.id', '=', 'motion.seconder_person_id'),
		)
		.select([
			'poll.item_id',
			'poll.compartment_id',
			'poll.opened_at',
			'poll.manifest',
			'poll.shown_at',
			'poll.result',
			'person.name as mover',
			'seconder.name as seconder',
		])
		.where('poll.partnership_id', '=', partnershipId)
		.where('poll.id', '=', pollId)
		.executeTakeFirst();
	if (!row) return undefined;
	const { rows } = await sql<{
		name: string;
		by_proxy: string | null;
		present: boolean;
		choice: 'for' | 'against' | 'abstain' | null;
	}>`
		select coalesce(case when not e.by_proxy then p.name end, holder.name, coalesce(o.name ->> 'en', o.name ->> 'cy')) as name,
			case when e.by_proxy then p.name end as by_proxy, e.present, b.choice
		from poll_elector e
		join seat on seat.partnership_id = e.partnership_id and seat.id = e.seat_id
		left join organisation o on o.partnership_id = e.partnership_id and o.id = e.organisation_id
		left join person p on p.partnership_id = e.partnership_id and p.id = e.person_id
		left join lateral (
			select h.name from seat_term t
			join person h on h.partnership_id = t.partnership_id and h.id = t.person_id
			where t.partnership_id = e.partnership_id and t.seat_id = e.seat_id
				and ${row.opened_at}::date between t.starts_on and coalesce(t.ends_on, 'infinity')
			order by t.starts_on desc limit 1
		) holder on true
		left join ballot b on b.partnership_id = e.partnership_id and b.poll_id = e.poll_id and b.seat_id = e.seat_id
		where e.partnership_id = ${partnershipId} and e.poll_id = ${pollId}
		order by seat.position`.execute(tx.db);
	const manifest = row.manifest as {
		ballot?: string;
		motion: { text: Text };
		amendment?: { number: number; text: Text };
		recused?: readonly { person: string | null }[];
	};
	const said = await tx.db
		.selectFrom('motion_event')
		.select('reason')
		.where('partnership_id', '=', partnershipId)
		.where('poll_id', '=', pollId)
		.where('act', 'in', ['carry', 'not_carry'])
		.executeTakeFirst();
	const codes = manifest.recused?.flatMap(({ person }) => person ?? []) ?? [];
	const recused =
		codes.length === 0
			? []
			: await tx.db
					.selectFrom('person')
					.select('name')
					.where('partnership_id', '=', partnershipId)
					.where('code', 'in', codes)
					.orderBy('position')
					.execute();
	return {
		itemId: row.item_id,
		exempt: row.compartment_id !== null,
		openedAt: row.opened_at,
		motion: manifest.motion.text,
		secret: manifest.ballot === 'secret',
		amendment: manifest.amendment ?? null,
		mover: row.mover,
		seconder: row.seconder,
		reason: said?.reason ?? null,
		recused: recused.map(({ name }) => name),
		result: row.shown_at === null ? null : (row.result as MinutedResult | null),
		votes: rows.map(({ by_proxy: byProxy, ...vote }) => ({ ...vote, byProxy })),
	};
}
