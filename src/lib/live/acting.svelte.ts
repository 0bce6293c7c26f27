import { tick } from 'svelte';
import type { Sending } from '#lib/ui/enhance.ts';
import { updateInPlace } from '#lib/ui/kept-focus.ts';
import type { SendingTrouble } from '#lib/ui/trouble.ts';

export interface Acting extends Sending {
	/** Why the last press has no answer of the page. */
	readonly trouble: SendingTrouble | null;
}

/**
 * How forms of the live pages are sent when there is JavaScript. A focus elsewhere stays there; one on the pressed button
 * goes to the heading above, so that the next Tab starts there and a second Enter presses nothing. `then` runs once an
 * act was done and the page is fresh.
 */
export function acting(then?: () => void): Acting {
	let trouble = $state<SendingTrouble | null>(null);
	return {
		submit({ formElement }) {
			const part = formElement.closest('section');
			return async ({ result, update }) => {
				await updateInPlace(update, { but: formElement });
				await tick();
				if (result.type === 'success') then?.();
				void keepFocus(part);
			};
		},
		tell: (now) => void (trouble = now),
		get trouble() {
			return trouble;
		},
	};
}

/** The button may go a little later than the answer comes: with the topic that the act changed. */
const patience = 1_000;

/** Where the focus was lost with the button that had it, puts it on the heading of that part, or of what came instead. */
async function keepFocus(part: Element | null): Promise<void> {
	const until = Date.now() + patience;
	while (document.activeElement !== document.body) {
		if (Date.now() > until) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	const heading = [
		part?.isConnected ? part.querySelector<HTMLElement>('h2') : null,
		...['#vote-title', '[id^="result-"]', 'main h1'].map((each) =>
			document.querySelector<HTMLElement>(each),
		),
	].find((each) => each !== null);
	if (!heading) return;
	// Tab passes over it; the page moves no further than it must for it to be seen.
	heading.tabIndex = -1;
	heading.focus({ preventScroll: true });
	heading.scrollIntoView({ block: 'nearest' });
}
