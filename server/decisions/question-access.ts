import type { Actor } from '#domain/kernel/actor.ts';
import type { QuestionChanged } from '#domain/decisions/events.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { can, type Act } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { constitutionOf, standingOf } from '../partnerships/store.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { lockPoll } from './poll-store.ts';
import { questionById, type Question } from './question-store.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The question, for somebody who may do the act on it. Refuses as not found what is of elsewhere or exempt to them. */
export async function questionFor(
	tx: Reading,
	actor: Actor,
	questionId: string,
	act: Act,
): Promise<{ question: Question; standing: Standing }> {
	const question = uuid.test(questionId)
		? await questionById(tx, actor.partnershipId, questionId)
		: undefined;
	if (!question || !(await maySee(tx, actor, question))) throw notFound();
	const standing = await standingOf(tx, actor, question.bodyId);
	if (!standing) throw notFound();
	if (!can(standing, act)) throw new Refusal('kernel.not_allowed');
	return { question, standing };
}

/**
 * The same with the question's lock held until the transaction ends: voters share it, who changes its state has it alone.
 * Answers the database's time after the lock was got.
 */
export async function lockedQuestion(
	tx: Tx,
	actor: Actor,
	questionId: string,
	act: Act,
	how: 'shared' | 'alone',
): Promise<{ question: Question; standing: Standing; at: Date }> {
	await questionFor(tx, actor, questionId, act);
	const at = await lockPoll(tx, questionId, how);
	// Read again: it may have changed while this one waited for the lock.
	return { ...(await questionFor(tx, actor, questionId, act)), at };
}

/** Whether the question is to be secret: its own rule, or the body's; a practice vote never is. */
export async function isToBeSecret(
	tx: Reading,
	question: Pick<Question, 'partnershipId' | 'bodyId' | 'kind' | 'secret'>,
): Promise<boolean> {
	if (question.kind === 'practice') return false;
	if (question.secret) return true;
	const constitution = await constitutionOf(tx, question.partnershipId, question.bodyId);
	return constitution?.rules.ballot === 'secret';
}

/** Tells every screen of its meeting that the question changed; one outside a meeting is on no screen. */
export async function tellOf(
	tx: Tx,
	question: Question,
	became: QuestionChanged['became'],
	also: Pick<QuestionChanged, 'reopen' | 'again'> = {},
): Promise<void> {
	const event: QuestionChanged = {
		type: 'decisions.question_changed',
		partnershipId: question.partnershipId,
		...(question.meetingId === null ? {} : { meetingId: question.meetingId }),
		questionId: question.id,
		itemId: question.itemId,
		kind: question.kind,
		became,
		...also,
	};
	await tx.emit(event);
}
