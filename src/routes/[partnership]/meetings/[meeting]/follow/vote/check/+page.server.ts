import { redirect } from '@sveltejs/kit';
import { choices } from '#domain/decisions/ballot.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { castBallot } from '#server/decisions/commands.ts';
import { answer, formOf } from '../../../../../../answer.server.ts';
import { acting, here } from '../../../../../../here.server.ts';
import { ballotIn } from '../../../ballot.server.ts';
import { asVoter, field, idFrom, meetingBase } from '../../../following.server.ts';
import { placeFrom } from '../place.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
	const found = await asVoter(event);
	const { searchParams } = event.url;
	const pollId = searchParams.get('poll') ?? '';
	const from = placeFrom(searchParams.get('from'));
	const choice = choices.find((each) => each === searchParams.get('choice'));
	const seat = searchParams.get('seat') ?? undefined;
	const ballot = uuid.test(pollId) ? await ballotIn(event, pollId, seat) : null;
	if (!ballot || !choice) redirect(303, localizeHref(`${found.base}/follow/vote?from=${from}`));
	return {
		...found,
		bare: true,
		from,
		choice,
		ballot,
		/** Sent twice, the ballot is recorded once. */
		key: crypto.randomUUID(),
	};
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			const actor = acting(await here(event));
			const { pollId, seatId } = await castBallot(
				event.locals.app,
				actor,
				{
					pollId: idFrom(form, 'pollId'),
					seatId: idFrom(form, 'seatId'),
					choice: form.get('choice'),
				},
				field(form, 'key') ? idFrom(form, 'key') : undefined,
			);
			const query = new URLSearchParams({
				poll: pollId,
				seat: seatId,
				from: placeFrom(event.url.searchParams.get('from')),
			});
			redirect(303, localizeHref(`${meetingBase(event)}/follow/vote/done?${query}`));
		});
	},
};
