import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { PollVoided } from '#domain/decisions/events.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { pollFor } from './access.ts';
import { moveMotion } from './motion-acts.ts';
import { motionById } from './motion-store.ts';
import { sweepUrns } from './prepare-urn.ts';
import { keepSealed } from './urn-store.ts';
import { lockPoll, voidPollRow, type Poll } from './poll-store.ts';

const longest = 1000;

/**
 * Makes a vote void before its result is shown: its ballots stay, sealed, and its motion can be voted on again. Refuses a
 * result that has been shown (`decisions.result_shown`) and no reason (`decisions.reason_missing`); a void vote stays void.
 */
export async function voidPoll(
	services: Services,
	actor: Actor,
	input: { pollId: string; reason: unknown },
	key?: string,
): Promise<void> {
	const reason = typeof input.reason === 'string' ? input.reason.trim() : '';
	if (reason.length > longest)
		throw new Refusal('decisions.reason_long', { most: longest }, 'reason');
	if (reason === '') throw new Refusal('decisions.reason_missing', {}, 'reason');
	await command(
		services,
		actor,
		'decisions.void_poll',
		input.pollId,
		async (tx) => {
			await pollFor(tx, actor, input.pollId, 'decisions.run_poll');
			const at = await lockPoll(tx, input.pollId, 'alone');
			const { poll } = await pollFor(tx, actor, input.pollId, 'decisions.run_poll');
			if (poll.voided) return;
			if (poll.state.state === 'shown') throw new Refusal('decisions.result_shown');
			await voidNow(tx, poll, { at, byPersonId: actor.personId, reason });
		},
		key,
	);
	await sweepUrns(services, actor);
}

/**
 * The same for whoever holds the poll's lock. With `reopen` the vote is opened again by itself after the commit, since only the
 * roll had to change.
 */
export async function voidNow(
	tx: Tx,
	poll: Poll,
	by: { at: Date; byPersonId: string; reason: string; reopen?: boolean },
): Promise<void> {
	const { at, byPersonId, reason } = by;
	await voidPollRow(tx, poll, { at, byPersonId, reason });
	if (poll.manifest.ballot === 'secret' && poll.state.state === 'open')
		await keepSealed(
			tx,
			poll,
			poll.manifest.roll.map(({ seatId }) => seatId),
		);
	const motion = await motionById(tx, poll.partnershipId, poll.motionId);
	if (!motion) throw new Error('a poll without its motion');
	// An amendment is still proposed then, and its motion as it was.
	if (poll.amendmentId === null)
		await moveMotion(tx, motion, 'void', { byPersonId, pollId: poll.id, reason });
	const event: PollVoided = {
		type: 'decisions.poll_voided',
		partnershipId: poll.partnershipId,
		meetingId: poll.meetingId,
		pollId: poll.id,
		itemId: poll.itemId,
		...(by.reopen ? { reopen: true } : {}),
	};
	await tx.emit(event);
}
