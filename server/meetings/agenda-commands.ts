import { createHash } from 'node:crypto';
import type { Doc } from 'yjs';
import type { Actor } from '#domain/kernel/actor.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { AgendaPublished, ItemKind, ItemWords } from '#domain/meetings/agenda.ts';
import {
	exemptItemOf,
	fillAgenda,
	fillExemptItem,
	parseAgenda,
	parseWords,
	type NewItem,
} from '#domain/meetings/agenda.ydoc.ts';
import { agendaChanges } from '#domain/meetings/changes.ts';
import { freezeAgenda, type FreezeFacts, type Frozen } from '#domain/meetings/freeze.ts';
import type { Meeting, MeetingAccess, MeetingMode } from '#domain/meetings/meeting.ts';
import { reasonFrom } from '#domain/meetings/move.ts';
import { can } from '#domain/partnerships/policy.ts';
import { openCompartment } from '../compartments/commands.ts';
import { namesIn } from '../partnerships/person-store.ts';
import { standingOf } from '../partnerships/store.ts';
import { command, reading, type Reading, type Services, type Tx } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';
import { shortNoticeOf } from './change-commands.ts';
import { insertChange } from './change-store.ts';
import {
	exemptHashes,
	type ExemptItem,
	exemptItems,
	insertExemptItem,
	insertExemptVersion,
} from './exempt-store.ts';
import { itemsOf, markOthersRemoved, putItem } from './item-store.ts';
import { insertMeeting, lockMeeting, meetingById, setVersion } from './meeting-store.ts';
import { agendaOf, insertVersion } from './version-store.ts';
import { keyBetween } from './order-key.ts';

/** What agendas need of the relay. */
export type AgendaServices = Services & {
	readonly relay: Pick<Relay, 'drain' | 'read' | 'readLocked'>;
};

/** An item of a meeting that is being set up. With `exempt` its words go into a compartment of its own. */
export interface FirstItem extends ItemWords {
	readonly kind: ItemKind;
	readonly minutes: number;
	readonly exempt?: {
		readonly schedule: string;
		readonly paragraph: number;
		readonly reason: Text;
		readonly reviewOn: string | null;
	};
}

/**
 * Sets up a meeting as a draft: its row, its agenda and minutes rooms and, for each exempt item, a compartment with a
 * room of its own. The open room gets a stub of an exempt item and none of its words. Answers ids; items in their order.
 */
export async function createMeeting(
	relay: Pick<Relay, 'createRoom'>,
	tx: Tx,
	input: {
		readonly partnershipId: string;
		readonly bodyId: string;
		readonly slug: string;
		readonly title: Text;
		readonly startsAt: Date;
		readonly endsAt: Date;
		readonly mode: MeetingMode;
		readonly venue: Text;
		readonly access: MeetingAccess;
		readonly items: readonly FirstItem[];
	},
): Promise<{ meetingId: string; agendaRoomId: string; minutesRoomId: string; itemIds: string[] }> {
	const { partnershipId, bodyId, items } = input;
	const meetingId = tx.uuid();
	const agendaRoomId = tx.uuid();
	const minutesRoomId = tx.uuid();
	const room = { partnershipId, subjectId: meetingId, compartmentId: null };
	const planned: NewItem[] = [];
	const hidden: { itemId: string; compartmentId: string; words: ItemWords }[] = [];
	for (const { exempt, title, summary, askedTo, lead, kind, minutes } of items) {
		const words = { title, summary, askedTo, lead };
		const id = tx.uuid();
		if (exempt === undefined) {
			planned.push({ id, kind, minutes, ...words });
			continue;
		}
		const compartmentId = await openCompartment(tx, { partnershipId, bodyId, ...exempt });
		planned.push({ id, kind, minutes, exempt: compartmentId });
		hidden.push({ itemId: id, compartmentId, words });
	}
	await relay.createRoom(tx, { ...room, id: agendaRoomId, kind: 'agenda' }, (doc) =>
		fillAgenda(doc, planned, keyBetween),
	);
	await relay.createRoom(tx, { ...room, id: minutesRoomId, kind: 'minutes' });
	await insertMeeting(tx, {
		id: meetingId,
		partnershipId,
		bodyId,
		slug: input.slug,
		title: input.title,
		startsAt: input.startsAt,
		endsAt: input.endsAt,
		mode: input.mode,
		venue: input.venue,
		access: input.access,
		status: 'draft',
		agendaRoomId,
		minutesRoomId,
		agendaVersion: 0,
	});
	for (const { itemId, compartmentId, words } of hidden) {
		const roomId = tx.uuid();
		await relay.createRoom(
			tx,
			{ id: roomId, kind: 'exempt-agenda', partnershipId, subjectId: itemId, compartmentId },
			(doc) => fillExemptItem(doc, words),
		);
		await insertExemptItem(tx, { partnershipId, compartmentId, itemId, meetingId, roomId });
	}
	return { meetingId, agendaRoomId, minutesRoomId, itemIds: planned.map(({ id }) => id) };
}

/** SHA-256 in hex over the canonical text of a value. */
export function hashOf(value: unknown): string {
	return createHash('sha256')
		.update(canonical(value as Json))
		.digest('hex');
}

/** What stands for the whole draft, exempt words included, in the form of the person who publishes. */
export function shownHash(frozen: Frozen): string {
	return hashOf({
		agenda: frozen.agenda,
		exempt: frozen.exempt.map(({ compartment, words }) => [compartment, hashOf(words)]),
	});
}

/** The rooms whose content an agenda is frozen from: drained before they are read. */
export async function drainAgenda(
	services: AgendaServices,
	partnershipId: string,
	meeting: Pick<Meeting, 'id' | 'agendaRoomId'>,
): Promise<void> {
	const exempt = await reading(services, (tx) => exemptItems(tx, partnershipId, meeting.id));
	for (const roomId of [meeting.agendaRoomId, ...exempt.map((item) => item.roomId)])
		await services.relay.drain(roomId);
}

/** The draft as it would be published, read with `read` (locked or not). Nothing is refused yet. */
export async function draftOf(
	tx: Reading,
	meeting: Meeting,
	read: (roomId: string) => Promise<Doc>,
): Promise<{
	draft: ReturnType<typeof parseAgenda>;
	facts: FreezeFacts;
	frozen: Frozen;
}> {
	const { partnershipId } = meeting;
	const draft = parseAgenda(await read(meeting.agendaRoomId));
	const exempt = new Map<string, { ground: ExemptItem['ground']; words: ItemWords }>();
	for (const item of await exemptItems(tx, partnershipId, meeting.id))
		exempt.set(item.itemId, {
			ground: item.ground,
			words: parseWords(exemptItemOf(await read(item.roomId))),
		});
	const people = new Set((await namesIn(tx, partnershipId)).keys());
	const states = await itemsOf(tx, partnershipId, meeting.id);
	const facts: FreezeFacts = {
		startsAt: meeting.startsAt.toISOString(),
		people,
		exempt,
		started: new Map(
			states.filter(({ state }) => state !== 'waiting').map(({ id, number }) => [id, number]),
		),
	};
	return { draft, facts, frozen: freezeAgenda(draft, facts, false) };
}

/** The `shownHash` of the draft as it stands now: for publishing what has just been written, as the demo does. */
export async function shownDraft(
	services: AgendaServices,
	partnershipId: string,
	meetingId: string,
): Promise<string> {
	const meeting = await reading(services, (tx) => meetingById(tx, partnershipId, meetingId));
	if (!meeting) throw notFound();
	await drainAgenda(services, partnershipId, meeting);
	return reading(services, async (tx) => {
		const { frozen } = await draftOf(tx, meeting, (roomId) => services.relay.read(tx, roomId));
		return shownHash(frozen);
	});
}

/**
 * Freezes the draft as the next version of the agenda. `shownHash` is that of what the publisher was shown.
 * Refuses those who may not, a meeting that has ended, a draft that changed since or not at all,
 * and what `freezeAgenda` refuses; a first version with too few clear working days of notice by the rules needs a reason,
 * which is kept and told (`meetings.short_notice_why`). Answers the version's number.
 */
export async function publishAgenda(
	services: AgendaServices,
	actor: Actor,
	input: {
		readonly meetingId: string;
		readonly shownHash: string;
		/** Why it is called at shorter notice than the rules ask for; not judged where nothing is said, as what is loaded. */
		readonly shortNotice?: string;
	},
): Promise<{ version: number }> {
	const { partnershipId, personId } = actor;
	const seen = await reading(services, (tx) => meetingById(tx, partnershipId, input.meetingId));
	if (!seen) throw notFound();
	await drainAgenda(services, partnershipId, seen);
	return command(services, actor, 'meetings.publish_agenda', seen.id, async (tx) => {
		const meeting = await lockMeeting(tx, partnershipId, seen.id);
		if (!meeting) throw notFound();
		const standing = await standingOf(tx, actor, meeting.bodyId);
		if (!standing) throw notFound();
		if (!can(standing, 'meetings.publish_agenda')) throw new Refusal('kernel.not_allowed');
		if (meeting.status === 'ended') throw new Refusal('meetings.agenda_meeting_ended');
		const { draft, facts, frozen } = await draftOf(tx, meeting, (roomId) =>
			services.relay.readLocked(tx, roomId),
		);
		if (shownHash(frozen) !== input.shownHash) throw new Refusal('meetings.agenda_changed');
		const { agenda, exempt } = freezeAgenda(draft, facts);
		const version = meeting.agendaVersion + 1;
		const hash = hashOf(agenda);
		const before = await agendaOf(tx, partnershipId, meeting.id, meeting.agendaVersion);
		const changes = before
			? agendaChanges(before, agenda, await rewordedInside(tx, meeting, exempt))
			: [];
		if (before && changes.length === 0 && hashOf(before) === hash)
			throw new Refusal('meetings.agenda_unchanged');
		await insertVersion(tx, {
			partnershipId,
			meetingId: meeting.id,
			version,
			content: agenda,
			hash,
			changes,
			publishedBy: personId,
		});
		for (const { compartment, words } of exempt)
			await insertExemptVersion(tx, {
				partnershipId,
				compartmentId: compartment,
				version,
				content: words,
				hash: hashOf(words),
			});
		for (const item of agenda.items)
			if (!(await putItem(tx, partnershipId, meeting.id, item)))
				throw new Refusal('meetings.agenda_item_elsewhere', { number: item.number });
		await markOthersRemoved(
			tx,
			partnershipId,
			meeting.id,
			agenda.items.map(({ id }) => id),
		);
		await setVersion(tx, partnershipId, meeting.id, version);
		const short =
			version === 1 && input.shortNotice !== undefined
				? await shortNoticeOf(tx, meeting, tx.now)
				: null;
		if (short) {
			if (input.shortNotice?.trim() === '')
				throw new Refusal('meetings.short_notice_why', { ...short }, 'shortNotice');
			const reason = reasonFrom(input.shortNotice ?? '', 'shortNotice');
			await insertChange(tx, meeting, { kind: 'called', personId, reason, short });
		}
		const event: AgendaPublished = {
			type: 'meetings.agenda_published',
			partnershipId,
			meetingId: meeting.id,
			version,
		};
		await tx.emit(event);
		return { version };
	});
}

/** Ids of exempt items whose words differ from those of the version in force. */
export async function rewordedInside(
	tx: Reading,
	meeting: Meeting,
	exempt: Frozen['exempt'],
): Promise<Set<string>> {
	const hashes = await exemptHashes(
		tx,
		meeting.partnershipId,
		exempt.map(({ compartment }) => compartment),
		meeting.agendaVersion,
	);
	return new Set(
		exempt
			.filter(({ compartment, words }) => hashes.get(compartment) !== hashOf(words))
			.map(({ itemId }) => itemId),
	);
}
