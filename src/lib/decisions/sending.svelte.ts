import type { Sending } from '#lib/ui/enhance.ts';
import { markOnItsWay } from './on-its-way.ts';

export interface VoteSending extends Sending {
	readonly now: 'not_sent' | 'sending' | 'no_answer';
}

/** How far a vote is on its way: nothing is called recorded before the server said so. */
export function sending(voteId: string): VoteSending {
	let now = $state<VoteSending['now']>('not_sent');
	return {
		get now() {
			return now;
		},
		submit: () => {
			now = 'sending';
			markOnItsWay(voteId, true);
			return async ({ update }) => {
				now = 'not_sent';
				markOnItsWay(voteId, false);
				await update();
			};
		},
		// Without an answer nobody knows whether it is recorded: the same form is sent again, and counted once.
		tell(trouble) {
			if (trouble && trouble.is !== 'sending') now = 'no_answer';
		},
	};
}
