import type { ActionResult } from '$app/forms';

/**
 * Why a form that was sent has no answer of its page. `sending`, `slow`: none yet, and none for long; `no_answer`: the line, or a machine before the
 * server, failed, and whether the form arrived is not known; `fault`: the server's, logged under `id`; `too_long`: more
 * than a form may weigh; `not_taken`: the page is gone, or not open to this person any more.
 */
export type SendingTrouble =
	| { readonly is: 'sending' | 'slow' | 'no_answer' | 'too_long' | 'not_taken' }
	| { readonly is: 'fault'; readonly id: string | undefined };

/** What went wrong with the sending of a form; null when the page itself answered, be it with a refusal. */
export function troubleOf(result: ActionResult): SendingTrouble | null {
	if (result.type !== 'error') return null;
	if (result.error.status === 413) return { is: 'too_long' };
	// An error without a place never came from an action.
	if (result.location === undefined) return { is: 'no_answer' };
	const status = result.status ?? 500;
	return status < 500 ? { is: 'not_taken' } : { is: 'fault', id: result.error.id };
}
