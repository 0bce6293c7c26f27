import type { Viewer } from '../actions/views.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import { reading, type Services } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { decisionsOf } from './decision-store.ts';

/** Where an action comes from, for its page: the decision that it carries out, the meeting that agreed it. */
export async function originOfAction(
	services: Pick<Services, 'db'>,
	{ partnershipId, actor }: Viewer,
	action: { readonly decisionId: string | null; readonly meetingId: string | null },
): Promise<{
	decision: string | null;
	meeting: { slug: string; startsAt: Date } | null;
}> {
	return reading(services, async (tx) => {
		const decision =
			action.decisionId !== null &&
			(await decisionsOf(tx, partnershipId)).find(({ id }) => id === action.decisionId);
		const meeting =
			action.meetingId !== null && (await meetingById(tx, partnershipId, action.meetingId));
		return {
			decision: decision && (await maySee(tx, actor, decision)) ? decision.number : null,
			meeting: meeting ? { slug: meeting.slug, startsAt: meeting.startsAt } : null,
		};
	});
}
