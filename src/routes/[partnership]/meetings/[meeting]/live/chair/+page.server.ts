import { Refusal } from '#domain/kernel/refusal.ts';
import { asOne } from '#domain/live/told.ts';
import { votesNotReopened } from '#server/decisions/not-reopened.ts';
import { questionKeyLost, urnKeyLost } from '#server/decisions/prepare-urn.ts';
import { preparedFor, questionView } from '#server/decisions/question-views.ts';
import { chairView, plansFor, votesInSecret } from '#server/decisions/views.ts';
import { sentenceOf } from '../../../../../answer.server.ts';
import { acting, here } from '../../../../../here.server.ts';
import { chairActs, ownActs } from '../../acts.server.ts';
import { ballotFor } from '../../ballot.server.ts';
import { questionActs } from '../../question-acts.server.ts';
import { answerFor } from '../../question.server.ts';
import { asMember, elsewhere } from '../../following.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const found = await asMember(event);
	if (!found.me.can.run) elsewhere(event, `${found.base}/live`);
	const { poll, questions, run } = asOne(found.told.topics, found.told.exempt);
	const actor = acting(await here(event));
	const viewer = { partnershipId: actor.partnershipId, actor };
	const asked = questions.current
		? await questionView(event.locals.app, viewer, questions.current.id)
		: undefined;
	const closed = poll?.state === 'closed' && !poll.shown ? poll.id : null;
	const chair = closed ? await chairView(event.locals.app, actor, closed) : null;
	const ballot = await ballotFor(event, found.told);
	return {
		...found,
		wide: true,
		ballot,
		answer: await answerFor(event, found.told),
		desk: asked?.desk ?? null,
		prepared: run.openId
			? await preparedFor(event.locals.app, actor, found.meetingId, run.openId)
			: [],
		secretly: await votesInSecret(event.locals.app, actor.partnershipId, found.meetingId),
		/** The vote whose papers are to be counted or given out. */
		papers: poll && !poll.shown && ballot?.poll.paper ? poll.id : null,
		plans: await plansFor(event.locals.app, actor.partnershipId, found.meetingId),
		castingVoteNeeded: chair?.castingVoteNeeded ?? false,
		quorumLost: chair?.quorumLost ?? false,
		keyLost:
			poll?.state === 'open' &&
			ballot?.poll.ballot === 'secret' &&
			(await urnKeyLost(event.locals.app, poll.id)),
		questionKeyLost:
			questions.current !== null && (await questionKeyLost(event.locals.app, questions.current.id)),
		notReopened: (await votesNotReopened(event.locals.app, actor, found.meetingId)).map((each) => ({
			title: each.title,
			path: `${found.base}/motions/${each.code}`,
			why: { code: each.why.code, text: sentenceOf(new Refusal(each.why.code, each.why.values)) },
		})),
		/** Makes a form that is sent twice one act. */
		key: crypto.randomUUID(),
	};
};

export const actions: Actions = { ...ownActs, ...chairActs, ...questionActs };
