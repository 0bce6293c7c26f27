import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { OwnChannel } from '#domain/decisions/ballot.ts';
import { castBallot, castForDevice } from '#server/decisions/commands.ts';
import { castAnswer, castAnswerForDevice } from '#server/decisions/question-commands.ts';
import { votingNow } from '#server/decisions/voting-now.ts';
import { sentenceOf } from '../../../answer.server.ts';
import { field, idFrom } from './following.server.ts';
import { answerFields } from './question.server.ts';

type Serving = App.Locals['app'];

/** What is open to somebody with a card, with why they have no vote in it as a sentence. */
export async function openToCard(app: Serving, actor: Actor, meetingId: string, seatId?: string) {
	const vote = await votingNow(app, actor, meetingId, seatId);
	if (!vote) return null;
	const { why } = vote.own;
	return { ...vote, why: why && sentenceOf(new Refusal(why.code, why.values)) };
}

/** Casts what the form of a card says, on a motion or a question. Answers the reference, or a secret ballot's code. */
export async function castFromCard(
	app: Serving,
	actor: Actor,
	form: FormData,
	channel: OwnChannel,
): Promise<{ reference: string; secret: boolean }> {
	const seatId = idFrom(form, 'seatId');
	const key = field(form, 'key') ? idFrom(form, 'key') : undefined;
	if (field(form, 'questionId') !== '') {
		const questionId = idFrom(form, 'questionId');
		const given = { questionId, seatId, fields: answerFields(form), channel };
		if (field(form, 'secret') === 'on') {
			const { code, meetingId } = await castAnswerForDevice(app, actor, given);
			if (meetingId !== null) app.live.writer.markBallot(meetingId);
			return { reference: code, secret: true };
		}
		return { reference: (await castAnswer(app, actor, given, key)).reference, secret: false };
	}
	const given = { pollId: idFrom(form, 'pollId'), seatId, choice: form.get('choice') };
	if (field(form, 'secret') === 'on') {
		const { code, meetingId } = await castForDevice(app, actor, given);
		app.live.writer.markBallot(meetingId);
		return { reference: code, secret: true };
	}
	return {
		reference: (await castBallot(app, actor, { ...given, channel }, key)).reference,
		secret: false,
	};
}
