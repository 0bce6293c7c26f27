import type { Actor } from '#domain/kernel/actor.ts';
import { clockTimeWithSeconds } from '#domain/kernel/calendar.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { BallotCast } from '#domain/decisions/events.ts';
import { handsFrom, takesHands, type Hands } from '#domain/decisions/hands.ts';
import { admits } from '#domain/decisions/poll.ts';
import { constitutionOf } from '../partnerships/store.ts';
import { command, type Reading, type Services } from '../platform/tx.ts';
import { pollFor } from './access.ts';
import { ballotsOf } from './ballot-store.ts';
import { handsRow, putHands } from './hands-store.ts';
import { lockPoll, type Poll } from './poll-store.ts';
import { rollOf } from './roll-store.ts';

/**
 * The clerk enters a show of hands as totals, or enters it anew; none at all takes it out again. While it stands, a seat in the
 * room without a ballot votes by it and by nothing else, so that none counts twice. Refuses more hands than there are
 * such seats (`decisions.hands_many`), and where votes are counted or minuted by name (`decisions.hands_by_name`).
 */
export async function recordHands(
	services: Services,
	actor: Actor,
	input: { pollId: string; hands: Readonly<Record<keyof Hands, unknown>> },
): Promise<void> {
	await command(services, actor, 'decisions.record_hands', input.pollId, async (tx) => {
		await pollFor(tx, actor, input.pollId, 'decisions.record_ballot');
		// Alone: no ballot of the room comes in between.
		const at = await lockPoll(tx, input.pollId, 'alone');
		const { poll } = await pollFor(tx, actor, input.pollId, 'decisions.record_ballot');
		if (poll.manifest.ballot === 'secret') throw new Refusal('decisions.secret_only');
		if (poll.state.state !== 'open')
			throw new Refusal('decisions.poll_closed', {
				time: clockTimeWithSeconds(poll.state.closedAt),
			});
		if (!admits(poll.state, 'cast')) throw new Refusal('decisions.question_paused');
		if (!(await mayTakeHands(tx, poll))) throw new Refusal('decisions.hands_by_name');
		const hands = handsFrom(input.hands, await handsAtMost(tx, poll));
		const last = await handsRow(tx, poll);
		await putHands(tx, poll, {
			...hands,
			revision: (last?.revision ?? 0) + 1,
			at,
			byPersonId: actor.personId,
		});
		const event: BallotCast = {
			type: 'decisions.ballot_cast',
			partnershipId: poll.partnershipId,
			meetingId: poll.meetingId,
			pollId: poll.id,
		};
		await tx.emit(event);
	});
}

/** Whether the poll takes hands as totals, by its rule and by how its body votes. */
export async function mayTakeHands(tx: Reading, poll: Poll): Promise<boolean> {
	const constitution = await constitutionOf(tx, poll.partnershipId, poll.bodyId);
	return constitution?.rules.ballot !== 'roll_call' && takesHands(poll.manifest);
}

/** Seats in the room that have no ballot of their own. A vote that is carried for another is given by name: it has no hand. */
export async function handsAtMost(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'id'>,
): Promise<number> {
	const voted = new Set((await ballotsOf(tx, poll)).map(({ seatId }) => seatId));
	return (await rollOf(tx, poll)).filter(
		({ seatId, present, mode, byProxy }) =>
			present && !byProxy && mode === 'in_person' && !voted.has(seatId),
	).length;
}
