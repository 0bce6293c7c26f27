import type { ExemptTopics, TopicName, Topics } from './topics.ts';

/** One answer with every topic: what a page is rendered from, and what a fetch gets until the socket is there. */
export interface Told {
	/** The server's clock when it was read, in milliseconds since 1970. */
	readonly now: number;
	readonly meetingId: string;
	readonly audience: 'members' | 'gallery';
	readonly versions: Readonly<Record<TopicName, number>>;
	readonly topics: Topics;
	/** What the reader may see of the exempt item that is open, by the topics of its own room. */
	readonly exempt: ToldExempt | null;
}

export interface ToldExempt {
	readonly itemId: string;
	readonly topics: ExemptTopics;
}

/**
 * The topics as one picture: where the open item is exempt and the reader is let in, its own topics stand in for the
 * meeting's, and its words in the run order.
 */
export function asOne(topics: Topics, exempt: ToldExempt | null): Topics {
	if (!exempt || topics.run.openId !== exempt.itemId) return topics;
	const inside = exempt.topics;
	return {
		...topics,
		...inside,
		run: {
			openId: topics.run.openId,
			items: topics.run.items.map(
				(item) => inside.run.items.find((each) => each.id === item.id) ?? item,
			),
		},
		questions: {
			current: inside.questions.current ?? topics.questions.current,
			results: [...topics.questions.results, ...inside.questions.results],
		},
		// What was decided in public stays on the screen.
		results: [...topics.results, ...inside.results],
	};
}
