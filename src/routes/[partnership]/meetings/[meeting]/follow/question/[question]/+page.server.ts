import { error, redirect } from '@sveltejs/kit';
import { answerFrom, fieldsOf } from '#domain/decisions/answer.ts';
import { notFound } from '#domain/kernel/refusal.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { answer, formOf } from '../../../../../../answer.server.ts';
import { asVoter, field, idFrom, meetingBase } from '../../../following.server.ts';
import { answerFields, answerIn } from '../../../question.server.ts';
import { placeFrom } from '../../vote/place.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const found = await asVoter(event);
	const { searchParams } = event.url;
	const seat = searchParams.get('seat') ?? undefined;
	const own = await answerIn(event, event.params.question, seat);
	if (!own) error(404);
	if (own.question.ballot === 'secret')
		redirect(303, localizeHref(`${found.base}/secret/${event.params.question}`));
	const said = answerFields(searchParams);
	const before = own.ballot ? fieldsOf(own.question.asked, own.ballot.answer) : [];
	return {
		...found,
		bare: true,
		from: placeFrom(searchParams.get('from')),
		/** What comes back from checking, else what is recorded. */
		chosen: Object.fromEntries(said.length > 0 ? said : before),
		own,
	};
};

export const actions: Actions = {
	/** Nothing is cast here: what is said goes on to be checked. */
	default: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			const own = await answerIn(event, event.params.question);
			if (!own) throw notFound();
			const { asked } = own.question;
			const query = new URLSearchParams([
				...fieldsOf(asked, answerFrom(asked, answerFields(form))).map(([name, value]) => [
					name,
					value,
				]),
				['seat', idFrom(form, 'seatId')],
				['from', placeFrom(field(form, 'from'))],
			]);
			redirect(
				303,
				localizeHref(
					`${meetingBase(event)}/follow/question/${event.params.question}/check?${query}`,
				),
			);
		});
	},
};
