import { tick } from 'svelte';
import type { SubmitFunction } from '$app/forms';
import { updateInPlace } from '#lib/ui/kept-focus.ts';

export interface Acting {
	readonly submit: SubmitFunction;
	/** The last press never reached the server; nothing changed. */
	readonly unsent: boolean;
}

/**
 * How forms of the live pages are sent when there is JavaScript: each once at a time (a second press before the answer
 * is dropped). A focus elsewhere stays there; one on the pressed button goes to the heading above, so that the next
 * Tab starts there and a second Enter presses nothing. A request that never arrives leaves the page as it was. `then`
 * runs once an act was done and the page is fresh.
 */
export function acting(then?: () => void): Acting {
	let unsent = $state(false);
	const underWay = new WeakSet<HTMLFormElement>();
	return {
		submit({ cancel, formElement }) {
			if (underWay.has(formElement)) {
				cancel();
				return;
			}
			underWay.add(formElement);
			unsent = false;
			const part = formElement.closest('section');
			return async ({ result, update }) => {
				underWay.delete(formElement);
				// An error without a place never came from the server.
				if (result.type === 'error' && result.location === undefined) unsent = true;
				else await updateInPlace(update, formElement);
				await tick();
				if (result.type === 'success') then?.();
				await keepFocus(part);
			};
		},
		get unsent() {
			return unsent;
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
