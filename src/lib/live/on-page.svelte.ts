import { onMount, untrack } from 'svelte';
import { refreshAll } from '$app/navigation';
import type { Topics } from '#domain/live/topics.ts';
import type { Told } from '#domain/live/told.ts';
import * as m from '#lib/paraglide/messages.js';
import { announce } from '#lib/ui/announce.svelte.ts';
import { Follow } from './follow.svelte.ts';

interface PageData {
	readonly told: Told;
	readonly address: string;
	readonly accountId: string | null;
}

/**
 * Follows the meeting for as long as the page is open, from what the server rendered; says what must be heard, and
 * asks the page's own data again when an item or a vote opens, closes or is shown, or `alsoOn` answers something else.
 * Call it while the page is set up.
 */
export function followOnPage(
	data: () => PageData,
	personId: () => string | null = () => null,
	alsoOn: (topics: Topics) => unknown = () => null,
): Follow {
	const follow = new Follow(untrack(data));
	onMount(() => follow.start());
	$effect(() => {
		const { told } = data();
		untrack(() => follow.take(told));
	});

	const phase = $derived.by(() => {
		const { meeting, run, poll } = follow.topics;
		const also = alsoOn(follow.topics);
		return [meeting.status, run.openId, poll?.id, poll?.state, poll?.shown, also].join(' ');
	});
	let last = untrack(() => phase);
	$effect(() => {
		if (phase === last) return;
		last = phase;
		untrack(() => void refreshAll());
	});

	sayChanges(follow, personId);
	return follow;
}

/** Tells listeners, of all that changes, the few things that can't wait: the vote, one's turn, the connection. */
function sayChanges(follow: Follow, personId: () => string | null): void {
	let before = untrack(() => heardOf(follow, personId()));
	$effect(() => {
		const now = heardOf(follow, personId());
		const was = before;
		before = now;
		if (now.vote !== was.vote) {
			if (now.vote.endsWith(' open'))
				announce(m.live_vote_open_say(), { topic: 'vote', priority: 'alert' });
			else if (was.vote.endsWith(' open')) announce(m.live_vote_closed_say(), { topic: 'vote' });
			else if (now.vote.endsWith(' shown')) announce(m.live_result_say(), { topic: 'vote' });
		}
		if (now.speaking && !was.speaking)
			announce(m.live_you_may_speak(), { topic: 'queue', priority: 'alert' });
		else if (now.next && !was.next) announce(m.live_you_are_next(), { topic: 'queue' });
		if (now.lost && !was.lost)
			announce(m.live_connection_lost(), { topic: 'connection', priority: 'alert' });
		else if (was.lost && !now.lost) announce(m.live_connection_back(), { topic: 'connection' });
	});
}

function heardOf(follow: Follow, personId: string | null) {
	const { poll, queue } = follow.topics;
	return {
		vote: poll ? `${poll.id} ${poll.shown ? 'shown' : poll.state}` : '',
		speaking: personId !== null && queue.speaking?.personId === personId,
		next: personId !== null && queue.waiting[0]?.personId === personId,
		lost: follow.connection === 'lost',
	};
}
