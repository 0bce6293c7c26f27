import type { MotionBrief } from '#domain/decisions/shown.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import { namesIn } from '../partnerships/person-store.ts';
import { constitutionOf } from '../partnerships/store.ts';
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
			pollId: poll?.id ?? null,
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
