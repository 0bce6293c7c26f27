import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type {
	MeetingRecord,
	RecordItem,
	RecordMotion,
	RecordPoll,
	RecordPresent,
	RecordQuestion,
	RecordSpeaker,
} from '#domain/live/record.ts';
import type { MeetingTopic } from '#domain/live/topics.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { constitutionOf, sectorsOf, votingSeats } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';

export interface ExemptRef {
	readonly itemId: string;
	readonly compartmentId: string;
	readonly meetingId: string;
	readonly partnershipId: string;
}

/** The exempt item with this id, of whatever partnership. */
export async function exemptItemById(tx: Reading, itemId: string): Promise<ExemptRef | undefined> {
	const row = await tx.db
		.selectFrom('agenda_item')
		.select(['id', 'compartment_id', 'meeting_id', 'partnership_id'])
		.where('id', '=', itemId)
		.where('compartment_id', 'is not', null)
		.executeTakeFirst();
	return row && row.compartment_id !== null
		? {
				itemId: row.id,
				compartmentId: row.compartment_id,
				meetingId: row.meeting_id,
				partnershipId: row.partnership_id,
			}
		: undefined;
}

/** What a meeting's record is found by. */
type MeetingRef = Pick<Meeting, 'id' | 'partnershipId' | 'bodyId'>;

const at = (value: Date): number => value.getTime();
const atOrNull = (value: Date | null): number | null => value && value.getTime();

/** The whole record of a meeting, exempt words too: for `project` only. Throws when its body has no rules. */
export async function recordOf(tx: Reading, meeting: MeetingRef): Promise<MeetingRecord> {
	const { partnershipId } = meeting;
	const constitution = await constitutionOf(tx, partnershipId, meeting.bodyId);
	if (!constitution) throw new Error(`no rules for body ${meeting.bodyId}`);
	const { rules } = constitution;
	const seats = await votingSeats(tx, partnershipId, meeting.bodyId);
	const sectors = await sectorsOf(tx, partnershipId);
	return {
		meeting: await meetingTopic(tx, meeting),
		quorum: rules.quorum,
		remote: rules.remote,
		thresholds: rules.thresholds,
		seats,
		sectors: sectors.map(({ id, name }) => ({ id, name })),
		items: await itemsOf(tx, meeting),
		present: await presentAt(tx, meeting),
		speakers: await speakersAt(tx, meeting),
		recused: await recusedNow(tx, meeting),
		motions: await motionsOf(tx, meeting),
		polls: await pollsOf(tx, meeting),
		questions: await questionsOf(tx, meeting),
	};
}

/** Whom a declaration in the open item keeps from deciding it. */
async function recusedNow(tx: Reading, meeting: MeetingRef): Promise<string[]> {
	const rows = await tx.db
		.selectFrom('declaration as d')
		.innerJoin('agenda_item as i', (join) =>
			join.onRef('i.partnership_id', '=', 'd.partnership_id').onRef('i.id', '=', 'd.item_id'),
		)
		.select('d.person_id')
		.where('d.partnership_id', '=', meeting.partnershipId)
		.where('d.meeting_id', '=', meeting.id)
		.where('d.motion_id', 'is', null)
		.where('d.replaced_at', 'is', null)
		.where('d.effect', '!=', 'remain_and_vote')
		.where('i.state', '=', 'open')
		.execute();
	return rows.map((row) => row.person_id);
}

async function meetingTopic(tx: Reading, meeting: MeetingRef): Promise<MeetingTopic> {
	const row = await tx.db
		.selectFrom('meeting as m')
		.innerJoin('body as b', (join) =>
			join.onRef('b.partnership_id', '=', 'm.partnership_id').onRef('b.id', '=', 'm.body_id'),
		)
		.select([
			'm.title',
			'b.name as body_name',
			'm.status',
			'm.mode',
			'm.venue',
			'm.starts_at',
			'm.ends_at',
			'm.started_at',
			'm.ended_at',
			'm.break_until',
			'm.sat_since',
			'm.room_shows',
		])
		.where('m.partnership_id', '=', meeting.partnershipId)
		.where('m.id', '=', meeting.id)
		.executeTakeFirstOrThrow();
	return {
		title: row.title as Text,
		bodyName: row.body_name as Text,
		status: row.status as MeetingTopic['status'],
		mode: row.mode as MeetingTopic['mode'],
		venue: row.venue as Text,
		startsAt: at(row.starts_at),
		endsAt: at(row.ends_at),
		startedAt: atOrNull(row.started_at),
		endedAt: atOrNull(row.ended_at),
		breakUntil: atOrNull(row.break_until),
		satSince: atOrNull(row.sat_since),
		roomShows: row.room_shows as MeetingTopic['roomShows'],
	};
}

/** The words an exempt item keeps in its compartment, as its latest frozen version holds them. */
interface ItemWords {
	title: Text;
	summary: Text;
	askedTo: Text[];
	lead: string | null;
}

async function itemsOf(tx: Reading, meeting: MeetingRef): Promise<RecordItem[]> {
	const { rows } = await sql<{
		id: string;
		number: number;
		kind: RecordItem['kind'];
		minutes: number;
		title: Text;
		summary: Text;
		asked_to: Text[];
		lead_name: string | null;
		compartment_id: string | null;
		state: RecordItem['state'];
		opened_at: Date | null;
		closed_at: Date | null;
		spent_seconds: number;
		words: ItemWords | null;
		words_lead_name: string | null;
	}>`
		select i.id, i.number, i.kind, i.minutes, i.title, i.summary, i.asked_to, lead.name as lead_name,
			i.compartment_id, i.state, i.opened_at, i.closed_at, i.spent_seconds,
			x.words, words_lead.name as words_lead_name
		from agenda_item i
		left join person lead on lead.partnership_id = i.partnership_id and lead.id = i.lead_person_id
		left join lateral (
			select coalesce(v.content -> 'words', v.content) as words from exempt_item_version v
			where v.partnership_id = i.partnership_id and v.compartment_id = i.compartment_id
			order by v.version desc limit 1) x on true
		left join person words_lead on words_lead.partnership_id = i.partnership_id
			and words_lead.id::text = x.words ->> 'lead'
		where i.partnership_id = ${meeting.partnershipId} and i.meeting_id = ${meeting.id} and not i.removed
		order by i.number`.execute(tx.db);
	return rows.map((row) => ({
		id: row.id,
		number: row.number,
		kind: row.kind,
		minutes: row.minutes,
		title: row.words?.title ?? row.title,
		summary: row.words?.summary ?? row.summary,
		askedTo: row.words?.askedTo ?? row.asked_to,
		lead: row.words_lead_name ?? row.lead_name,
		compartmentId: row.compartment_id,
		state: row.state,
		openedAt: atOrNull(row.opened_at),
		closedAt: atOrNull(row.closed_at),
		spentSeconds: row.spent_seconds,
	}));
}

async function presentAt(tx: Reading, meeting: MeetingRef): Promise<RecordPresent[]> {
	const rows = await tx.db
		.selectFrom('attendance as a')
		.innerJoin('person as p', (join) =>
			join.onRef('p.partnership_id', '=', 'a.partnership_id').onRef('p.id', '=', 'a.person_id'),
		)
		.leftJoin('seat', (join) =>
			join
				.onRef('seat.partnership_id', '=', 'a.partnership_id')
				.onRef('seat.id', '=', 'a.seat_id')
				.on('seat.organisation_id', 'is', null),
		)
		.select(['a.person_id', 'p.name', 'a.mode', 'a.arrived_at', 'a.seat_id', 'a.as_deputy'])
		.select(
			sql<Text | null>`case when seat.id is not null then co_opted_name(seat) end`.as('co_opted'),
		)
		.where('a.partnership_id', '=', meeting.partnershipId)
		.where('a.meeting_id', '=', meeting.id)
		.where('a.left_at', 'is', null)
		.orderBy('a.arrived_at')
		.orderBy('a.id')
		.execute();
	return rows.map((row) => ({
		personId: row.person_id,
		name: row.name,
		where: row.mode as RecordPresent['where'],
		arrivedAt: at(row.arrived_at),
		seatId: row.seat_id,
		asDeputy: row.as_deputy,
		...(row.co_opted ? { coOpted: row.co_opted } : {}),
	}));
}

async function speakersAt(tx: Reading, meeting: MeetingRef): Promise<RecordSpeaker[]> {
	const rows = await tx.db
		.selectFrom('speaker as s')
		.innerJoin('person as p', (join) =>
			join.onRef('p.partnership_id', '=', 's.partnership_id').onRef('p.id', '=', 's.person_id'),
		)
		.select([
			's.id',
			's.person_id',
			'p.name',
			's.item_id',
			's.raised_at',
			's.called_at',
			's.finished_at',
		])
		.where('s.partnership_id', '=', meeting.partnershipId)
		.where('s.meeting_id', '=', meeting.id)
		.orderBy('s.raised_at')
		.orderBy('s.id')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		personId: row.person_id,
		name: row.name,
		itemId: row.item_id,
		raisedAt: at(row.raised_at),
		calledAt: atOrNull(row.called_at),
		finishedAt: atOrNull(row.finished_at),
	}));
}

async function motionsOf(tx: Reading, meeting: MeetingRef): Promise<RecordMotion[]> {
	const rows = await tx.db
		.selectFrom('motion as m')
		.leftJoin('person as p', (join) =>
			join
				.onRef('p.partnership_id', '=', 'm.partnership_id')
				.onRef('p.id', '=', 'm.mover_person_id'),
		)
		.select([
			'm.id',
			'm.item_id',
			'm.compartment_id',
			'm.code',
			'm.title',
			'm.text',
			'm.decision_class',
			'm.effect',
			'p.name as mover',
			'm.notice_given_on',
			'm.state',
		])
		.where('m.partnership_id', '=', meeting.partnershipId)
		.where('m.meeting_id', '=', meeting.id)
		.orderBy('m.code')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		itemId: row.item_id,
		compartmentId: row.compartment_id,
		code: row.code,
		title: row.title as Text,
		text: row.text as Text,
		decisionClass: row.decision_class as RecordMotion['decisionClass'],
		effect: row.effect as RecordMotion['effect'],
		mover: row.mover,
		noticeGivenOn: row.notice_given_on,
		state: row.state as RecordMotion['state'],
	}));
}

async function pollsOf(tx: Reading, meeting: MeetingRef): Promise<RecordPoll[]> {
	const { rows } = await sql<{
		id: string;
		item_id: string;
		motion_id: string;
		amendment: RecordPoll['amendment'];
		compartment_id: string | null;
		state: RecordPoll['state'];
		opened_at: Date;
		closed_at: Date | null;
		shown_at: Date | null;
		result: RecordPoll['result'];
		room_of: number;
		room_voted: number;
		hands: number;
		remote_of: number;
		remote_voted: number;
		secret: boolean;
		time_asked: boolean;
		paused_by: 'chair' | 'quorum' | null;
		time_given_until: Date | null;
	}>`
		select p.id, p.item_id, p.motion_id, p.manifest -> 'amendment' as amendment,
			coalesce(p.manifest ->> 'ballot' = 'secret', false) as secret, coalesce(h.total, 0)::int as hands, p.compartment_id, p.state, p.opened_at, p.closed_at, p.shown_at, p.result,
			p.time_asked_at is not null as time_asked, p.paused_by, p.time_given_until,
			t.room_of, t.room_voted, t.remote_of, t.remote_voted
		from poll p
		cross join lateral (
			select count(*) filter (where e.mode = 'in_person')::int as room_of,
				count(*) filter (where e.mode = 'in_person' and v.voted)::int as room_voted,
				count(*) filter (where e.mode is distinct from 'in_person')::int as remote_of,
				count(*) filter (where e.mode is distinct from 'in_person' and v.voted)::int as remote_voted
			from poll_elector e
			left join ballot b on b.partnership_id = e.partnership_id and b.poll_id = e.poll_id and b.seat_id = e.seat_id
			left join roll_tick k on k.poll_id = e.poll_id and k.seat_id = e.seat_id
			left join urn_record u on u.partnership_id = e.partnership_id and u.poll_id = e.poll_id
			left join paper_out x on x.partnership_id = e.partnership_id and x.poll_id = e.poll_id and x.seat_id = e.seat_id
			cross join lateral (select b.seat_id is not null or k.seat_id is not null or x.seat_id is not null
				or coalesce(jsonb_exists(u.took_part, e.seat_id::text), false) as voted) v
			where e.partnership_id = p.partnership_id and e.poll_id = p.id and e.present) t
		left join lateral (select for_votes + against_votes + abstained as total from poll_hands
			where partnership_id = p.partnership_id and poll_id = p.id order by revision desc limit 1) h on true
		where p.partnership_id = ${meeting.partnershipId} and p.meeting_id = ${meeting.id} and p.state <> 'void'
		order by p.opened_at, p.id`.execute(tx.db);
	return rows.map((row) => ({
		id: row.id,
		itemId: row.item_id,
		motionId: row.motion_id,
		amendment: row.amendment ? { number: row.amendment.number, text: row.amendment.text } : null,
		compartmentId: row.compartment_id,
		state: row.state,
		secret: row.secret,
		openedAt: at(row.opened_at),
		closedAt: atOrNull(row.closed_at),
		shownAt: atOrNull(row.shown_at),
		result: row.result,
		timeAsked: row.time_asked,
		pausedBy: row.paused_by,
		timeGivenUntil: atOrNull(row.time_given_until),
		room: { voted: row.room_voted + row.hands, of: row.room_of },
		remote: { voted: row.remote_voted, of: row.remote_of },
	}));
}

async function questionsOf(tx: Reading, meeting: MeetingRef): Promise<RecordQuestion[]> {
	const { rows } = await sql<{
		id: string;
		kind: RecordQuestion['kind'];
		item_id: string | null;
		compartment_id: string | null;
		state: RecordQuestion['state'];
		paused_by: RecordQuestion['pausedBy'];
		asked: RecordQuestion['asked'];
		opened_at: Date;
		closed_at: Date | null;
		shown_at: Date | null;
		result: RecordQuestion['result'];
		room_of: number;
		room_voted: number;
		remote_of: number;
		remote_voted: number;
		hands: number;
		secret: boolean;
		time_asked: boolean;
		time_given_until: Date | null;
	}>`
		select q.id, q.kind, q.item_id, q.compartment_id, q.state, q.paused_by, q.asked, q.opened_at, q.closed_at,
			q.shown_at, q.result, q.secret, q.time_asked_at is not null as time_asked, q.time_given_until,
			coalesce((h.hands ->> 'voters')::int + (h.hands ->> 'abstained')::int, 0) as hands, t.room_of, t.room_voted, t.remote_of, t.remote_voted
		from question q
		cross join lateral (
			select count(*) filter (where e.mode = 'in_person')::int as room_of,
				count(*) filter (where e.mode = 'in_person' and v.voted)::int as room_voted,
				count(*) filter (where e.mode is distinct from 'in_person')::int as remote_of,
				count(*) filter (where e.mode is distinct from 'in_person' and v.voted)::int as remote_voted
			from question_elector e
			left join question_ballot b on b.partnership_id = e.partnership_id and b.question_id = e.question_id
				and b.seat_id = e.seat_id
			left join roll_tick k on k.poll_id = e.question_id and k.seat_id = e.seat_id
			left join urn_record u on u.partnership_id = e.partnership_id and u.poll_id = e.question_id
			left join paper_out x on x.partnership_id = e.partnership_id and x.poll_id = e.question_id and x.seat_id = e.seat_id
			cross join lateral (select b.seat_id is not null or k.seat_id is not null or x.seat_id is not null
				or coalesce(jsonb_exists(u.took_part, e.seat_id::text), false) as voted) v
			where e.partnership_id = q.partnership_id and e.question_id = q.id and e.present) t
		left join lateral (select hands from question_hands where partnership_id = q.partnership_id
			and question_id = q.id order by revision desc limit 1) h on true
		where q.partnership_id = ${meeting.partnershipId} and q.meeting_id = ${meeting.id}
			and q.state in ('open', 'paused', 'closed', 'shown')
		order by q.opened_at, q.id`.execute(tx.db);
	return rows.map((row) => ({
		id: row.id,
		kind: row.kind,
		itemId: row.item_id,
		compartmentId: row.compartment_id,
		state: row.state,
		pausedBy: row.paused_by,
		asked: row.asked,
		secret: row.secret,
		openedAt: at(row.opened_at),
		closedAt: atOrNull(row.closed_at),
		shownAt: atOrNull(row.shown_at),
		result: row.result,
		timeAsked: row.time_asked,
		timeGivenUntil: atOrNull(row.time_given_until),
		room: { voted: row.room_voted + row.hands, of: row.room_of },
		remote: { voted: row.remote_voted, of: row.remote_of },
	}));
}
