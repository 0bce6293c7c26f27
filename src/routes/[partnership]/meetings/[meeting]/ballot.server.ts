import type { RequestEvent } from '@sveltejs/kit';
import type { PollForVoter } from '#domain/decisions/shown.ts';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { asOne, type Told } from '#domain/live/told.ts';
import { pollForVoter } from '#server/decisions/views.ts';
import { acting, here } from '../../../here.server.ts';
import { sentenceOf } from '../../../answer.server.ts';
import { Refusal } from '#domain/kernel/refusal.ts';

type Event = Pick<RequestEvent, 'params' | 'locals'>;

/** The poll with the reader's own seat and ballot; `why` is the sentence for somebody of a seat who has no vote in it. */
export interface Ballot extends Omit<PollForVoter, 'why'> {
	readonly why: string | null;
}

/** The reader's ballot in the vote that the screens speak of; null when there is none. */
export async function ballotFor(event: Event, told: Told, seatId?: string): Promise<Ballot | null> {
	const { poll } = asOne(told.topics, told.exempt);
	return poll ? ballotIn(event, poll.id, seatId) : null;
}

/** The reader's ballot in this poll, for the seat asked for where they vote for several; null when there is no such poll for them. */
export async function ballotIn(
	event: Event,
	pollId: string,
	seatId?: string,
): Promise<Ballot | null> {
	try {
		const actor = acting(await here(event));
		const found = await pollForVoter(event.locals.app, actor, pollId, seatId);
		const { why } = found;
		return { ...found, why: why && sentenceOf(new Refusal(why.code, why.values)) };
	} catch (refusal) {
		if (isRefusal(refusal)) return null;
		throw refusal;
	}
}
