import type { Actor } from '#domain/kernel/actor.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { clockTime, clockTimeWithSeconds } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { answerFrom, type Answer, type Field } from '#domain/decisions/answer.ts';
import { clerkChannelFrom, type Channel, type OwnChannel } from '#domain/decisions/ballot.ts';
import type { BallotCast } from '#domain/decisions/events.ts';
import { referenceFrom } from '#domain/decisions/reference.ts';
import { noVoteFor } from '#domain/decisions/roll.ts';
import { command, reading, type Services, type Tx } from '../platform/tx.ts';
import { boundKey } from './bound-key.ts';
import { openWhenDue } from './open-question.ts';
import { lockedQuestion, questionFor } from './question-access.ts';
import { questionHandsOf } from './question-hands-store.ts';
import {
	answerOfSeat,
	heldQuestionElector,
	putAnswer,
	type StoredAnswer,
} from './question-roll.ts';
import type { Question } from './question-store.ts';
import type { Elector } from './roll-store.ts';

/** What the voter is told once the answer is committed; nothing is called recorded without it. */
export interface AnswerReceipt {
	readonly questionId: string;
	readonly seatId: string;
	readonly answer: Answer;
	readonly reference: string;
	/** ISO 8601, by the database's clock. */
	readonly castAt: string;
	/** 1 for the first ballot of the seat; each change adds one. */
	readonly revision: number;
}

/**
 * Casts the actor's answer for a seat, or changes it while the question is open, from the fields of its form (`answerFrom`,
 * whose refusals it gives). With `key` a repeat of the same answer is answered alike; when it has been changed since,
 * the repeat is refused (`decisions.answer_changed_since`).
 */
export async function castAnswer(
	services: Services,
	actor: Actor,
	input: { questionId: string; seatId: string; fields: readonly Field[]; channel?: OwnChannel },
	key?: string,
): Promise<AnswerReceipt> {
	await openWhenDue(services, known(input.questionId));
	let done = false;
	const said = JSON.stringify([...input.fields].sort());
	const receipt = await command(
		services,
		actor,
		'decisions.cast_answer',
		input.questionId,
		async (tx) => {
			done = true;
			const held = await openFor(tx, actor, input, 'decisions.cast');
			if (held.question.secret) throw new Refusal('decisions.secret_only');
			const why = noVoteFor(held.elector, held.standing);
			if (why) throw new Refusal(why, { time: clockTime(held.question.openedAt ?? held.at) });
			return put(services, tx, held.question, {
				seatId: held.elector.seatId,
				answer: answerFrom(held.question.asked, input.fields),
				castAt: held.at,
				castByPersonId: actor.personId,
				channel: input.channel ?? 'own_device',
			});
		},
		key && boundKey(key, input.questionId, input.seatId, said),
	);
	if (!done) await assertStillCounts(services, actor, receipt);
	return receipt;
}

/** The clerk enters what somebody of the roll said by hand, voice or telephone. It takes the place of an earlier answer of the seat. */
export async function recordAnswer(
	services: Services,
	actor: Actor,
	input: { questionId: string; seatId: string; fields: readonly Field[]; channel: unknown },
	key?: string,
): Promise<AnswerReceipt> {
	const channel = clerkChannelFrom(input.channel);
	await openWhenDue(services, known(input.questionId));
	return command(
		services,
		actor,
		'decisions.record_answer',
		input.questionId,
		async (tx) => {
			const { question, elector, at } = await openFor(tx, actor, input, 'decisions.record_ballot');
			if (question.secret) throw new Refusal('decisions.secret_only');
			if (!elector.present) throw new Refusal('decisions.seat_not_present');
			return put(services, tx, question, {
				seatId: elector.seatId,
				answer: answerFrom(question.asked, input.fields),
				castAt: at,
				castByPersonId: actor.personId,
				channel,
			});
		},
		key && boundKey(key, input.questionId, input.seatId, channel),
	);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function known(id: string): string {
	if (!uuid.test(id)) throw notFound();
	return id;
}

/** Joins the voters of an open question until the transaction ends, with the seat held. */
async function openFor(
	tx: Tx,
	actor: Actor,
	input: { questionId: string; seatId: string },
	act: 'decisions.cast' | 'decisions.record_ballot',
): Promise<Awaited<ReturnType<typeof lockedQuestion>> & { elector: Elector }> {
	const held = await lockedQuestion(tx, actor, input.questionId, act, 'shared');
	const { question, at } = held;
	assertOpen(question, at);
	const elector = await heldQuestionElector(tx, question, known(input.seatId));
	if (elector) {
		// A seat in the room may be among the hands that were counted there: none counts twice.
		if (
			elector.mode === 'in_person' &&
			!elector.byProxy &&
			(await questionHandsOf(tx, question)) &&
			!(await answerOfSeat(tx, question, elector.seatId))
		)
			throw new Refusal('decisions.hands_counted');
		return { ...held, elector };
	}
	throw question.manifest?.recused?.some(({ seatId }) => seatId === input.seatId)
		? new Refusal('decisions.recused')
		: notFound();
}

/** Refuses what is not open to votes, and says why: not yet, paused, closed, void. */
export function assertOpen(question: Question, at: Date): void {
	switch (question.state) {
		case 'draft':
		case 'scheduled':
			throw new Refusal('decisions.question_not_open');
		case 'paused':
			throw new Refusal('decisions.question_paused');
		case 'void':
			throw new Refusal('decisions.poll_void');
		case 'closed':
		case 'shown':
			throw new Refusal('decisions.poll_closed', {
				time: clockTimeWithSeconds(question.closedAt ?? at),
			});
		case 'open':
			if (question.closesAt && question.closesAt <= at)
				throw new Refusal('decisions.poll_closed', {
					time: clockTimeWithSeconds(question.closesAt),
				});
	}
}

async function put(
	services: Services,
	tx: Tx,
	question: Question,
	ballot: Omit<StoredAnswer, 'reference' | 'revision'> & { channel: Channel },
): Promise<AnswerReceipt> {
	const before = await answerOfSeat(tx, question, ballot.seatId);
	// The same thing said twice is one ballot, with or without a key.
	if (
		before?.channel === ballot.channel &&
		before.castByPersonId === ballot.castByPersonId &&
		alike(before.answer, ballot.answer)
	)
		return receiptOf(question, before);
	const reference = referenceFrom(services.ids.random(8));
	const stored = await putAnswer(tx, question, { ...ballot, reference });
	if (question.meetingId !== null) {
		const event: BallotCast = {
			type: 'decisions.ballot_cast',
			partnershipId: question.partnershipId,
			meetingId: question.meetingId,
			pollId: question.id,
		};
		await tx.emit(event);
	}
	return receiptOf(question, stored);
}

const alike = (a: Answer, b: Answer): boolean =>
	canonical(a as unknown as Json) === canonical(b as unknown as Json);

function receiptOf(question: Pick<Question, 'id'>, ballot: StoredAnswer): AnswerReceipt {
	return {
		questionId: question.id,
		seatId: ballot.seatId,
		answer: ballot.answer,
		reference: ballot.reference,
		castAt: ballot.castAt.toISOString(),
		revision: ballot.revision,
	};
}

async function assertStillCounts(
	services: Services,
	actor: Actor,
	receipt: AnswerReceipt,
): Promise<void> {
	const now = await reading(services, async (tx) => {
		const { question } = await questionFor(tx, actor, receipt.questionId, 'decisions.cast');
		return answerOfSeat(tx, question, receipt.seatId);
	});
	if (now && now.revision !== receipt.revision && !alike(now.answer, receipt.answer))
		throw new Refusal('decisions.answer_changed_since');
}
