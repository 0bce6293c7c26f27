import type { Actor } from '#domain/kernel/actor.ts';
import type { TimeAsked, TimeGiven } from '#domain/decisions/events.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { command, type Services } from '../platform/tx.ts';
import { pollFor } from './access.ts';
import { timeAsked, timeGiven, type Poll } from './poll-store.ts';
import { questionFor } from './question-access.ts';
import { questionTimeAsked, updateQuestion, type Question } from './question-store.ts';

const about = ({ partnershipId, meetingId, id, itemId }: Poll) => ({
	partnershipId,
	meetingId,
	pollId: id,
	itemId,
});

/** What the chair gives at a time (ms). */
const portion = 30_000;

/**
 * Somebody needs more time before the open vote closes: the chair is told that somebody does, never who. Asked again
 * before the chair has answered it changes nothing; it is refused once the vote is closed.
 */
export async function askForTime(
	services: Services,
	actor: Actor,
	input: { pollId: string },
): Promise<void> {
	await command(services, actor, 'decisions.ask_for_time', input.pollId, async (tx) => {
		const { poll } = await pollFor(tx, actor, input.pollId, 'decisions.cast');
		if (poll.state.state !== 'open') throw new Refusal('decisions.no_time_left');
		if (!(await timeAsked(tx, poll))) return;
		const event: TimeAsked = { type: 'decisions.time_asked', ...about(poll) };
		await tx.emit(event);
	});
}

/** The chair promises to wait another half a minute, and every screen says until when. Nothing closes by itself. */
export async function giveTime(
	services: Services,
	actor: Actor,
	input: { pollId: string },
): Promise<void> {
	await command(services, actor, 'decisions.give_time', input.pollId, async (tx) => {
		const { poll } = await pollFor(tx, actor, input.pollId, 'decisions.run_poll');
		if (poll.state.state !== 'open') throw new Refusal('decisions.no_time_left');
		await timeGiven(tx, poll, new Date(tx.now.getTime() + portion));
		const event: TimeGiven = { type: 'decisions.time_given', ...about(poll) };
		await tx.emit(event);
	});
}

/** The same for a question. */
export async function askForTimeOnQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string },
): Promise<void> {
	await command(services, actor, 'decisions.ask_for_time', input.questionId, async (tx) => {
		const { question } = await questionFor(tx, actor, input.questionId, 'decisions.cast');
		if (question.state !== 'open' || question.meetingId === null)
			throw new Refusal('decisions.no_time_left');
		if (!(await questionTimeAsked(tx, question))) return;
		await tx.emit({ type: 'decisions.time_asked', ...aboutQuestion(question) });
	});
}

/** The same for a question. */
export async function giveTimeOnQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string },
): Promise<void> {
	await command(services, actor, 'decisions.give_time', input.questionId, async (tx) => {
		const { question } = await questionFor(tx, actor, input.questionId, 'decisions.run_poll');
		if (question.state !== 'open' || question.meetingId === null)
			throw new Refusal('decisions.no_time_left');
		await updateQuestion(tx, question, {
			time_asked_at: null,
			time_given_until: new Date(tx.now.getTime() + portion),
		});
		await tx.emit({ type: 'decisions.time_given', ...aboutQuestion(question) });
	});
}

const aboutQuestion = ({ partnershipId, meetingId, id, itemId }: Question) => ({
	partnershipId,
	...(meetingId === null ? {} : { meetingId }),
	pollId: id,
	itemId,
});
