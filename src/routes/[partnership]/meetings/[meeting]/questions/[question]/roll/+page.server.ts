import { error, redirect } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { recordAnswer, recordQuestionHands } from '#server/decisions/question-commands.ts';
import { questionRollView } from '#server/decisions/question-views.ts';
import { answer, formOf } from '../../../../../../answer.server.ts';
import { acting, here } from '../../../../../../here.server.ts';
import { field, idFrom, meetingBase } from '../../../following.server.ts';
import { answerFields } from '../../../question.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const where = await here(event);
	try {
		const actor = acting(where);
		const { question, lines, hands } = await questionRollView(
			event.locals.app,
			actor,
			event.params.question,
		);
		const seatId = event.url.searchParams.get('seat');
		return {
			question,
			lines,
			hands,
			line: lines.find((line) => line.seatId === seatId && line.present) ?? null,
			base: meetingBase(event),
		};
	} catch (refusal) {
		if (isRefusal(refusal)) error(404);
		throw refusal;
	}
};

export const actions: Actions = {
	hands: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			await recordQuestionHands(event.locals.app, acting(await here(event)), {
				questionId: event.params.question,
				typed: (name) => form.get(name),
			});
			redirect(303, localizeHref(`${meetingBase(event)}/questions/${event.params.question}/roll`));
		});
	},
	/** Leads back to the same seat, where what was recorded is read back. */
	record: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			const { seatId } = await recordAnswer(event.locals.app, acting(await here(event)), {
				questionId: event.params.question,
				seatId: idFrom(form, 'seatId'),
				fields: answerFields(form),
				channel: field(form, 'channel'),
			});
			const { question } = event.params;
			redirect(
				303,
				localizeHref(`${meetingBase(event)}/questions/${question}/roll?seat=${seatId}`),
			);
		});
	},
};
