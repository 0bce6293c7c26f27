import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { PollPaused } from '#domain/decisions/events.ts';
import { admits, type PausedBy } from '#domain/decisions/poll.ts';
import type { AttendanceChanged } from '#domain/meetings/events.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { pollFor } from './access.ts';
import { lockPoll, openPollOfMeeting, pausePollRow, type Poll } from './poll-store.ts';
import { quorumNow } from './quorum-at.ts';

/** The chair holds an open vote: nobody votes until it goes on, and what is cast stays. Refuses one that is closed. */
export async function pausePoll(
	services: Services,
	actor: Actor,
	input: { pollId: string },
): Promise<void> {
	await command(services, actor, 'decisions.pause_poll', input.pollId, async (tx) => {
		const { poll, at } = await alone(tx, actor, input.pollId);
		if (poll.state.state === 'open' && poll.state.pausedBy !== null) return;
		if (!admits(poll.state, 'pause')) throw new Refusal('decisions.question_not_open');
		await hold(tx, poll, { at, by: 'chair' });
	});
}

/** Goes on with a vote that is held. Refuses while there is no quorum (`decisions.still_inquorate`). */
export async function resumePoll(
	services: Services,
	actor: Actor,
	input: { pollId: string },
): Promise<void> {
	await command(services, actor, 'decisions.resume_poll', input.pollId, async (tx) => {
		const { poll } = await alone(tx, actor, input.pollId);
		if (poll.state.state === 'open' && poll.state.pausedBy === null) return;
		if (!admits(poll.state, 'resume')) throw new Refusal('decisions.question_not_open');
		const there = await quorumNow(tx, poll);
		if (there && !there.quorate)
			throw new Refusal('decisions.still_inquorate', {
				present: there.present,
				seats: there.seats,
				needed: there.needed,
			});
		await hold(tx, poll, null);
	});
}

/** Inside the transaction of whoever left: an open vote is held by itself when its quorum goes. */
export async function pausePollWhenInquorate(tx: Tx, event: AttendanceChanged): Promise<void> {
	const seen = await openPollOfMeeting(tx, event.partnershipId, event.meetingId);
	if (!seen || !admits(seen.state, 'pause')) return;
	const at = await lockPoll(tx, seen.id, 'alone');
	const poll = await openPollOfMeeting(tx, event.partnershipId, event.meetingId);
	if (poll?.id !== seen.id || !admits(poll.state, 'pause')) return;
	const there = await quorumNow(tx, poll);
	if (there && !there.quorate) await hold(tx, poll, { at, by: 'quorum' });
}

async function alone(tx: Tx, actor: Actor, pollId: string): Promise<{ poll: Poll; at: Date }> {
	await pollFor(tx, actor, pollId, 'decisions.run_poll');
	const at = await lockPoll(tx, pollId, 'alone');
	// Read again: it may have closed while this one waited for the lock.
	return { poll: (await pollFor(tx, actor, pollId, 'decisions.run_poll')).poll, at };
}

async function hold(tx: Tx, poll: Poll, paused: { at: Date; by: PausedBy } | null): Promise<void> {
	await pausePollRow(tx, poll, paused);
	const event: PollPaused = {
		type: 'decisions.poll_paused',
		partnershipId: poll.partnershipId,
		meetingId: poll.meetingId,
		pollId: poll.id,
		itemId: poll.itemId,
		by: paused?.by ?? null,
	};
	await tx.emit(event);
}
