import type { SubmitFunction } from '$app/forms';

export interface Acting {
	readonly submit: SubmitFunction;
	/** The last press never reached the server; nothing changed. */
	readonly unsent: boolean;
}

/**
 * How forms of the live pages are sent when there is JavaScript: each once at a time (a second press before the answer
 * is dropped), with the focus staying where it is. A request that never arrives leaves the page as it was. `then` runs
 * once an act was done and the page is fresh.
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
			return async ({ result, update }) => {
				underWay.delete(formElement);
				// An error without a place never came from the server.
				if (result.type === 'error' && result.location === undefined) unsent = true;
				else await update({ reset: false });
				if (result.type === 'success') then?.();
			};
		},
		get unsent() {
			return unsent;
		},
	};
}
