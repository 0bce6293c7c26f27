import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { answerFrom, fieldsOf, isAnswerField, type Field } from '#domain/decisions/answer.ts';
import { notFound } from '#domain/kernel/refusal.ts';
import { answerNomination, nominate, writeStatement } from '#server/decisions/call-election.ts';
import { questionKeyLost } from '#server/decisions/prepare-urn.ts';
import { electionPage } from '#server/decisions/election-views.ts';
import {
	castInElection,
	castSecretInElection,
	decideElection,
	goOnWithElection,
} from '#server/decisions/run-election.ts';
import { answer, formOf, word } from '../../../answer.server.ts';
import { acting, here } from '../../../here.server.ts';
import { originOf } from '../../../sign-in/enter.server.ts';
import { idIn, manage, textFrom } from '../../managing.server.ts';
import { proxyActs } from '../../proxy-acts.server.ts';
import type { Actions, PageServerLoad } from './$types';

const numberOf = (params: { election: string }) => params.election.replace('-', '/');

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const view = await electionPage(event.locals.app, viewer, numberOf(event.params));
	if (!view) error(404);
	return {
		view,
		lost:
			view.sealedTo !== null && (await questionKeyLost(event.locals.app, view.sealedTo.questionId)),
		/** The seat whose vote has just been recorded. */
		recorded: event.url.searchParams.get('recorded'),
		/** Sent twice, a vote is recorded once. */
		key: crypto.randomUUID(),
	};
};

const linkOf = (event: Pick<RequestEvent, 'locals' | 'url'>) =>
	`${originOf(event)}${event.url.pathname}`;

function saidIn(form: FormData): Field[] {
	return [...form].flatMap(([name, value]): Field[] =>
		isAnswerField(name) && typeof value === 'string' ? [[name, value]] : [],
	);
}

export const actions: Actions = {
	...proxyActs,
	/** What is about to be cast, once more before it is: nothing is recorded here. */
	check: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		return answer(form, async () => {
			const { partnershipId } = acting(where);
			const viewer = { partnershipId, actor: where.actor };
			const view = await electionPage(event.locals.app, viewer, numberOf(event.params));
			const seatId = idIn(form, 'seatId');
			if (!view?.asked || !view.seats.some((seat) => seat.seatId === seatId)) throw notFound();
			const said = answerFrom(view.asked, saidIn(form));
			return { checking: { seatId, answer: said, fields: fieldsOf(view.asked, said) } };
		});
	},
	vote: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const seatId = idIn(form, 'seatId');
		const answered = await answer(form, () =>
			castInElection(
				event.locals.app,
				acting(where),
				{
					electionId: idIn(form, 'electionId'),
					seatId,
					fields: saidIn(form),
					link: linkOf(event),
				},
				idIn(form, 'key') || undefined,
			),
		);
		if (!('reference' in answered)) return answered;
		redirect(303, `${event.url.pathname}?recorded=${seatId}`);
	},
	nominate: (event) =>
		manage(event, ({ app, actor, form }) =>
			nominate(app, actor, {
				electionId: idIn(form, 'electionId'),
				personId: idIn(form, 'personId'),
				link: linkOf(event),
			}),
		),
	say: (event) =>
		manage(event, ({ app, actor, form }) =>
			answerNomination(app, actor, {
				electionId: idIn(form, 'electionId'),
				act: word(form, 'act'),
			}),
		),
	statement: (event) =>
		manage(event, ({ app, actor, form }) =>
			writeStatement(app, actor, {
				electionId: idIn(form, 'electionId'),
				statement: textFrom(form, 'statement'),
			}),
		),
	/** A secret ballot: sealed on the device, or by the server on receipt. Its choice is never sent back into a page. */
	put: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const seatId = idIn(form, 'seatId');
		const answered = await answer(form, async () => ({
			put: {
				seatId,
				...(await castSecretInElection(event.locals.app, acting(where), {
					electionId: idIn(form, 'electionId'),
					seatId,
					fields: saidIn(form),
					sealed: word(form, 'sealed'),
					link: linkOf(event),
				})),
			},
		}));
		if (!('put' in answered)) return fail(answered.status, { ...answered.data, typed: { seatId } });
		return answered;
	},
	decide: (event) =>
		manage(event, ({ app, actor, form }) =>
			decideElection(app, actor, {
				electionId: idIn(form, 'electionId'),
				act: word(form, 'act'),
				reason: word(form, 'reason'),
				link: linkOf(event),
			}),
		),
	goOn: (event) =>
		manage(event, ({ app, actor, form }) =>
			goOnWithElection(app, actor, {
				electionId: idIn(form, 'electionId'),
				link: linkOf(event),
			}),
		),
};
