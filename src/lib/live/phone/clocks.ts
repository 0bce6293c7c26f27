import { clockTime } from '#domain/kernel/calendar.ts';
import { sinceText } from '#domain/live/clock.ts';

const elapsed = /\d+:\d\d/;

/** Sets the clocks of the page to the server's time `now`: `data-clock` the time of day, `data-since` the time since then. */
export function setClocks(page: ParentNode, now: number): void {
	for (const clock of page.querySelectorAll('[data-clock]')) put(clock, clockTime(new Date(now)));
	for (const since of page.querySelectorAll<HTMLElement>('[data-since]'))
		put(since, withElapsed(since.textContent, Number(since.dataset['since']), now));
}

/** The sentence with its minutes and seconds ("speaking, 1:42") counted anew. Times in milliseconds. */
export const withElapsed = (sentence: string, from: number, now: number): string =>
	sentence.replace(elapsed, sinceText(from, now));

function put(element: Element, text: string): void {
	if (element.textContent !== text) element.textContent = text;
}
