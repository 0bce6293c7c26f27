import type { Actor } from '#domain/kernel/actor.ts';
import { agendaRoots, exemptAgendaRoots } from '#domain/meetings/agenda.ydoc.ts';
import { minutesRoots } from '#domain/meetings/minutes.ydoc.ts';
import type { MeetingStatus } from '#domain/meetings/meeting.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { mayEnter } from '../compartments/views.ts';
import { entryOf } from '../partnerships/presence.ts';
import { actorOf, standingOf } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import type { Entry, RoomKind, Visitor } from '../relay/relay.ts';
import { meetingById, meetingOfExemptItem } from './meeting-store.ts';

/** The agenda room: those who may edit agendas write, those who may read drafts read. Closed to writing once the meeting has ended. */
export function agendaKind(services: Services): RoomKind {
	return {
		stored: true,
		roots: agendaRoots,
		gate: (room, visitor) =>
			reading(services, async (tx) => {
				const actor = visitor && (await actorOf(tx, visitor.accountId, room.partnershipId));
				const meeting = await meetingById(tx, room.partnershipId, room.subjectId);
				if (!actor || !meeting) return null;
				const standing = await standingOf(tx, actor, meeting.bodyId);
				return entryFor(tx, actor, standing, visitor, mayWrite(standing, meeting.status));
			}),
	};
}

/** The minutes room: those who keep the minutes write, those who may read drafts read. */
export function minutesKind(services: Services): RoomKind {
	return {
		stored: true,
		roots: minutesRoots,
		gate: (room, visitor) =>
			reading(services, async (tx) => {
				const actor = visitor && (await actorOf(tx, visitor.accountId, room.partnershipId));
				const meeting = await meetingById(tx, room.partnershipId, room.subjectId);
				if (!actor || !meeting) return null;
				const standing = await standingOf(tx, actor, meeting.bodyId);
				return entryFor(tx, actor, standing, visitor, can(standing, 'meetings.edit_minutes'));
			}),
	};
}

/** The room of an exempt item's words: as the agenda room, for those who may enter its compartment. */
export function exemptAgendaKind(services: Services): RoomKind {
	return {
		stored: true,
		roots: exemptAgendaRoots,
		gate: (room, visitor) =>
			reading(services, async (tx) => {
				const actor = visitor && (await actorOf(tx, visitor.accountId, room.partnershipId));
				const meeting = await meetingOfExemptItem(tx, room.partnershipId, room.subjectId);
				if (!actor || !meeting || !room.compartmentId) return null;
				if (!(await mayEnter(tx, actor, room.compartmentId))) return null;
				const standing = await standingOf(tx, actor, meeting.bodyId);
				return entryFor(tx, actor, standing, visitor, mayWrite(standing, meeting.status));
			}),
	};
}

const mayWrite = (standing: Standing | null, status: MeetingStatus) =>
	can(standing, 'meetings.edit_agenda') && status !== 'ended';

async function entryFor(
	tx: Reading,
	actor: Actor,
	standing: Standing | null,
	visitor: Visitor | null,
	write: boolean,
): Promise<Entry | null> {
	if (!standing || !can(standing, 'meetings.read_draft')) return null;
	return entryOf(tx, actor, standing, write ? 'write' : 'read', visitor);
}
