import type { Actor } from '#domain/kernel/actor.ts';
import { clockTime, clockTimeWithSeconds } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import {
	choiceFrom,
	clerkChannelFrom,
	type Channel,
	type OwnChannel,
	type Choice,
} from '#domain/decisions/ballot.ts';
import type { BallotCast } from '#domain/decisions/events.ts';
import { admits } from '#domain/decisions/poll.ts';
import { referenceFrom } from '#domain/decisions/reference.ts';
import { noVoteFor } from '#domain/decisions/roll.ts';
import type { Act } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { command, reading, type Services, type Tx } from '../platform/tx.ts';
import { headFor } from './access.ts';
import { ballotOf, putBallot, type StoredBallot } from './ballot-store.ts';
import { boundKey } from './bound-key.ts';
import { lockPoll, pollById, type PollHead } from './poll-store.ts';
import { handsOf } from './hands-store.ts';
import { heldElector, type Elector } from './roll-store.ts';

/** What the voter is told once the ballot is committed; nothing is called recorded without it. */
export interface Receipt {
	readonly pollId: string;
	readonly seatId: string;
	readonly choice: Choice;
	readonly reference: string;
	/** ISO 8601, by the database's clock. */
	readonly castAt: string;
	/** 1 for the first ballot of the seat; each change adds one. */
	readonly revision: number;
}

/**
 * Casts the actor's ballot for a seat, or changes it while the vote is open. With `key` a repeat of the same choice is
 * answered alike; when the ballot has been changed since, the repeat is refused (`decisions.changed_since`) and says
 * what counts, so that no receipt is ever shown for a choice that is not the one counted.
 */
export async function castBallot(
	services: Services,
	actor: Actor,
	input: { pollId: string; seatId: string; choice: unknown; channel?: OwnChannel },
	key?: string,
): Promise<Receipt> {
	const choice = choiceFrom(input.choice);
	let done = false;
	const receipt = await command(
		services,
		actor,
		'decisions.cast_ballot',
		input.pollId,
		async (tx) => {
			done = true;
			const { at, poll, standing } = await openFor(tx, actor, input.pollId, 'decisions.cast');
			const elector = await heldElector(tx, poll, input.seatId);
			if (!elector) throw await noElector(tx, poll, input.seatId);
			assertActsFor(poll, elector, standing);
			await assertNoHand(tx, poll, elector);
			return put(services, tx, poll, {
				seatId: elector.seatId,
				choice,
				castAt: at,
				castByPersonId: actor.personId,
				channel: input.channel ?? 'own_device',
			});
		},
		key && boundKey(key, input.pollId, input.seatId, choice),
	);
	if (!done) await assertStillCounts(services, actor, receipt);
	return receipt;
}

/** The clerk enters what somebody of the roll said by hand, voice or telephone. It takes the place of an earlier ballot of the seat. */
export async function recordBallot(
	services: Services,
	actor: Actor,
	input: { pollId: string; seatId: string; choice: unknown; channel: unknown },
	key?: string,
): Promise<Receipt> {
	const choice = choiceFrom(input.choice);
	const channel = clerkChannelFrom(input.channel);
	return command(
		services,
		actor,
		'decisions.record_ballot',
		input.pollId,
		async (tx) => {
			const { at, poll } = await openFor(tx, actor, input.pollId, 'decisions.record_ballot');
			const elector = await heldElector(tx, poll, input.seatId);
			if (!elector) throw await noElector(tx, poll, input.seatId);
			if (!elector.present) throw new Refusal('decisions.seat_not_present');
			await assertNoHand(tx, poll, elector);
			return put(services, tx, poll, {
				seatId: elector.seatId,
				choice,
				castAt: at,
				castByPersonId: actor.personId,
				channel,
			});
		},
		key && boundKey(key, input.pollId, input.seatId, `${choice} ${channel}`),
	);
}

/** Joins the voters of an open poll until the transaction ends; the time is the one the ballot is cast at. */
async function openFor(
	tx: Tx,
	actor: Actor,
	pollId: string,
	act: Act,
): Promise<{ at: Date; poll: PollHead; standing: Standing }> {
	// Read with the lock held: it may close while this one waits for it.
	const at = await lockPoll(tx, pollId, 'shared');
	const { poll, standing } = await headFor(tx, actor, pollId, act);
	// A secret ballot comes sealed, and nobody enters one for somebody else.
	if (poll.secret) throw new Refusal('decisions.secret_only');
	const { state } = poll;
	if (state.state !== 'open')
		throw new Refusal('decisions.poll_closed', { time: clockTimeWithSeconds(state.closedAt) });
	if (!admits(state, 'cast')) throw new Refusal('decisions.question_paused');
	return { at, poll, standing };
}

/** Why a seat is not on the roll: its person takes no part for an interest, or there is no such seat. */
async function noElector(tx: Tx, poll: PollHead, seatId: string): Promise<Refusal> {
	const whole = await pollById(tx, poll.partnershipId, poll.id);
	return whole?.manifest.recused?.some((each) => each.seatId === seatId)
		? new Refusal('decisions.recused')
		: notFound();
}

/** Refuses all but the one person whom the frozen roll names for the seat, each with the plain reason. */
function assertActsFor(poll: PollHead, elector: Elector, standing: Standing): void {
	const why = noVoteFor(elector, standing);
	if (why) throw new Refusal(why, { time: clockTime(poll.state.openedAt) });
}

/** Refuses a seat in the room whose vote may be among the hands that were counted there: none counts twice. */
async function assertNoHand(tx: Tx, poll: PollHead, elector: Elector): Promise<void> {
	if (elector.byProxy || elector.mode !== 'in_person' || !(await handsOf(tx, poll))) return;
	if (!(await ballotOf(tx, poll, elector.seatId))) throw new Refusal('decisions.hands_counted');
}

async function put(
	services: Services,
	tx: Tx,
	poll: PollHead,
	ballot: {
		seatId: string;
		choice: Choice;
		castAt: Date;
		castByPersonId: string;
		channel: Channel;
	},
): Promise<Receipt> {
	const reference = referenceFrom(services.ids.random(8));
	const stored = await putBallot(tx, poll, { ...ballot, reference });
	// The same thing said twice is one ballot, with or without a key.
	if (!stored) return receiptOf(poll, (await ballotOf(tx, poll, ballot.seatId)) as StoredBallot);
	const event: BallotCast = {
		type: 'decisions.ballot_cast',
		partnershipId: poll.partnershipId,
		meetingId: poll.meetingId,
		pollId: poll.id,
	};
	await tx.emit(event);
	return receiptOf(poll, stored);
}

function receiptOf(poll: Pick<PollHead, 'id'>, ballot: StoredBallot): Receipt {
	return {
		pollId: poll.id,
		seatId: ballot.seatId,
		choice: ballot.choice,
		reference: ballot.reference,
		castAt: ballot.castAt.toISOString(),
		revision: ballot.revision,
	};
}

async function assertStillCounts(
	services: Services,
	actor: Actor,
	receipt: Receipt,
): Promise<void> {
	const now = await reading(services, (tx) =>
		ballotOf(tx, { partnershipId: actor.partnershipId, id: receipt.pollId }, receipt.seatId),
	);
	if (now && now.revision !== receipt.revision && now.choice !== receipt.choice)
		throw new Refusal('decisions.changed_since', { choice: now.choice });
}
