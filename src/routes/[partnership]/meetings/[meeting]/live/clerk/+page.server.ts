import { asOne } from '#domain/live/told.ts';
import { questionRollView } from '#server/decisions/question-views.ts';
import { rollView } from '#server/decisions/views.ts';
import { peopleToRecord } from '#server/live/views.ts';
import { acting, here } from '../../../../../here.server.ts';
import { chairActs, clerkActs, ownActs } from '../../acts.server.ts';
import { minutesForming } from '../../minutes-forming.server.ts';
import { asMember, elsewhere } from '../../following.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const found = await asMember(event);
	if (!found.me.can.recordAttendance) elsewhere(event, `${found.base}/live`);
	const { app } = event.locals;
	const actor = acting(await here(event));
	const { poll, questions } = asOne(found.told.topics, found.told.exempt);
	const asked = found.me.can.recordBallot ? questions.current : null;
	const rolled = asked && (await questionRollView(app, actor, asked.id));
	return {
		...found,
		wide: true,
		people: await peopleToRecord(app, actor.partnershipId),
		minutes: await minutesForming(event),
		/** Who has not answered the question that is asked: in a practice vote, who still cannot. */
		waiting: rolled?.lines.filter(({ present, voted }) => present && !voted) ?? [],
		/** Whether papers are given out beside the urn of the question that is asked. */
		papers: rolled?.question.ballot === 'secret' && rolled.question.paper,
		roll: poll && found.me.can.recordBallot ? await rollView(app, actor, poll.id) : null,
	};
};

export const actions: Actions = {
	...ownActs,
	...clerkActs,
	call: chairActs.call,
	showInRoom: chairActs.showInRoom,
};
