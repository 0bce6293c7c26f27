import { tick } from 'svelte';
import type { SubmitFunction } from '$app/forms';

export interface Acting {
	readonly submit: SubmitFunction;
	/** The last press never reached the server; nothing changed. */
	readonly unsent: boolean;
}

/**
 * How forms of the live pages are sent when there is JavaScript: each once at a time (a second press before the answer
 * is dropped). The focus stays where it is; where its button is gone, it goes to the heading above, so that the next
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
				else await update({ reset: false });
				await tick();
				if (result.type === 'success') then?.();
				if (document.activeElement !== document.body) return;
				const above = part?.isConnected ? part.querySelector<HTMLElement>('h2') : null;
				focusOn(above ?? document.querySelector<HTMLElement>('#vote-title, main h1'));
			};
		},
		get unsent() {
			return unsent;
		},
	};
}

/** Puts the focus on a heading that Tab passes over; the page moves no further than it must for it to be seen. */
export function focusOn(heading: HTMLElement | null): void {
	if (!heading) return;
	heading.tabIndex = -1;
	heading.focus({ preventScroll: true });
	heading.scrollIntoView({ block: 'nearest' });
}
