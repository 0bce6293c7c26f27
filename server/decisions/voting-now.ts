import type { Actor } from '#domain/kernel/actor.ts';
import type { QuestionForVoter } from '#domain/decisions/question-shown.ts';
import type { PollForVoter } from '#domain/decisions/shown.ts';
import { reading, type Services } from '../platform/tx.ts';
import { openPollOfMeeting } from './poll-store.ts';
import { openQuestionOfMeeting } from './question-store.ts';
import { questionForVoter } from './question-views.ts';
import { pollForVoter } from './views.ts';

/** The vote that is open in a meeting, as one person may take part in it. */
export type VotingNow =
	| { readonly kind: 'motion'; readonly own: PollForVoter }
	| { readonly kind: 'question'; readonly own: QuestionForVoter };

/** What somebody may vote on now; null where nothing is open to anybody, or only what is exempt to them. */
export async function votingNow(
	services: Pick<Services, 'db'>,
	actor: Actor,
	meetingId: string,
	seatId?: string,
): Promise<VotingNow | null> {
	const open = await reading(services, async (tx) => ({
		poll: (await openPollOfMeeting(tx, actor.partnershipId, meetingId))?.id,
		question: await openQuestionOfMeeting(tx, actor.partnershipId, meetingId),
	}));
	if (open.question?.state === 'open')
		return {
			kind: 'question',
			own: await questionForVoter(services, actor, open.question.id, seatId),
		};
	if (open.poll !== undefined)
		return { kind: 'motion', own: await pollForVoter(services, actor, open.poll, seatId) };
	return null;
}
