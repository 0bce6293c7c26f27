import type { Topics } from '#domain/live/topics.ts';

/** Of all that a screen shows, what somebody who can't look at it must be told when it changes. */
export interface Heard {
	/** The poll and how far it is; empty for none. */
	readonly vote: string;
	readonly speaking: boolean;
	readonly next: boolean;
	readonly lost: boolean;
}

export type SayingName =
	'vote_open' | 'vote_paused' | 'vote_closed' | 'result' | 'may_speak' | 'next' | 'lost' | 'back';

export interface Saying {
	readonly name: SayingName;
	/** A newer saying of a topic replaces one not yet said. */
	readonly topic: 'vote' | 'queue' | 'connection';
	readonly priority: 'alert' | 'polite';
}

/** What the topics hold for this person to hear; null for the public. `lost`: the screen hears nothing any more. */
export function heardOf(
	{ poll, questions, queue }: Pick<Topics, 'poll' | 'questions' | 'queue'>,
	personId: string | null,
	lost = false,
): Heard {
	return {
		vote: voteHeard(poll, questions),
		speaking: personId !== null && queue.speaking?.personId === personId,
		next: personId !== null && queue.waiting[0]?.personId === personId,
		lost,
	};
}

/** The vote that screens speak of: a question that is asked, the one shown last, else the poll. */
function voteHeard(poll: Topics['poll'], { current, results }: Topics['questions']): string {
	if (current) return `${current.id} ${current.state}`;
	const shown = results.at(-1);
	if (shown && shown.shownAt > (poll?.openedAt ?? 0)) return `${shown.questionId} shown`;
	return poll ? `${poll.id} ${poll.shown ? 'shown' : poll.pausedBy ? 'paused' : poll.state}` : '';
}

/** The few things that can't wait: the vote, one's turn, the connection. */
export function sayings(was: Heard, now: Heard): readonly Saying[] {
	const said: Saying[] = [];
	if (now.vote !== was.vote) {
		if (now.vote.endsWith(' open'))
			said.push({ name: 'vote_open', topic: 'vote', priority: 'alert' });
		else if (now.vote.endsWith(' paused'))
			said.push({ name: 'vote_paused', topic: 'vote', priority: 'polite' });
		else if (was.vote.endsWith(' open') || was.vote.endsWith(' paused'))
			said.push({ name: 'vote_closed', topic: 'vote', priority: 'polite' });
		else if (now.vote.endsWith(' shown'))
			said.push({ name: 'result', topic: 'vote', priority: 'polite' });
	}
	if (now.speaking && !was.speaking)
		said.push({ name: 'may_speak', topic: 'queue', priority: 'alert' });
	else if (now.next && !was.next) said.push({ name: 'next', topic: 'queue', priority: 'polite' });
	if (now.lost && !was.lost) said.push({ name: 'lost', topic: 'connection', priority: 'alert' });
	else if (was.lost && !now.lost)
		said.push({ name: 'back', topic: 'connection', priority: 'polite' });
	return said;
}
