const keyOf = (voteId: string) => `moothall-vote-${voteId}`;

/** For so long a vote without an answer is told as being sent: afterwards its page says what counts. */
const longest = 5 * 60_000;

/** Notes on this device that a vote was sent and has no answer yet; `false`: it has one. A device that keeps nothing says nothing. */
export function markOnItsWay(voteId: string, sending: boolean): void {
	try {
		if (sending) sessionStorage.setItem(keyOf(voteId), String(Date.now()));
		else sessionStorage.removeItem(keyOf(voteId));
	} catch {
		// A browser may forbid it: then the page of the vote alone knows.
	}
}

/** Whether this device sent a vote a short time ago that it has had no answer for. */
export function isOnItsWay(voteId: string): boolean {
	try {
		const at = Number(sessionStorage.getItem(keyOf(voteId)) ?? 0);
		return Date.now() - at < longest;
	} catch {
		return false;
	}
}
