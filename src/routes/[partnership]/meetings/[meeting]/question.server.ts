import type { RequestEvent } from '@sveltejs/kit';
import { Refusal, isRefusal } from '#domain/kernel/refusal.ts';
import { isAnswerField, type Field } from '#domain/decisions/answer.ts';
import type { QuestionForVoter } from '#domain/decisions/question-shown.ts';
import { asOne, type Told } from '#domain/live/told.ts';
import { questionForVoter } from '#server/decisions/question-views.ts';
import { sentenceOf } from '../../../answer.server.ts';
import { acting, here } from '../../../here.server.ts';

type Event = Pick<RequestEvent, 'params' | 'locals'>;

/** The question with the reader's own seat and answer; `why` is the sentence for somebody of a seat who has no vote in it. */
export interface OwnAnswer extends Omit<QuestionForVoter, 'why'> {
	readonly why: string | null;
}

/** The reader's part in the question that the screens speak of; null when there is none. */
export async function answerFor(event: Event, told: Told): Promise<OwnAnswer | null> {
	const { current } = asOne(told.topics, told.exempt).questions;
	return current ? answerIn(event, current.id) : null;
}

/** The reader's part in this question, for the seat asked for where they vote for several; null when there is no such question for them. */
export async function answerIn(
	event: Event,
	questionId: string,
	seatId?: string,
): Promise<OwnAnswer | null> {
	try {
		const actor = acting(await here(event));
		const found = await questionForVoter(event.locals.app, actor, questionId, seatId);
		const { why } = found;
		return { ...found, why: why && sentenceOf(new Refusal(why.code, why.values)) };
	} catch (refusal) {
		if (isRefusal(refusal)) return null;
		throw refusal;
	}
}

/** The fields of a ballot in a form or an address. */
export function answerFields(from: FormData | URLSearchParams): Field[] {
	const fields: Field[] = [];
	for (const [name, value] of from)
		if (typeof value === 'string' && isAnswerField(name)) fields.push([name, value]);
	return fields;
}
