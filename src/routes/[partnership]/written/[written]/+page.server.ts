import { error, redirect } from '@sveltejs/kit';
import { notFound } from '#domain/kernel/refusal.ts';
import { choiceFrom, type Choice } from '#domain/decisions/ballot.ts';
import {
	answerInWriting,
	enterInWriting,
	leaveForInterest,
	objectInWriting,
} from '#server/decisions/answer-in-writing.ts';
import { castInWriting, closeWriting } from '#server/decisions/settle-written.ts';
import { writtenPage } from '#server/decisions/written-views.ts';
import { answer, formOf, word } from '../../../answer.server.ts';
import { acting, here } from '../../../here.server.ts';
import { idIn, manage } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const number = event.params.written.replace('-', '/');
	const view = await writtenPage(event.locals.app, viewer, number);
	if (!view) error(404);
	return {
		view,
		/** The seat whose answer has just been recorded. */
		recorded: event.url.searchParams.get('recorded'),
		/** Sent twice, an answer is recorded once. */
		key: crypto.randomUUID(),
	};
};

const ofSeat = (form: FormData) => ({
	procedureId: idIn(form, 'procedureId'),
	seatId: idIn(form, 'seatId'),
});

export interface Checking {
	readonly seatId: string;
	readonly choice: Choice;
	readonly reason: string;
}

export const actions = {
	/** What is about to be sent, once more before it is: nothing is recorded here. */
	check: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		return answer(form, async () => {
			const { partnershipId } = acting(where);
			const number = event.params.written.replace('-', '/');
			const viewer = { partnershipId, actor: where.actor };
			const seatId = idIn(form, 'seatId');
			const view = await writtenPage(event.locals.app, viewer, number);
			if (!view?.mine.some((seat) => seat.seatId === seatId)) throw notFound();
			const checking: Checking = {
				seatId,
				choice: choiceFrom(word(form, 'choice')),
				reason: word(form, 'reason').slice(0, 1000),
			};
			return { checking };
		});
	},
	vote: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const of = ofSeat(form);
		const answered = await answer(form, () =>
			answerInWriting(
				event.locals.app,
				acting(where),
				{ ...of, choice: word(form, 'choice'), reason: word(form, 'reason') },
				idIn(form, 'key') || undefined,
			),
		);
		if (!('reference' in answered)) return answered;
		redirect(303, `${event.url.pathname}?recorded=${of.seatId}`);
	},
	interest: (event) =>
		manage(event, ({ app, actor, form }) =>
			leaveForInterest(app, actor, { ...ofSeat(form), interest: word(form, 'interest') }),
		),
	object: (event) =>
		manage(event, ({ app, actor, form }) =>
			objectInWriting(app, actor, { ...ofSeat(form), reason: word(form, 'objection') }),
		),
	enter: (event) =>
		manage(event, ({ app, actor, form }) =>
			enterInWriting(app, actor, {
				...ofSeat(form),
				choice: word(form, 'choice'),
				channel: word(form, 'channel'),
			}),
		),
	close: (event) =>
		manage(event, ({ app, actor, form }) =>
			closeWriting(app, actor, { procedureId: idIn(form, 'procedureId') }),
		),
	casting: (event) =>
		manage(event, ({ app, actor, form }) =>
			castInWriting(app, actor, {
				procedureId: idIn(form, 'procedureId'),
				castingVote: word(form, 'castingVote'),
			}),
		),
} satisfies Actions;
