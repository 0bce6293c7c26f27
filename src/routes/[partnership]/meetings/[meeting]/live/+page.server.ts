import { ownActs } from '../acts.server.ts';
import { asMember } from '../following.server.ts';
import { ballotFor } from '../ballot.server.ts';
import { answerFor } from '../question.server.ts';
import { minutesForming } from '../minutes-forming.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const found = await asMember(event);
	return {
		...found,
		wide: true,
		ballot: await ballotFor(event, found.told),
		answer: await answerFor(event, found.told),
		minutes: await minutesForming(event),
	};
};

export const actions: Actions = ownActs;
