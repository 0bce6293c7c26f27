import { announcements } from './announcements.ts';

/** What the two live regions of the page hold (Announcer.svelte shows them); only browsers write it. */
export const spoken = $state({ polite: '', alert: '' });

// The same words twice in a row are not spoken again unless the text differs: a trailing space makes it differ.
const again = (before: string, text: string) => (before === text ? `${text}\u00a0` : text);

const { announce } = announcements({
	say: (priority, text) => void (spoken[priority] = again(spoken[priority], text)),
	later: (milliseconds, then) => void setTimeout(then, milliseconds),
	now: () => performance.now(),
});

/**
 * Tells people who use a screen reader what changed without their doing. One whole sentence; `topic` names what it is
 * about ("queue", "agenda"): a newer one replaces one not yet said. `alert` only for: vote open, vote closes in
 * a minute, you may speak now, connection lost. Call it in the browser only.
 */
export { announce };
