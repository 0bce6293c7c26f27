import type { Actor } from '#domain/kernel/actor.ts';
import { clockTimeWithSeconds } from '#domain/kernel/calendar.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { BallotCast } from '#domain/decisions/events.ts';
import { questionHandsFrom, takesQuestionHands } from '#domain/decisions/question-hands.ts';
import { constitutionOf } from '../partnerships/store.ts';
import { command, type Reading, type Services } from '../platform/tx.ts';
import { lockedQuestion } from './question-access.ts';
import { putQuestionHands } from './question-hands-store.ts';
import { answersOf, questionRoll } from './question-roll.ts';
import type { Question } from './question-store.ts';

/**
 * The clerk enters a show of hands for a question as totals, or enters it anew; none at all takes it out again. As for a
 * motion, a seat in the room without an answer votes by it and by nothing else while it stands. Refuses where votes are
 * counted by name or a hand makes no sense (`decisions.hands_by_name`), and hands that nobody could have raised.
 */
export async function recordQuestionHands(
	services: Services,
	actor: Actor,
	input: { questionId: string; typed: (field: string) => unknown },
): Promise<void> {
	await command(
		services,
		actor,
		'decisions.record_question_hands',
		input.questionId,
		async (tx) => {
			// Alone: no answer of the room comes in between.
			const { question, at } = await lockedQuestion(
				tx,
				actor,
				input.questionId,
				'decisions.record_ballot',
				'alone',
			);
			if (question.state === 'paused') throw new Refusal('decisions.question_paused');
			if (question.closedAt)
				throw new Refusal('decisions.poll_closed', {
					time: clockTimeWithSeconds(question.closedAt),
				});
			if (question.state !== 'open') throw new Refusal('decisions.question_not_open');
			if (!(await mayTakeQuestionHands(tx, question))) throw new Refusal('decisions.hands_by_name');
			const hands = questionHandsFrom(
				question.asked,
				input.typed,
				await questionHandsAtMost(tx, question),
			);
			await putQuestionHands(tx, question, { hands, at, byPersonId: actor.personId });
			if (question.meetingId === null) return;
			const event: BallotCast = {
				type: 'decisions.ballot_cast',
				partnershipId: question.partnershipId,
				meetingId: question.meetingId,
				pollId: question.id,
			};
			await tx.emit(event);
		},
	);
}

/** Whether the question takes hands as totals, by what it asks and by how its body votes; none outside a meeting. */
export async function mayTakeQuestionHands(tx: Reading, question: Question): Promise<boolean> {
	if (question.manifest?.ballot !== 'recorded' || question.meetingId === null) return false;
	const constitution = await constitutionOf(tx, question.partnershipId, question.bodyId);
	return constitution?.rules.ballot === 'show' && takesQuestionHands(question.manifest);
}

/** Seats in the room that have no answer of their own; a vote carried for another is given by name. */
export async function questionHandsAtMost(
	tx: Reading,
	question: Pick<Question, 'partnershipId' | 'id'>,
): Promise<number> {
	const answered = new Set((await answersOf(tx, question)).map(({ seatId }) => seatId));
	return (await questionRoll(tx, question)).filter(
		({ seatId, present, mode, byProxy }) =>
			present && !byProxy && mode === 'in_person' && !answered.has(seatId),
	).length;
}
