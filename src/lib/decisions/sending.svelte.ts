import type { SubmitFunction } from '$app/forms';
import { markOnItsWay } from './on-its-way.ts';

/** How far a vote is on its way: nothing is called recorded before the server said so. */
export function sending(voteId: string): {
	readonly now: 'not_sent' | 'sending' | 'no_answer';
	submit: SubmitFunction;
} {
	let now = $state<'not_sent' | 'sending' | 'no_answer'>('not_sent');
	return {
		get now() {
			return now;
		},
		submit: ({ cancel }) => {
			if (now === 'sending') {
				cancel();
				return;
			}
			now = 'sending';
			markOnItsWay(voteId, true);
			return async ({ result, update }) => {
				// Without an answer nobody knows whether it is recorded: the same form is sent again, and counted once.
				now = result.type === 'error' ? 'no_answer' : 'not_sent';
				if (result.type === 'error') return;
				markOnItsWay(voteId, false);
				await update();
			};
		},
	};
}
