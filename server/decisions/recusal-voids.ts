import { isRefusal } from '#domain/kernel/refusal.ts';
import type { PollVoided } from '#domain/decisions/events.ts';
import type { InterestDeclared } from '#domain/meetings/events.ts';
import type { Reaction } from '../platform/outbox.ts';
import { reading, type Services, type Tx } from '../platform/tx.ts';
import { openPoll } from './open-poll.ts';
import { lockPoll, openerOf, openPollOfMeeting, pollById } from './poll-store.ts';
import { rollOf } from './roll-store.ts';
import { sweepUrns } from './prepare-urn.ts';
import { voidNow } from './void-poll.ts';

/** Kept in the minutes, in both languages, since it is no person's own words. */
const why =
	'An interest was declared after the vote opened, so it is taken again without that seat. · Datganwyd buddiant ar ôl agor y bleidlais, felly fe’i cymerir eto heb y sedd honno.';

/**
 * Inside the transaction of a declaration: nothing could take a sealed ballot out of the urn again, so an open secret vote
 * on whose roll the person stands is made void, and opened again by itself.
 */
export async function voidOnRecusal(tx: Tx, event: InterestDeclared): Promise<void> {
	if (event.effect === 'remain_and_vote') return;
	const seen = await openPollOfMeeting(tx, event.partnershipId, event.meetingId);
	if (seen?.manifest.ballot !== 'secret' || seen.itemId !== event.itemId) return;
	if (event.motionId !== null && event.motionId !== seen.motionId) return;
	const at = await lockPoll(tx, seen.id, 'alone');
	const poll = await openPollOfMeeting(tx, event.partnershipId, event.meetingId);
	if (poll?.id !== seen.id) return;
	const there = (await rollOf(tx, poll)).some(
		({ personId, present }) => present && personId === event.personId,
	);
	if (!there) return;
	await voidNow(tx, poll, { at, byPersonId: event.personId, reason: why, reopen: true });
}

/**
 * After the commit: opens such a vote again for whoever had opened it, once, with a key of its own. What stands in the way by
 * the rules (no quorum without that seat, too few to be secret) leaves it to the chair.
 */
export function reopenReactions(services: Services): readonly (readonly [string, Reaction])[] {
	return [
		[
			'decisions.poll_voided',
			async (told) => {
				const { partnershipId, pollId, reopen } = told as PollVoided;
				if (!reopen) return;
				await sweepUrns(services);
				const { poll, actor } = await reading(services, async (tx) => {
					const found = await pollById(tx, partnershipId, pollId);
					return { poll: found, actor: found && (await openerOf(tx, found)) };
				});
				if (!poll || !actor) return;
				const { meetingId, motionId, amendmentId } = poll;
				const again = { meetingId, motionId, amendmentId: amendmentId ?? undefined };
				try {
					await openPoll(services, actor, again, pollId);
				} catch (refusal) {
					if (!isRefusal(refusal)) throw refusal;
					services.log.info({ poll: pollId, code: refusal.code }, 'not opened again');
				}
			},
		],
	];
}
