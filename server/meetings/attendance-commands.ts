import type { Actor } from '#domain/kernel/actor.ts';
import { clockTime, isoDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { AttendanceChanged } from '#domain/meetings/events.ts';
import { seatFor, type AttendanceMode, type SeatWish } from '#domain/meetings/attendance.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { noticeEnds } from '#domain/meetings/notice.ts';
import { openOf } from '#domain/meetings/run.ts';
import { personIn } from '../partnerships/person-store.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { constitutionOf } from '../partnerships/store.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import {
	addAttendance,
	apologiesOf,
	attendingNow,
	claimsOf,
	deleteApology,
	endAttendance,
	saveApology,
	type Attendance,
} from './attendance-store.ts';
import type { Answer } from './commands.ts';
import { entering, known, tell } from './entering.ts';
import { clearHands } from './queue-store.ts';
import { refusingDoubles } from './doubles.ts';
import { itemsOf } from './item-store.ts';

export interface Arrival extends Answer {
	/** The seat they sit in; null when they attend without one. */
	readonly seatId: string | null;
	readonly asDeputy: boolean;
}

/**
 * Checks oneself in, or changes how one attends. Takes the seat that `seatFor` (src/domain/meetings/attendance.ts)
 * gives; its refusals are answered by name. `withoutSeat` attends beside the seat, whoever sits in it.
 */
export async function checkIn(
	services: Services,
	actor: Actor,
	input: { meetingId: string; mode: AttendanceMode; withoutSeat?: boolean },
): Promise<Arrival> {
	return command(services, actor, 'meetings.check_in', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.check_in');
		const wish = input.withoutSeat ? 'none' : 'own';
		return arrive(tx, actor, meeting, actor.personId, input.mode, wish);
	});
}

/**
 * The clerk records that somebody is there: any person of the partnership, with or without a seat.
 * `seat: 'take_over'` hands a seat back from the deputy to its holder; the deputy stays without one. `seat: 'by_leave'` seats a
 * deputy who was named too late, with the leave of the chair, which is minuted.
 */
export async function recordArrival(
	services: Services,
	actor: Actor,
	input: { meetingId: string; personId: string; mode: AttendanceMode; seat?: SeatWish },
): Promise<Arrival> {
	return command(services, actor, 'meetings.record_arrival', input.personId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.record_attendance');
		return arrive(tx, actor, meeting, input.personId, input.mode, input.seat ?? 'own');
	});
}

/** The clerk records several arrivals in one act: all of them or, when one is refused, none. */
export async function recordArrivals(
	services: Services,
	actor: Actor,
	input: { meetingId: string; personIds: readonly string[]; mode: AttendanceMode },
): Promise<{ arrived: number }> {
	return command(services, actor, 'meetings.record_arrivals', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.record_attendance');
		let arrived = 0;
		for (const personId of new Set(input.personIds)) {
			const { did } = await arrive(tx, actor, meeting, personId, input.mode, 'own');
			if (did === 'done') arrived++;
		}
		return { arrived };
	});
}

/** Somebody leaves: by themself or recorded by the clerk. A seat falls free, a raised hand goes down. */
export async function recordDeparture(
	services: Services,
	actor: Actor,
	input: { meetingId: string; personId: string },
): Promise<Answer> {
	return command(services, actor, 'meetings.record_departure', input.personId, async (tx) => {
		const { meeting } = await entering(
			tx,
			actor,
			input.meetingId,
			input.personId === actor.personId ? 'meetings.check_in' : 'meetings.record_attendance',
		);
		if (meeting.status === 'ended') throw new Refusal('meetings.ended');
		const current = (await attendingNow(tx, meeting)).find(
			(each) => each.personId === input.personId,
		);
		if (!current) return { did: 'repeat' };
		await endAttendance(tx, meeting.partnershipId, current.id);
		await clearHands(tx, meeting, input.personId);
		await changed(tx, meeting, input.personId, current.id, 'left');
		return { did: 'done' };
	});
}

/**
 * Apologies, sent by oneself or recorded by the clerk, with the deputy who will sit if one is named.
 * Refuses somebody who is there, and a deputy not named for any seat of theirs (`meetings.not_deputy`).
 */
export async function recordApology(
	services: Services,
	actor: Actor,
	input: { meetingId: string; personId: string; deputyPersonId?: string },
): Promise<Answer> {
	return command(services, actor, 'meetings.record_apology', input.personId, async (tx) => {
		const { meeting } = await entering(
			tx,
			actor,
			input.meetingId,
			input.personId === actor.personId ? 'meetings.check_in' : 'meetings.record_attendance',
		);
		if (meeting.status === 'ended') throw new Refusal('meetings.ended');
		const { name } = await personOf(tx, meeting, known(input.personId));
		if ((await attendingNow(tx, meeting)).some((each) => each.personId === input.personId))
			throw new Refusal('meetings.is_present', { name });
		const deputyId = input.deputyPersonId ?? null;
		if (deputyId !== null) {
			const claims = await claimsOf(tx, meeting, known(deputyId));
			if (!claims.some((each) => each.as === 'deputy' && each.holderId === input.personId))
				throw new Refusal('meetings.not_deputy', { name }, 'deputyPersonId');
		}
		const before = (await apologiesOf(tx, meeting)).find(
			(each) => each.personId === input.personId,
		);
		if (before?.deputyPersonId === deputyId) return { did: 'repeat' };
		await saveApology(tx, meeting, input.personId, deputyId);
		await changed(tx, meeting, input.personId, null, 'apology');
		return { did: 'done' };
	});
}

/** Takes apologies back that were recorded by mistake. */
export async function withdrawApology(
	services: Services,
	actor: Actor,
	input: { meetingId: string; personId: string },
): Promise<Answer> {
	return command(services, actor, 'meetings.withdraw_apology', input.personId, async (tx) => {
		const { meeting } = await entering(
			tx,
			actor,
			input.meetingId,
			input.personId === actor.personId ? 'meetings.check_in' : 'meetings.record_attendance',
		);
		if (meeting.status === 'ended') throw new Refusal('meetings.ended');
		if (!(await deleteApology(tx, meeting, known(input.personId)))) return { did: 'repeat' };
		await changed(tx, meeting, input.personId, null, 'apology_withdrawn');
		return { did: 'done' };
	});
}

/** Somebody of the meeting's partnership; refused as not found when there is no such person. */
async function personOf(tx: Tx, { partnershipId }: Meeting, personId: string) {
	const person = await personIn(tx, { partnershipId, personId });
	if (!person) throw notFound();
	return person;
}

async function arrive(
	tx: Tx,
	actor: Actor,
	meeting: Meeting,
	personId: string,
	mode: AttendanceMode,
	wish: SeatWish,
): Promise<Arrival> {
	switch (meeting.status) {
		case 'draft':
			throw new Refusal('meetings.not_published');
		case 'ended':
			throw new Refusal('meetings.ended');
		case 'published':
		case 'in_session':
	}
	await personOf(tx, meeting, known(personId));
	const constitution = await constitutionOf(tx, meeting.partnershipId, meeting.bodyId);
	if (!constitution) throw new Refusal('meetings.no_rules');
	const attending = await attendingNow(tx, meeting);
	const { noticeBefore } = constitution.rules.deputies;
	const off = await closuresOf(tx, meeting.partnershipId);
	const notice = noticeEnds(noticeBefore, meeting.startsAt, off);
	const noticeBy = noticeBefore === null ? null : notice.at;
	const claims = await claimsOf(tx, meeting, personId, noticeBy);
	const seating = seatFor(personId, claims, attending, constitution.rules, wish, mode);
	if (seating.kind === 'refused') {
		const name = seating.personId ? (await personOf(tx, meeting, seating.personId)).name : '';
		const written = (iso: string) => iso.split('-').reverse().join('/');
		const date = written(isoDate(notice.at));
		const values = { name, time: clockTime(notice.at), date };
		if (seating.code === 'meetings.deputy_late' && notice.skipped.length > 0)
			throw new Refusal('meetings.deputy_late_holidays', {
				...values,
				holidays: notice.skipped.map((each) => written(each.date)).join(', '),
			});
		throw new Refusal(seating.code, values);
	}

	const seat = { seatId: seating.seatId, asDeputy: seating.asDeputy };
	const { byLeave } = seating;
	const before = attending.find((each) => each.personId === personId);
	if (before?.mode === mode && before.seatId === seat.seatId) return { did: 'repeat', ...seat };
	await refusingDoubles(async () => {
		const displaced = attending.find((each) => each.personId === seating.displaced);
		if (displaced) await standUp(tx, actor, meeting, displaced);
		if (before) await endAttendance(tx, meeting.partnershipId, before.id);
		const id = await addAttendance(
			tx,
			meeting,
			{ personId, mode, ...seat, byLeave },
			actor.personId,
		);
		await changed(
			tx,
			meeting,
			personId,
			id,
			before ? 'moved' : 'arrived',
			displaced ? displaced.personId : undefined,
		);
	});
	return { did: 'done', ...seat };
}

/** The deputy gives the seat up and stays in the meeting without one. */
async function standUp(tx: Tx, actor: Actor, meeting: Meeting, deputy: Attendance): Promise<void> {
	await endAttendance(tx, meeting.partnershipId, deputy.id);
	const id = await addAttendance(
		tx,
		meeting,
		{ personId: deputy.personId, mode: deputy.mode, seatId: null, asDeputy: false, byLeave: false },
		actor.personId,
	);
	await changed(tx, meeting, deputy.personId, id, 'moved');
}

async function changed(
	tx: Tx,
	meeting: Meeting,
	personId: string,
	attendanceId: string | null,
	change: AttendanceChanged['change'],
	displacedId?: string,
): Promise<void> {
	const open = openOf(await itemsOf(tx, meeting.partnershipId, meeting.id));
	await tell(tx, {
		type: 'meetings.attendance_changed',
		partnershipId: meeting.partnershipId,
		meetingId: meeting.id,
		at: tx.now.toISOString(),
		personId,
		attendanceId,
		change,
		itemId: open?.id ?? null,
		...(displacedId === undefined ? {} : { displacedId }),
	});
}
