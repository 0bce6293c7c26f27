import { onMount, untrack } from 'svelte';
import { refreshAll } from '$app/navigation';
import type { Topics } from '#domain/live/topics.ts';
import type { Told } from '#domain/live/told.ts';
import * as m from '#lib/paraglide/messages.js';
import { announce } from '#lib/ui/announce.svelte.ts';
import { Follow } from './follow.svelte.ts';
import { heardOf, sayings, type SayingName } from './heard.ts';

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
		const { meeting, run, poll, questions } = follow.topics;
		const asked = questions.current;
		const also = alsoOn(follow.topics);
		const question = [asked?.id, asked?.state, questions.results.length];
		return [meeting.status, run.openId, poll?.id, poll?.state, poll?.shown, ...question, also].join(
			' ',
		);
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

/** Tells listeners, of all that changes, the few things that can't wait. */
function sayChanges(follow: Follow, personId: () => string | null): void {
	const heard = () => heardOf(follow.topics, personId(), follow.connection === 'lost');
	const words: Record<SayingName, () => string> = {
		vote_open: m.live_vote_open_say,
		vote_paused: m.live_vote_paused_say,
		vote_closed: m.live_vote_closed_say,
		result: m.live_result_say,
		may_speak: m.live_you_may_speak,
		next: m.live_you_are_next,
		lost: m.live_connection_lost,
		back: m.live_connection_back,
	};
	let was = untrack(heard);
	$effect(() => {
		const now = heard();
		for (const { name, topic, priority } of sayings(was, now))
			announce(words[name](), { topic, priority });
		was = now;
	});
}
