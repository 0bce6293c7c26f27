import { error, redirect } from '@sveltejs/kit';
import { answerFrom, fieldsOf, type Answer } from '#domain/decisions/answer.ts';
import { isRefusal } from '#domain/kernel/refusal.ts';
import type { Asked } from '#domain/decisions/question.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { castAnswer } from '#server/decisions/question-commands.ts';
import { answer, formOf } from '../../../../../../../answer.server.ts';
import { acting, here } from '../../../../../../../here.server.ts';
import { asVoter, field, idFrom, meetingBase } from '../../../../following.server.ts';
import { answerFields, answerIn } from '../../../../question.server.ts';
import { placeFrom } from '../../../vote/place.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const found = await asVoter(event);
	const { searchParams } = event.url;
	const from = placeFrom(searchParams.get('from'));
	const seat = searchParams.get('seat') ?? undefined;
	const own = await answerIn(event, event.params.question, seat);
	if (!own) error(404);
	if (own.question.ballot === 'secret')
		redirect(303, localizeHref(`${found.base}/secret/${event.params.question}`));
	const said = saidIn(own.question.asked, searchParams);
	const back = `${found.base}/follow/question/${event.params.question}?from=${from}&seat=${own.seat?.seatId ?? ''}`;
	if (!said) redirect(303, localizeHref(back));
	const fields = fieldsOf(own.question.asked, said).map(([name, value]) => ({ name, value }));
	return {
		...found,
		bare: true,
		own,
		said,
		fields,
		back: `${back}&${new URLSearchParams(fields.map(({ name, value }) => [name, value]))}`,
		/** Sent twice, the ballot is recorded once. */
		key: crypto.randomUUID(),
	};
};

/** What the address says, or null where it says nothing that may be cast. */
function saidIn(asked: Asked, from: URLSearchParams): Answer | null {
	try {
		return answerFrom(asked, answerFields(from));
	} catch (refusal) {
		if (isRefusal(refusal)) return null;
		throw refusal;
	}
}

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			const actor = acting(await here(event));
			const { seatId } = await castAnswer(
				event.locals.app,
				actor,
				{
					questionId: event.params.question,
					seatId: idFrom(form, 'seatId'),
					fields: answerFields(form),
				},
				field(form, 'key') ? idFrom(form, 'key') : undefined,
			);
			const from = placeFrom(event.url.searchParams.get('from'));
			redirect(
				303,
				localizeHref(
					`${meetingBase(event)}/follow/question/${event.params.question}/done?from=${from}&seat=${seatId}`,
				),
			);
		});
	},
};
