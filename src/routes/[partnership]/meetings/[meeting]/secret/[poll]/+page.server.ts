import { error, fail } from '@sveltejs/kit';
import { castForDevice, castSecretBallot } from '#server/decisions/commands.ts';
import { questionKeyLost, urnKeyLost } from '#server/decisions/prepare-urn.ts';
import { castAnswerForDevice, castSecretAnswer } from '#server/decisions/question-commands.ts';
import { answer, formOf } from '../../../../../answer.server.ts';
import { acting, here } from '../../../../../here.server.ts';
import { ballotIn } from '../../ballot.server.ts';
import { field, idFrom, meetingBase } from '../../following.server.ts';
import { answerFields, answerIn } from '../../question.server.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
	if (!event.locals.account) error(401);
	const seat = event.url.searchParams.get('seat') ?? undefined;
	const { poll: id } = event.params;
	if (!uuid.test(id)) error(404);
	const base = meetingBase(event);
	const ballot = await ballotIn(event, id, seat);
	if (ballot?.poll.ballot === 'secret') {
		const lost = ballot.poll.state === 'open' && (await urnKeyLost(event.locals.app, id));
		return { vote: { kind: 'motion' as const, own: ballot }, lost, base };
	}
	const own = await answerIn(event, id, seat);
	if (own?.question.ballot !== 'secret') error(404);
	return {
		vote: { kind: 'question' as const, own },
		lost: await questionKeyLost(event.locals.app, id),
		base,
	};
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const { app } = event.locals;
		const answered = await answer(form, async () => {
			const actor = acting(where);
			const sealed = field(form, 'sealed');
			const seatId = idFrom(form, 'seatId');
			const put = async () => {
				if (field(form, 'questionId') !== '') {
					const input = { questionId: idFrom(form, 'questionId'), seatId };
					return sealed === ''
						? castAnswerForDevice(app, actor, { ...input, fields: answerFields(form) })
						: { code: null, ...(await castSecretAnswer(app, actor, { ...input, sealed })) };
				}
				const input = { pollId: idFrom(form, 'pollId'), seatId };
				return sealed === ''
					? castForDevice(app, actor, { ...input, choice: form.get('choice') })
					: { code: null, ...(await castSecretBallot(app, actor, { ...input, sealed })) };
			};
			const { code, meetingId } = await put();
			// The turnout goes out on its timer; nothing of it is in the ballot's transaction.
			if (meetingId !== null) app.live.writer.markBallot(meetingId);
			return { code, seatId, cast: true as const };
		});
		// A choice is never sent back into a page: it might stay in a browser's memory.
		if (!('cast' in answered)) return fail(answered.status, { ...answered.data, typed: {} });
		return answered;
	},
};
