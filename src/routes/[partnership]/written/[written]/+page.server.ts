import { error, fail, redirect } from '@sveltejs/kit';
import { notFound } from '#domain/kernel/refusal.ts';
import { choiceFrom, type Choice } from '#domain/decisions/ballot.ts';
import {
	answerInWriting,
	enterInWriting,
	leaveForInterest,
	objectInWriting,
} from '#server/decisions/answer-in-writing.ts';
import {
	castInWritingForDevice,
	castSecretInWriting,
} from '#server/decisions/cast-secret-writing.ts';
import { castInWriting, closeWriting } from '#server/decisions/settle-written.ts';
import { writtenPage } from '#server/decisions/written-views.ts';
import { answer, formOf, word } from '../../../answer.server.ts';
import { acting, here } from '../../../here.server.ts';
import { originOf } from '../../../sign-in/enter.server.ts';
import { idIn, manage } from '../../managing.server.ts';
import { proxyActs } from '../../proxy-acts.server.ts';
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
	...proxyActs,
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
	/** A secret ballot: sealed on the device, or by the server on receipt. Its choice is never sent back into a page. */
	put: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const of = ofSeat(form);
		const sealed = word(form, 'sealed');
		const answered = await answer(form, async () => {
			const { app } = event.locals;
			const actor = acting(where);
			if (sealed === '')
				return {
					put: {
						seatId: of.seatId,
						...(await castInWritingForDevice(app, actor, { ...of, choice: form.get('choice') })),
					},
				};
			await castSecretInWriting(app, actor, { ...of, sealed });
			return { put: { seatId: of.seatId, code: null } };
		});
		if (!('put' in answered))
			return fail(answered.status, { ...answered.data, typed: { seatId: of.seatId } });
		return answered;
	},
	interest: (event) =>
		manage(event, ({ app, actor, form }) =>
			leaveForInterest(app, actor, {
				...ofSeat(form),
				interest: word(form, 'interest'),
				linkTo: (number) =>
					`${originOf(event)}${event.url.pathname.replace(/[^/]*$/, number.replace('/', '-'))}`,
			}),
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
			closeWriting(app, actor, {
				procedureId: idIn(form, 'procedureId'),
				link: `${originOf(event)}${event.url.pathname}`,
			}),
		),
	casting: (event) =>
		manage(event, ({ app, actor, form }) =>
			castInWriting(app, actor, {
				procedureId: idIn(form, 'procedureId'),
				castingVote: word(form, 'castingVote'),
			}),
		),
} satisfies Actions;
