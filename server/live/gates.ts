import { exemptTopicNames, topicNames } from '#domain/live/topics.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { actorOf, constitutionOf, standingOf } from '../partnerships/store.ts';
import { reading, type Reading } from '../platform/tx.ts';
import type { DerivedKind, Entry, PartServices, Roots, Visitor } from '../relay/relay.ts';
import { exemptItemById, meetingById, nameAndColour, type MeetingRef } from './store.ts';
import { mayEnter } from '../compartments/views.ts';
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
					const ref = await meetingById(tx, id);
					return ref ? followerOf(tx, ref, visitor) : null;
				}),
			fill: (id) => writer.fill(id),
		},
		gallery: {
			stored: false,
			roots: rootsOf(topicNames),
			gate: (id) =>
				reading(services, async (tx) => {
					const ref = await meetingById(tx, id);
					return ref && (await isPublic(tx, ref)) ? publicEntry : null;
				}),
			fill: (id) => writer.fill(id),
		},
		'exempt-live': {
			stored: false,
			roots: rootsOf(exemptTopicNames),
			gate: (id, visitor) =>
				reading(services, async (tx) => {
					const item = await exemptItemById(tx, id);
					const ref = item && (await meetingById(tx, item.meetingId));
					if (!item || !ref || !visitor) return null;
					const actor = await actorOf(tx, visitor.accountId, ref.partnershipId);
					if (!actor || !(await mayEnter(tx, actor, item.compartmentId))) return null;
					return followerOf(tx, ref, visitor);
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

/** Whether the public may look on: once an agenda is published, where the rules open the meetings. */
export async function isPublic(tx: Reading, ref: MeetingRef): Promise<boolean> {
	if (ref.agendaVersion === 0) return false;
	const constitution = await constitutionOf(tx, ref.partnershipId, ref.bodyId);
	return constitution !== undefined && constitution.rules.public.access !== 'closed';
}

async function followerOf(
	tx: Reading,
	ref: MeetingRef,
	visitor: Visitor | null,
): Promise<Entry | null> {
	if (!visitor) return null;
	const actor = await actorOf(tx, visitor.accountId, ref.partnershipId);
	if (!actor) return null;
	const standing = await standingOf(tx, actor, ref.bodyId);
	if (!can(standing, 'live.follow')) return null;
	const { name, colour } = await nameAndColour(tx, actor);
	return { access: 'read', name, role: roleOf(standing), colour, personId: actor.personId };
}

const roleOf = (standing: Standing | null): string => standing?.roles[0] ?? '';
