import { redirect } from '@sveltejs/kit';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { asVoter } from '../../../../following.server.ts';
import { answerIn } from '../../../../question.server.ts';
import { placeFrom } from '../../../vote/place.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const found = await asVoter(event);
	const from = placeFrom(event.url.searchParams.get('from'));
	const seat = event.url.searchParams.get('seat') ?? undefined;
	const own = await answerIn(event, event.params.question, seat);
	// Nothing is called recorded that the server has not stored.
	if (!own?.ballot) redirect(303, localizeHref(`${found.base}/follow?from=${from}`));
	const { question, ballot, others } = own;
	return { ...found, bare: true, from, question, ballot, others, seat: own.seat };
};
