import { topicNames, type TopicName } from '#domain/live/topics.ts';
import type { Told } from '#domain/live/told.ts';
import type { Heard, SayingName } from '../heard.ts';

/** What the phone's script must know of a page that the server rendered; it stands in the page as an attribute. */
export interface Facts {
	/** The server's clock when the page was made, in milliseconds since 1970. */
	readonly now: number;
	readonly meetingId: string;
	/** Where the topics are fetched, in the reader's language. */
	readonly address: string;
	readonly versions: Readonly<Record<TopicName, number>>;
	/** Which picture of the meeting this is: `pictureOf` of what the page was made from. */
	readonly picture: string;
	readonly heard: Heard;
	readonly words: Readonly<Record<SayingName, string>>;
}

/** Tells two answers apart: equal for two exactly when a page made from them shows the same topics. */
export function pictureOf(told: Pick<Told, 'audience' | 'versions' | 'exempt'>): string {
	const versions = topicNames.map((name) => told.versions[name]);
	return [told.audience, told.exempt?.itemId ?? '', ...versions].join(' ');
}

/** The attribute of `<main>` that holds the facts, as JSON. */
export const factsAttribute = 'data-phone';

/** The facts of a page; undefined for a page that is none of the phone's. */
export function factsIn(page: ParentNode): Facts | undefined {
	const text = page.querySelector(`main[${factsAttribute}]`)?.getAttribute(factsAttribute);
	return text ? (JSON.parse(text) as Facts) : undefined;
}
