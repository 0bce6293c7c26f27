import type { Block } from '#domain/documents/rich-text.ts';
import type { Locale } from '#domain/kernel/text.ts';
import { minutesWords } from '#domain/meetings/minutes-words.ts';
import { leadLine, line } from '#domain/meetings/minutes.ydoc.ts';
import type { MinutedPoll, MinutedResult } from './minutes-store.ts';

/** The result of a recorded vote as the minutes tell it: the sentence, then every line by name. */
export function resultBlocks(
	eventId: string,
	poll: MinutedPoll,
	result: MinutedResult,
	locale: Locale,
): Block[] {
	const words = minutesWords(locale);
	const blocks = [
		leadLine(
			eventId,
			words.result,
			words.count({
				carried: result.outcome === 'carried',
				for: result.counts.for,
				against: result.counts.against,
				abstained: result.counts.abstained,
				needed: result.threshold.needed,
			}),
		),
	];
	if (result.hands)
		blocks.push(
			line(eventId, words.hands(result.hands.for, result.hands.against, result.hands.abstained)),
		);
	if (result.paper) blocks.push(line(eventId, words.paper(result.paper)));
	if (result.sectors)
		blocks.push(
			line(
				eventId,
				words.sectors(result.sectors.reached, result.sectors.needed, result.sectors.lines.length),
			),
		);
	if (result.tie?.rule === 'casting_vote_of_chair' && result.tie.goes)
		blocks.push(line(eventId, words.castingVote(result.tie.goes)));
	if (poll.reason !== null) blocks.push(line(eventId, words.chairReason(poll.reason)));
	if (poll.recused.length > 0) blocks.push(line(eventId, words.tookNoPart(poll.recused)));
	if (poll.secret) {
		blocks.push(line(eventId, words.secretBallot));
		return blocks;
	}
	const names = (kept: (vote: MinutedPoll['votes'][number]) => boolean) =>
		poll.votes
			.filter(kept)
			.map(({ name, byProxy }) => (byProxy === null ? name : words.byProxy(name, byProxy)))
			.join(', ') || words.nobody;
	blocks.push(
		leadLine(
			eventId,
			words.for,
			names((vote) => vote.choice === 'for'),
		),
		leadLine(
			eventId,
			words.against,
			names((vote) => vote.choice === 'against'),
		),
		leadLine(
			eventId,
			words.abstained,
			names((vote) => vote.choice === 'abstain'),
		),
		leadLine(
			eventId,
			words.presentNotVoting,
			names((vote) => vote.present && vote.choice === null),
		),
		leadLine(
			eventId,
			words.absent,
			names((vote) => !vote.present),
		),
	);
	return blocks;
}
