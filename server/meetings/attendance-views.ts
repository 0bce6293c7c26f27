import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import type { Text } from '#domain/kernel/text.ts';
import { countedSeats, type AttendanceMode, type SeatWish } from '#domain/meetings/attendance.ts';
import type { MeetingStatus } from '#domain/meetings/meeting.ts';
import { noticeEnds } from '#domain/meetings/notice.ts';
import { quorum, type Quorum } from '#domain/meetings/quorum.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Role } from '#domain/partnerships/standing.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { constitutionOf, sectorsOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { apologiesOf, claimsOf, attendanceOf, type Attendance } from './attendance-store.ts';
import { meetingBySlug } from './meeting-store.ts';

/** Somebody of the body in the register. */
export interface RegisterRow {
	readonly personId: string;
	readonly name: string;
	readonly organisation: Text;
	/** "Co-opted member", with or without a vote; null for others. */
	readonly coOpted: Text | null;
	/** Whether a seat is theirs, they are named for one, or they attend without. */
	readonly as: 'holder' | 'deputy' | 'other';
	readonly roles: readonly Role[];
	/** Whose deputy, by name. */
	readonly deputyFor: readonly string[];
	readonly now:
		| {
				readonly is: 'here';
				readonly mode: AttendanceMode;
				readonly since: Date;
				readonly seated: boolean;
				/** Whom they sit for, as deputy. */
				readonly sitsFor: string | null;
		  }
		| { readonly is: 'left'; readonly at: Date }
		| { readonly is: 'apologies'; readonly deputy: string | null }
		| { readonly is: 'away' };
	/** What the buttons of the row ask for: the seat, or to attend without it because somebody is in the way. */
	readonly wish: SeatWish;
	/** Who is in the way: the principal of a deputy, or the deputy in a holder's seat. */
	readonly inTheWay: string | null;
	/** A deputy for whom no notice was given in time: they sit with the chair's leave only. */
	readonly late: boolean;
	/** The deputies one may name in the apologies. */
	readonly deputies: readonly { readonly id: string; readonly name: string }[];
}

export interface AttendancePage {
	readonly meeting: {
		readonly id: string;
		readonly slug: string;
		readonly title: Text;
		readonly status: MeetingStatus;
	};
	readonly mayRecord: boolean;
	/** Whether a member who cannot come may give their vote to another. */
	readonly takesProxies: boolean;
	readonly quorum: Quorum | null;
	readonly inRoom: number;
	readonly afar: number;
	readonly sectors: readonly { readonly id: string; readonly name: Text }[];
	/** The words for the codes of organisations in `quorum`. */
	readonly organisationNames: Readonly<Record<string, Text>>;
	readonly seats: readonly RegisterRow[];
	readonly others: readonly RegisterRow[];
}

/** The register of a meeting, for people of its body; undefined for anybody else. */
export async function attendancePage(
	services: Pick<Services, 'db' | 'clock'>,
	reader: { partnershipId: string; actor: Actor | null },
	slug: string,
): Promise<AttendancePage | undefined> {
	return reading(services, async (tx) => {
		const meeting = await meetingBySlug(tx, reader.partnershipId, slug);
		const standing =
			meeting && reader.actor && (await standingOf(tx, reader.actor, meeting.bodyId));
		if (!meeting || !standing || !can(standing, 'meetings.read_draft')) return undefined;
		const { partnershipId } = reader;
		const stays = await attendanceOf(tx, meeting);
		const here = stays.filter((stay) => stay.leftAt === null);
		const rules = (await constitutionOf(tx, partnershipId, meeting.bodyId))?.rules;
		const people = await peopleOfBody(tx, partnershipId, meeting.bodyId);
		const apologies = await apologiesOf(tx, meeting);
		const notice = rules?.deputies.noticeBefore ?? null;
		const by = noticeEnds(notice, meeting.startsAt, await closuresOf(tx, partnershipId)).at;
		const late = async (person: BodyPerson) =>
			notice !== null &&
			services.clock.now() > by &&
			person.own.length === 0 &&
			person.lent.length > 0 &&
			!here.some(({ personId }) => personId === person.id) &&
			!(await claimsOf(tx, meeting, person.id, by)).some(({ noticed }) => noticed);
		const rows: RegisterRow[] = [];
		for (const person of people)
			rows.push({ ...rowOf(person, people, stays, here, apologies), late: await late(person) });
		const sectors = await sectorsOf(tx, partnershipId);
		const voting = await votingSeats(tx, partnershipId, meeting.bodyId);
		const { id, title, status } = meeting;
		return {
			meeting: { id, slug, title, status },
			mayRecord: can(standing, 'meetings.record_attendance') && status !== 'draft',
			takesProxies: rules?.proxies.allowed ?? false,
			quorum: rules ? quorum(rules.quorum, voting, countedSeats(here, rules.remote)) : null,
			inRoom: here.filter((stay) => stay.seatId && stay.mode === 'in_person').length,
			afar: here.filter((stay) => stay.seatId && stay.mode !== 'in_person').length,
			sectors: sectors.map(({ id, name }) => ({ id, name })),
			organisationNames: Object.fromEntries(
				voting.flatMap(({ organisationCode, organisationName }) =>
					organisationCode === null ? [] : [[organisationCode, organisationName]],
				),
			),
			seats: rows.filter((row) => row.as === 'holder'),
			others: rows.filter((row) => row.as !== 'holder'),
		};
	});
}

interface BodyPerson {
	readonly id: string;
	readonly name: string;
	readonly organisation: Text;
	/** "Co-opted member", and whether without a vote; null for others. */
	readonly coOpted: Text | null;
	readonly roles: Role[];
	/** Seats they hold and seats they are named for. */
	readonly own: string[];
	readonly lent: string[];
}

async function peopleOfBody(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<BodyPerson[]> {
	const { rows } = await sql<{
		id: string;
		name: string;
		organisation: Text | null;
		co_opted: Text | null;
		roles: Role[];
		own: string[];
		lent: string[];
	}>`
		with at_seat as (
			select t.person_id, t.seat_id, seat.position, true as own,
				case when seat.organisation_id is null then co_opted_name(seat) end as co_opted from seat_term t
			join seat on seat.partnership_id = t.partnership_id and seat.id = t.seat_id
			where t.partnership_id = ${partnershipId} and seat.body_id = ${bodyId}
				and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
			union all
			select d.person_id, d.seat_id, seat.position, false, null::jsonb from deputy_term d
			join seat on seat.partnership_id = d.partnership_id and seat.id = d.seat_id
			where d.partnership_id = ${partnershipId} and seat.body_id = ${bodyId}
				and current_date between d.starts_on and coalesce(d.ends_on, 'infinity')
		), in_role as (
			select person_id, role from body_role
			where partnership_id = ${partnershipId} and body_id = ${bodyId}
				and current_date between starts_on and coalesce(ends_on, 'infinity')
		)
		select p.id, p.name, o.name as organisation,
			(select s.co_opted from at_seat s where s.person_id = p.id and s.own order by s.position limit 1) as co_opted,
			array(select r.role from in_role r where r.person_id = p.id) as roles,
			array(select s.seat_id::text from at_seat s where s.person_id = p.id and s.own order by s.position) as own,
			array(select s.seat_id::text from at_seat s where s.person_id = p.id and not s.own order by s.position) as lent
		from person p
		left join organisation o on o.partnership_id = p.partnership_id and o.id = p.organisation_id
		where p.partnership_id = ${partnershipId}
			and (p.id in (select person_id from at_seat) or p.id in (select person_id from in_role))
		order by (select min(s.position) from at_seat s where s.person_id = p.id and s.own) nulls last, p.position`.execute(
		tx.db,
	);
	return rows.map(({ co_opted, ...row }) => ({
		...row,
		organisation: row.organisation ?? {},
		coOpted: co_opted,
	}));
}

function rowOf(
	person: BodyPerson,
	people: readonly BodyPerson[],
	stays: readonly Attendance[],
	here: readonly Attendance[],
	apologies: readonly { personId: string; deputyPersonId: string | null }[],
): Omit<RegisterRow, 'late'> {
	const nameOf = (id: string | null | undefined) =>
		people.find((each) => each.id === id)?.name ?? null;
	const holderOf = (seatId: string) => people.find((each) => each.own.includes(seatId));
	const stay = here.find((each) => each.personId === person.id);
	const left = stays.findLast((each) => each.personId === person.id)?.leftAt;
	const apology = apologies.find((each) => each.personId === person.id);
	const inTheWay = blockerOf(person, here, holderOf);
	return {
		personId: person.id,
		name: person.name,
		organisation: person.organisation,
		coOpted: person.coOpted,
		as: person.own.length > 0 ? 'holder' : person.lent.length > 0 ? 'deputy' : 'other',
		roles: person.roles,
		deputyFor: person.lent.flatMap((seatId) => holderOf(seatId)?.name ?? []),
		now: stay
			? {
					is: 'here',
					mode: stay.mode,
					since: stay.arrivedAt,
					seated: stay.seatId !== null,
					sitsFor: stay.asDeputy && stay.seatId ? (holderOf(stay.seatId)?.name ?? null) : null,
				}
			: left
				? { is: 'left', at: left }
				: apology
					? { is: 'apologies', deputy: nameOf(apology.deputyPersonId) }
					: { is: 'away' },
		wish: inTheWay === null ? 'own' : 'none',
		inTheWay: nameOf(inTheWay),
		deputies: people
			.filter((each) => each.lent.some((seatId) => person.own.includes(seatId)))
			.map(({ id, name }) => ({ id, name })),
	};
}

/** The person who keeps this one out of every seat they could take: a deputy in it, or the principal. */
function blockerOf(
	person: BodyPerson,
	here: readonly Attendance[],
	holderOf: (seatId: string) => BodyPerson | undefined,
): string | null {
	const others = here.filter((each) => each.personId !== person.id);
	const sitting = (seatId: string) => others.find((each) => each.seatId === seatId)?.personId;
	const mine = here.find((each) => each.personId === person.id)?.seatId;
	const seats = person.own.length > 0 ? person.own : person.lent;
	if (seats.length === 0 || (mine && seats.includes(mine))) return null;
	const blockers = seats.map((seatId) => {
		const principal = person.own.length > 0 ? undefined : holderOf(seatId)?.id;
		const present = others.find((each) => each.personId === principal)?.personId;
		return present ?? sitting(seatId) ?? null;
	});
	return blockers.includes(null) ? null : (blockers[0] ?? null);
}
