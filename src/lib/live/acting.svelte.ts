import type { SubmitFunction } from '$app/forms';

export interface Acting {
	readonly submit: SubmitFunction;
	/** Under way: a second press is dropped. */
	readonly busy: boolean;
	/** The last press never reached the server; nothing changed. */
	readonly unsent: boolean;
}

/**
 * How a form of the live pages is sent when there is JavaScript: once at a time, with the focus staying where it is.
 * A request that never arrives leaves the page as it was. `then` runs once an act was done and the page is fresh.
 */
export function acting(then?: () => void): Acting {
	const state = $state({ busy: false, unsent: false });
	return {
		submit({ cancel }) {
			if (state.busy) {
				cancel();
				return;
			}
			state.busy = true;
			state.unsent = false;
			return async ({ result, update }) => {
				try {
					// An error without a place never came from the server.
					if (result.type === 'error' && result.location === undefined) state.unsent = true;
					else await update({ reset: false });
				} finally {
					state.busy = false;
				}
				if (result.type === 'success') then?.();
			};
		},
		get busy() {
			return state.busy;
		},
		get unsent() {
			return state.unsent;
		},
	};
}
