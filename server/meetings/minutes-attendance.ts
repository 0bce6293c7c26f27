import type { AttendanceChanged } from '#domain/meetings/events.ts';
import { textIn } from '#domain/kernel/text.ts';
import { countedSeats } from '#domain/meetings/attendance.ts';
import { minutesWords, type MinutedPerson } from '#domain/meetings/minutes-words.ts';
import {
	hasAnchor,
	insertInItem,
	insertListed,
	insertPresent,
	line,
	removeListed,
} from '#domain/meetings/minutes.ydoc.ts';
import { quorum, type Quorum } from '#domain/meetings/quorum.ts';
import type * as Y from 'yjs';
import type { Attendance } from './attendance-store.ts';
import type { MinutesFacts } from './minutes-store.ts';

/** Who was there at a moment: arrived by then, and not gone. */
export function thereAt(facts: MinutesFacts, at: Date): Attendance[] {
	return facts.attendance.filter(
		(row) => row.arrivedAt <= at && (row.leftAt === null || row.leftAt > at),
	);
}

/** The quorum that these people made; null where the body has no rules. */
export function quorumOf(facts: MinutesFacts, there: readonly Attendance[]): Quorum | null {
	if (!facts.rules) return null;
	return quorum(facts.rules.quorum, facts.votingSeats, countedSeats(there, facts.rules.remote));
}

/** A stay as the minutes word it; the time is told only of those who came after the start. */
export function personOf(facts: MinutesFacts, row: Attendance): MinutedPerson {
	const person = facts.people.get(row.personId);
	const started = facts.meeting.startedAt;
	return {
		name: person?.name ?? '',
		office: person?.office ?? null,
		mode: row.mode,
		sitsFor: row.asDeputy && row.seatId ? (facts.seats.get(row.seatId)?.holderName ?? null) : null,
		byLeave: row.byLeave,
		from: started && row.arrivedAt > started ? row.arrivedAt : null,
	};
}

/** Adds somebody to those present (with a seat, under its organisation) or in attendance (without). */
export function enterInRoll(
	doc: Y.Doc,
	eventId: string,
	facts: MinutesFacts,
	row: Attendance,
): void {
	const words = minutesWords(facts.locale);
	const entry = { id: row.personId, text: words.person(personOf(facts, row)) };
	const seat = row.seatId ? facts.seats.get(row.seatId) : undefined;
	if (!seat) {
		insertListed(doc, eventId, { is: 'attending', heading: words.attending }, entry);
		return;
	}
	removeListed(doc, 'attending', row.personId);
	insertPresent(
		doc,
		eventId,
		words.present,
		entry,
		{ id: seat.organisationId, name: textIn(seat.organisationName, facts.locale).words },
		[...new Set([...facts.seats.values()].map((each) => each.organisationId))],
	);
}

/** Adds somebody's apologies to the list. */
export function enterApology(
	doc: Y.Doc,
	eventId: string,
	facts: MinutesFacts,
	personId: string,
): void {
	const words = minutesWords(facts.locale);
	const apology = facts.apologies.find((each) => each.personId === personId);
	const name = facts.people.get(personId)?.name;
	if (!apology || name === undefined) return;
	const deputy = apology.deputyPersonId
		? (facts.people.get(apology.deputyPersonId)?.name ?? null)
		: null;
	insertListed(
		doc,
		eventId,
		{ is: 'apologies', heading: words.apologies },
		{ id: personId, text: words.apology(name, deputy) },
	);
}

/** In the order of the roll: by seat, then those without one as they came. */
export function inRollOrder(facts: MinutesFacts, rows: readonly Attendance[]): Attendance[] {
	const order = [...facts.seats.keys()];
	const rank = (row: Attendance) => (row.seatId ? order.indexOf(row.seatId) : order.length);
	return [...rows].sort(
		(a, b) => rank(a) - rank(b) || a.arrivedAt.getTime() - b.arrivedAt.getTime(),
	);
}

/** Writes that somebody came, left or changed how they attend: in the lists, and with the time under the item then open. */
export function writeAttendance(
	doc: Y.Doc,
	event: AttendanceChanged,
	eventId: string,
	facts: MinutesFacts,
): void {
	const words = minutesWords(facts.locale);
	const name = facts.people.get(event.personId)?.name ?? '';
	const row = facts.attendance.find((each) => each.id === event.attendanceId);
	const started = facts.meeting.startedAt ?? new Date(0);
	// What happened before the start is told by the start, which is delivered after it.
	if (new Date(event.at) <= started && !hasAnchor(doc, 'present')) return;
	const told = (...lines: string[]) =>
		insertInItem(
			doc,
			event.itemId,
			lines.map((each) => line(eventId, each)),
		);
	switch (event.change) {
		case 'apology':
			enterApology(doc, eventId, facts, event.personId);
			return;
		case 'apology_withdrawn':
			removeListed(doc, 'apologies', event.personId);
			return;
		case 'left': {
			const at = row?.leftAt;
			if (!row || !at || at <= started) return;
			told(words.left(at, name), ...quorumLine(facts, row, at));
			return;
		}
		case 'arrived':
		case 'moved': {
			if (!row || (row.leftAt && row.leftAt <= started)) return;
			const at = row.arrivedAt;
			const lines: string[] = [];
			if (at > started) {
				const person = personOf(facts, row);
				const before = cameFrom(facts, row);
				if (event.change === 'arrived') lines.push(words.arrived(at, person));
				else if (before?.mode !== row.mode || (row.asDeputy && before.seatId !== row.seatId))
					lines.push(words.moved(at, person));
				const displaced = event.displacedId && facts.people.get(event.displacedId)?.name;
				if (displaced) lines.push(words.tookOver(at, name, displaced));
				lines.push(...quorumLine(facts, row, at));
			}
			enterInRoll(doc, eventId, facts, row);
			removeListed(doc, 'apologies', event.personId);
			if (lines.length > 0) told(...lines);
			return;
		}
	}
}

/**
 * One line when this arrival or departure made or lost the quorum. Of several people recorded in one act, who all came
 * at the same moment, the last one tells it.
 */
function quorumLine(facts: MinutesFacts, row: Attendance, at: Date): string[] {
	const words = minutesWords(facts.locale);
	const after = quorumOf(facts, thereAt(facts, at));
	const before = quorumOf(facts, thereAt(facts, new Date(at.getTime() - 1)));
	if (!after || !before || after.quorate === before.quorate) return [];
	const together = facts.attendance.filter(
		(each) => each.arrivedAt.getTime() === at.getTime() && !cameFrom(facts, each),
	);
	if (together.includes(row) && together.at(-1) !== row) return [];
	const say = after.quorate ? words.becameQuorate : words.lostQuorum;
	return [say(at, after.present, after.seats)];
}

/** The stay that this one follows without a gap: somebody changed how they attend, or gave a seat back. */
function cameFrom(facts: MinutesFacts, row: Attendance): Attendance | undefined {
	return facts.attendance.find(
		(each) => each.personId === row.personId && each.leftAt?.getTime() === row.arrivedAt.getTime(),
	);
}
