import { clockTime } from '#domain/kernel/calendar.ts';
import { sinceText } from '#domain/live/clock.ts';

const elapsed = /\d+:\d\d/;
const whole = /\d+/;
const minute = 60_000;

/**
 * Sets the clocks of the page to the server's time `now`: `data-clock` the time of day, `data-since` the time since then,
 * `data-minutes` the whole minutes since then.
 */
export function setClocks(page: ParentNode, now: number): void {
	for (const clock of page.querySelectorAll('[data-clock]')) put(clock, clockTime(new Date(now)));
	for (const since of page.querySelectorAll<HTMLElement>('[data-since]'))
		put(since, withElapsed(since.textContent, Number(since.dataset['since']), now));
	for (const since of page.querySelectorAll<HTMLElement>('[data-minutes]'))
		put(since, withMinutes(since.textContent, Number(since.dataset['minutes']), now));
}

/** The sentence with its minutes and seconds ("speaking, 1:42") counted anew. Times in milliseconds. */
export const withElapsed = (sentence: string, from: number, now: number): string =>
	sentence.replace(elapsed, sinceText(from, now));

/** The sentence with its first number ("7 of 15 min") counted anew. Times in milliseconds. */
export const withMinutes = (sentence: string, from: number, now: number): string =>
	sentence.replace(whole, String(Math.max(0, Math.floor((now - from) / minute))));

function put(element: Element, text: string): void {
	if (element.textContent !== text) element.textContent = text;
}
