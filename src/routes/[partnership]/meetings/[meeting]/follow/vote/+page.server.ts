import { redirect } from '@sveltejs/kit';
import { choiceFrom, choices } from '#domain/decisions/ballot.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { answer, formOf } from '../../../../../answer.server.ts';
import { ballotFor } from '../../ballot.server.ts';
import { asVoter, field, idFrom, meetingBase } from '../../following.server.ts';
import { placeFrom } from './place.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const found = await asVoter(event);
	const { searchParams } = event.url;
	return {
		...found,
		bare: true,
		from: placeFrom(searchParams.get('from')),
		chosen: choices.find((choice) => choice === searchParams.get('choice')) ?? null,
		ballot: await ballotFor(event, found.told, searchParams.get('seat') ?? undefined),
	};
};

export const actions: Actions = {
	/** Nothing is cast here: a choice goes on to be checked. */
	default: async (event) => {
		const form = await formOf(event.request);
		return answer(form, () => {
			const query = new URLSearchParams({
				poll: idFrom(form, 'pollId'),
				seat: idFrom(form, 'seatId'),
				choice: choiceFrom(form.get('choice')),
				from: placeFrom(field(form, 'from')),
			});
			redirect(303, localizeHref(`${meetingBase(event)}/follow/vote/check?${query}`));
		});
	},
};
