import { seatsIn, type QuestionHands } from '#domain/decisions/question-hands.ts';
import type { Reading, Tx } from '../platform/tx.ts';

interface OfQuestion {
	readonly partnershipId: string;
	readonly id: string;
}

/** The hands that count; null where none were counted, or they were taken out again. */
export async function questionHandsOf(
	tx: Reading,
	question: OfQuestion,
): Promise<QuestionHands | null> {
	const hands = (await lastHands(tx, question))?.hands as QuestionHands | undefined;
	return hands && seatsIn(hands) > 0 ? hands : null;
}

async function lastHands(tx: Reading, question: OfQuestion) {
	return tx.db
		.selectFrom('question_hands')
		.select(['revision', 'hands'])
		.where('partnership_id', '=', question.partnershipId)
		.where('question_id', '=', question.id)
		.orderBy('revision', 'desc')
		.limit(1)
		.executeTakeFirst();
}

/** Puts a count after those before it. The question is locked by the caller. */
export async function putQuestionHands(
	tx: Tx,
	question: OfQuestion,
	counted: { hands: QuestionHands; at: Date; byPersonId: string },
): Promise<void> {
	const last = await lastHands(tx, question);
	await tx.db
		.insertInto('question_hands')
		.values({
			partnership_id: question.partnershipId,
			question_id: question.id,
			revision: (last?.revision ?? 0) + 1,
			hands: JSON.stringify(counted.hands),
			counted_at: counted.at,
			counted_by_person_id: counted.byPersonId,
		})
		.execute();
}
