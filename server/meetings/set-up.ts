import type { Actor } from '#domain/kernel/actor.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { addItem, fillExemptItem, itemMap } from '#domain/meetings/agenda.ydoc.ts';
import type { ExemptItemAdded } from '#domain/meetings/events.ts';
import {
	meetingSlug,
	newExempt,
	newMeeting,
	type TypedExempt,
	type TypedMeeting,
} from '#domain/meetings/set-up.ts';
import { can } from '#domain/partnerships/policy.ts';
import { openCompartment } from '../compartments/commands.ts';
import { bodyName, standingOf } from '../partnerships/store.ts';
import type { Reaction } from '../platform/outbox.ts';
import { command, reading, type Services } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';
import { createMeeting } from './agenda-commands.ts';
import { refusingDoubles } from './doubles.ts';
import { entering, known, tell } from './entering.ts';
import { insertExemptItem } from './exempt-store.ts';
import { bodiesIn, meetingById, slugsFrom } from './meeting-store.ts';
import { keyBetween } from './order-key.ts';

type SetUpServices = Services & { readonly relay: Pick<Relay, 'createRoom' | 'edit'> };

/** The bodies for which this person may set up meetings: none for most, and for visitors. */
export async function bodiesToSetUp(
	services: Pick<Services, 'db'>,
	partnershipId: string,
	actor: Actor | null,
): Promise<{ id: string; name: Text }[]> {
	if (!actor) return [];
	return reading(services, async (tx) => {
		const theirs: { id: string; name: Text }[] = [];
		for (const { id, name } of await bodiesIn(tx, partnershipId))
			if (can(await standingOf(tx, actor, id), 'meetings.set_up')) theirs.push({ id, name });
		return theirs;
	});
}

/**
 * Sets up a meeting of a body as a draft with an empty agenda, from a form. `key` makes a form that is sent twice one
 * meeting. Refuses those who may not, and what `newMeeting` refuses. Answers the end of its address.
 */
export async function setUpMeeting(
	services: SetUpServices,
	actor: Actor,
	input: { readonly bodyId: string; readonly typed: TypedMeeting },
	key?: string,
): Promise<{ slug: string }> {
	const bodyId = known(input.bodyId);
	const { partnershipId } = actor;
	return command(
		services,
		actor,
		'meetings.set_up',
		bodyId,
		async (tx) => {
			const body = (await bodiesIn(tx, partnershipId)).find(({ id }) => id === bodyId);
			const standing = body && (await standingOf(tx, actor, bodyId));
			if (!body || !standing) throw notFound();
			if (!can(standing, 'meetings.set_up')) throw new Refusal('kernel.not_allowed');
			const name = await bodyName(tx, partnershipId, bodyId);
			const meeting = newMeeting(input.typed, name, tx.now);
			const date = isoDate(meeting.startsAt);
			const slug = meetingSlug(
				date,
				body.code,
				await slugsFrom(tx, partnershipId, `${date}-${body.code}`),
			);
			const draft = { ...meeting, partnershipId, bodyId, slug, items: [] };
			const { meetingId } = await refusingDoubles(() => createMeeting(services.relay, tx, draft));
			const at = tx.now.toISOString();
			await tell(tx, { type: 'meetings.set_up', partnershipId, meetingId, at });
			return { slug };
		},
		key,
	);
}

/**
 * Puts an item that the public may not see at the end of a draft agenda: its compartment with the ground, a room for its
 * words there, and a stub in the open room. Refuses those who may not, an ended meeting, and what `newExempt` refuses.
 */
export async function addExemptItem(
	services: SetUpServices,
	actor: Actor,
	input: { readonly meetingId: string; readonly typed: TypedExempt },
	key?: string,
): Promise<{ itemId: string }> {
	const { partnershipId } = actor;
	return command(
		services,
		actor,
		'meetings.make_exempt',
		input.meetingId,
		async (tx) => {
			const { meeting } = await entering(tx, actor, input.meetingId, 'meetings.make_exempt');
			if (meeting.status === 'ended') throw new Refusal('meetings.agenda_meeting_ended');
			const { title, kind, minutes, ...ground } = newExempt(input.typed);
			const { bodyId, id: meetingId } = meeting;
			const compartmentId = await openCompartment(tx, { partnershipId, bodyId, ...ground });
			const itemId = tx.uuid();
			const roomId = tx.uuid();
			await services.relay.createRoom(
				tx,
				{ id: roomId, kind: 'exempt-agenda', partnershipId, subjectId: itemId, compartmentId },
				(doc) => fillExemptItem(doc, { title, summary: {}, askedTo: [], lead: null }),
			);
			await insertExemptItem(tx, { partnershipId, compartmentId, itemId, meetingId, roomId });
			await tell(tx, {
				type: 'meetings.exempt_item_added',
				partnershipId,
				meetingId,
				at: tx.now.toISOString(),
				itemId,
				compartmentId,
				kind,
				minutes,
			});
			return { itemId };
		},
		key,
	);
}

/** Writes the stub of a new exempt item into the open room of the agenda, once. Wired in app.ts. */
export const agendaReactions = (
	services: Pick<Services, 'db'>,
	relay: Pick<Relay, 'edit'>,
): readonly (readonly [string, Reaction])[] => [
	[
		'meetings.exempt_item_added',
		async (told) => {
			const event = told as ExemptItemAdded;
			const { itemId: id, kind, minutes, compartmentId: exempt } = event;
			const meeting = await reading(services, (tx) =>
				meetingById(tx, event.partnershipId, event.meetingId),
			);
			if (!meeting) return;
			await relay.edit(meeting.agendaRoomId, (doc) => {
				if (!itemMap(doc, id)) addItem(doc, { id, kind, minutes, exempt }, keyBetween);
			});
		},
	],
];
