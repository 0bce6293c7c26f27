import { exemptTopicNames, topicNames } from '#domain/live/topics.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { can } from '#domain/partnerships/policy.ts';
import { mayEnter } from '../compartments/views.ts';
import { meetingAnywhere } from '../meetings/meeting-store.ts';
import { isPublic } from '../meetings/public.ts';
import { actorOf, standingOf } from '../partnerships/store.ts';
import { reading, type Reading } from '../platform/tx.ts';
import type { DerivedKind, Entry, PartServices, Roots, Visitor } from '../relay/relay.ts';
import { entryOf } from '../partnerships/presence.ts';
import { exemptItemById } from './store.ts';
import type { LiveWriter } from './writer.ts';

const rootsOf = (names: readonly string[]): Roots =>
	Object.fromEntries(names.map((name) => [name, 'map' as const]));

/** What the public is called in a room: nobody is named there. */
const publicEntry: Entry = { access: 'read', name: '', role: 'public', colour: 1, personId: null };

/** The three derived rooms of a meeting: who may look on, and how they are filled. Nobody writes in them. */
export function liveKinds(
	services: PartServices,
	writer: LiveWriter,
): Record<'live' | 'gallery' | 'exempt-live', DerivedKind> {
	return {
		live: {
			stored: false,
			roots: rootsOf(topicNames),
			gate: (id, visitor) =>
				reading(services, async (tx) => {
					const meeting = await meetingAnywhere(tx, id);
					return meeting ? followerOf(tx, meeting, visitor) : null;
				}),
			fill: (id) => writer.fill(id),
		},
		gallery: {
			stored: false,
			roots: rootsOf(topicNames),
			gate: (id) =>
				reading(services, async (tx) => {
					const meeting = await meetingAnywhere(tx, id);
					return meeting && (await isPublic(tx, meeting)) ? publicEntry : null;
				}),
			fill: (id) => writer.fill(id),
		},
		'exempt-live': {
			stored: false,
			roots: rootsOf(exemptTopicNames),
			gate: (id, visitor) =>
				reading(services, async (tx) => {
					const item = await exemptItemById(tx, id);
					const meeting = item && (await meetingAnywhere(tx, item.meetingId));
					if (!item || !meeting || !visitor) return null;
					const actor = await actorOf(tx, visitor.accountId, meeting.partnershipId);
					if (!actor || !(await mayEnter(tx, actor, item.compartmentId))) return null;
					return followerOf(tx, meeting, visitor);
				}),
			fill: (id) => fillExempt(services, writer, id),
		},
	};
}

async function fillExempt(
	services: PartServices,
	writer: LiveWriter,
	itemId: string,
): Promise<void> {
	const item = await reading(services, (tx) => exemptItemById(tx, itemId));
	if (item) await writer.fill(item.meetingId);
}

async function followerOf(
	tx: Reading,
	meeting: Meeting,
	visitor: Visitor | null,
): Promise<Entry | null> {
	if (!visitor) return null;
	const actor = await actorOf(tx, visitor.accountId, meeting.partnershipId);
	if (!actor) return null;
	const standing = await standingOf(tx, actor, meeting.bodyId);
	if (!can(standing, 'live.follow')) return null;
	return entryOf(tx, actor, standing, 'read', visitor);
}
