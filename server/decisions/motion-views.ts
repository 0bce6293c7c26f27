import type { MotionBrief } from '#domain/decisions/shown.ts';
import type { Text } from '#domain/kernel/text.ts';
import { can } from '#domain/partnerships/policy.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { meetingById, meetingBySlug } from '../meetings/meeting-store.ts';
import { namesIn } from '../partnerships/person-store.ts';
import { constitutionOf, organisationsOf, standingOf } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { motionsOfMeeting } from './motion-store.ts';
import { pollsOfMeeting } from './poll-store.ts';
import type { Viewer } from './views.ts';

/** The motions of a meeting by item and code; exempt ones too, for callers that sort out who sees what. */
export async function motionBriefs(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<MotionBrief[]> {
	const meeting = await meetingById(tx, partnershipId, meetingId);
	if (!meeting) return [];
	const constitution = await constitutionOf(tx, partnershipId, meeting.bodyId);
	const polls = await pollsOfMeeting(tx, partnershipId, meetingId);
	const motions = await motionsOfMeeting(tx, partnershipId, meetingId);
	const names = await namesIn(tx, partnershipId);
	return motions.map((motion) => {
		const poll = polls.findLast((each) => each.motionId === motion.id);
		const pending = poll && poll.state.state !== 'shown' ? poll.state.state : null;
		return {
			motionId: motion.id,
			itemId: motion.itemId,
			code: motion.code,
			title: motion.title,
			text: motion.text,
			decisionClass: motion.decisionClass,
			effect: motion.effect,
			mover: motion.moverPersonId ? (names.get(motion.moverPersonId) ?? null) : null,
			noticeGivenOn: motion.noticeGivenOn,
			rule: constitution
				? {
						threshold: constitution.rules.thresholds[motion.decisionClass],
						tie: constitution.rules.tie,
					}
				: null,
			state: pending ?? (motion.state === 'polled' ? 'closed' : motion.state),
			pollId:
				polls.findLast((each) => each.motionId === motion.id && !each.amendmentId)?.id ?? null,
			compartmentId: motion.compartmentId,
		};
	});
}

/** The motions of a meeting, or of one of its items, that the viewer may see. */
export async function motionsOf(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	where: { meetingId: string; itemId?: string },
): Promise<MotionBrief[]> {
	return reading(services, async (tx) => {
		const seen: MotionBrief[] = [];
		for (const motion of await motionBriefs(tx, viewer.partnershipId, where.meetingId)) {
			if (where.itemId !== undefined && motion.itemId !== where.itemId) continue;
			if (await maySee(tx, viewer.actor, motion)) seen.push(motion);
		}
		return seen;
	});
}

/** The motions of a meeting that the viewer may see, and what they may put down. Undefined for a meeting that is not there for them. */
export async function motionsPage(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	slug: string,
): Promise<
	| {
			readonly meeting: { readonly id: string; readonly slug: string; readonly startsAt: Date };
			readonly items: readonly { id: string; number: number; title: Text | null; taken: boolean }[];
			readonly motions: readonly MotionBrief[];
			readonly organisations: readonly { id: string; name: Text }[];
			readonly mayPropose: boolean;
	  }
	| undefined
> {
	return reading(services, async (tx) => {
		const { partnershipId, actor } = viewer;
		const meeting = await meetingBySlug(tx, partnershipId, slug);
		if (!meeting) return undefined;
		const standing = actor && (await standingOf(tx, actor, meeting.bodyId));
		if (!standing && meeting.status === 'draft') return undefined;
		const motions: MotionBrief[] = [];
		for (const motion of await motionBriefs(tx, partnershipId, meeting.id))
			if ((standing || motion.state !== 'draft') && (await maySee(tx, actor, motion)))
				motions.push(motion);
		const items = [];
		for (const item of await itemsOf(tx, partnershipId, meeting.id))
			if (await maySee(tx, actor, item))
				items.push({
					id: item.id,
					number: item.number,
					title: item.compartmentId === null ? item.title : null,
					taken: item.state === 'done',
				});
		return {
			meeting: { id: meeting.id, slug: meeting.slug, startsAt: meeting.startsAt },
			items,
			motions,
			organisations: (await organisationsOf(tx, partnershipId)).map(({ id, name }) => ({
				id,
				name,
			})),
			mayPropose: meeting.status !== 'ended' && can(standing, 'decisions.propose'),
		};
	});
}
