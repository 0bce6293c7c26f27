import { redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { ownActs } from '../../../acts.server.ts';
import { ballotIn } from '../../../ballot.server.ts';
import { asVoter } from '../../../following.server.ts';
import { placeFrom } from '../place.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
	const found = await asVoter(event);
	const pollId = event.url.searchParams.get('poll') ?? '';
	const from = placeFrom(event.url.searchParams.get('from'));
	const seat = event.url.searchParams.get('seat') ?? undefined;
	const ballot = uuid.test(pollId) ? await ballotIn(event, pollId, seat) : null;
	// Nothing is called recorded that the server has not stored.
	if (!ballot?.ballot) redirect(303, localizeHref(`${found.base}/follow/vote?from=${from}`));
	return {
		...found,
		bare: true,
		from,
		poll: ballot.poll,
		own: ballot.ballot,
		seat: ballot.seat,
		others: ballot.others,
	};
};

export const actions: Actions = ownActs;
