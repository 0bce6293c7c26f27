import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { known } from '../meetings/entering.ts';
import { command, type Services } from '../platform/tx.ts';
import { presides } from './motion-acts.ts';
import { lockedQuestion } from './question-access.ts';
import { answerOfSeat } from './question-roll.ts';
import { putResolution } from './resolution-store.ts';

const longest = 1000;

/**
 * The chair records that an objection in a consent round was resolved, and how, before the round is closed; who answers anew
 * objects anew. Refuses anybody else, no reason, and a seat that does not object (`decisions.no_objection`).
 */
export async function resolveObjection(
	services: Services,
	actor: Actor,
	input: { questionId: string; seatId: string; reason: unknown },
): Promise<void> {
	const reason = typeof input.reason === 'string' ? input.reason.trim() : '';
	if (reason.length > longest)
		throw new Refusal('decisions.reason_long', { most: longest }, 'resolution');
	if (reason === '') throw new Refusal('decisions.reason_missing', {}, 'resolution');
	await command(services, actor, 'decisions.resolve_objection', input.questionId, async (tx) => {
		const { question, standing, at } = await lockedQuestion(
			tx,
			actor,
			input.questionId,
			'decisions.run_poll',
			'alone',
		);
		if (!presides(standing)) throw new Refusal('kernel.not_allowed');
		if (question.state !== 'open' && question.state !== 'paused')
			throw new Refusal('decisions.question_not_open');
		const ballot = await answerOfSeat(tx, question, known(input.seatId));
		if (question.asked.method !== 'consent' || !ballot || !isObjection(ballot.answer))
			throw new Refusal('decisions.no_objection');
		await putResolution(tx, question, {
			seatId: ballot.seatId,
			revision: ballot.revision,
			reason,
			at,
			byPersonId: actor.personId,
		});
	});
}

/** Whether an answer of a consent round objects. */
export const isObjection = (answer: object): boolean =>
	'marks' in answer && (answer.marks as Record<string, number>)['block'] === 1;
