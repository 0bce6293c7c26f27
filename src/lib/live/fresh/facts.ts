import { topicNames, type TopicName } from '#domain/live/topics.ts';
import type { Told } from '#domain/live/told.ts';
import type { Heard, SayingName } from '../heard.ts';

/** The pages that Kit sends without its own JavaScript: the phone's, the public gallery, the screen on the wall. */
export type View = 'phone' | 'gallery' | 'room';

/** What the script of these pages must know of one that the server rendered; it stands in the page as an attribute. */
export interface Facts {
	readonly view: View;
	/** Whose live room is listened in. */
	readonly audience: Told['audience'];
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

/** The facts of a page (FreshPage.svelte puts them there, as JSON); undefined for any other page. */
export function factsIn(page: ParentNode): Facts | undefined {
	const text = page.querySelector<HTMLElement>('template[data-facts]')?.dataset['facts'];
	return text ? (JSON.parse(text) as Facts) : undefined;
}
