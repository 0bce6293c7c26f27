import { isRefusal } from '#domain/kernel/refusal.ts';
import type { PollVoided, QuestionChanged } from '#domain/decisions/events.ts';
import type { InterestDeclared } from '#domain/meetings/events.ts';
import type { Reaction } from '../platform/outbox.ts';
import { command, reading, transact, type Services, type Tx } from '../platform/tx.ts';
import { voidAt } from './close-question.ts';
import { openPoll } from './open-poll.ts';
import { openQuestion } from './open-question.ts';
import { lockPoll, openerOf, openPollOfMeeting, pollById, putNotReopened } from './poll-store.ts';
import { questionRoll } from './question-roll.ts';
import {
	insertQuestion,
	openQuestionOfMeeting,
	questionById,
	questionOpenerOf,
	updateQuestion,
} from './question-store.ts';
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

/** The same of a secret question that is open: its sealed ballots can't be taken out again either. */
export async function voidQuestionOnRecusal(tx: Tx, event: InterestDeclared): Promise<void> {
	if (event.effect === 'remain_and_vote' || event.motionId !== null) return;
	const of = () => openQuestionOfMeeting(tx, event.partnershipId, event.meetingId);
	const seen = await of();
	if (!seen?.secret || seen.itemId !== event.itemId) return;
	const at = await lockPoll(tx, seen.id, 'alone');
	const question = await of();
	if (question?.id !== seen.id) return;
	const there = (await questionRoll(tx, question)).some(
		({ personId, present }) => present && personId === event.personId,
	);
	if (there)
		await voidAt(tx, question, { at, byPersonId: event.personId, reason: why, reopen: true });
}

/** Asks a void question again: what it asked as a draft, once, and opened where the rules let it; else the draft says why not. */
async function askAgain(services: Services, told: QuestionChanged): Promise<void> {
	await sweepUrns(services);
	const { partnershipId, questionId } = told;
	const { question, actor } = await reading(services, async (tx) => {
		const found = await questionById(tx, partnershipId, questionId);
		return { question: found, actor: found && (await questionOpenerOf(tx, found)) };
	});
	if (!question || !actor) return;
	const again = await command(
		services,
		actor,
		'decisions.ask_again',
		questionId,
		async (tx) => {
			const id = tx.uuid();
			await insertQuestion(tx, { ...question, id });
			return { questionId: id };
		},
		questionId,
	);
	try {
		await openQuestion(services, actor, again);
	} catch (refusal) {
		if (!isRefusal(refusal)) throw refusal;
		await transact(services, async (tx) => {
			const draft = await questionById(tx, partnershipId, again.questionId);
			if (draft?.state === 'draft') await updateQuestion(tx, draft, { not_opened: refusal.code });
		});
	}
}

/**
 * After the commit: opens such a vote again for whoever had opened it, once, with a key of its own. What stands in the way by
 * the rules (no quorum without that seat, too few to be secret) leaves it to the chair.
 */
export function reopenReactions(services: Services): readonly (readonly [string, Reaction])[] {
	return [
		[
			'decisions.question_changed',
			async (told) => {
				const changed = told as QuestionChanged;
				if (changed.became === 'void' && changed.reopen) await askAgain(services, changed);
			},
		],
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
				const again = {
					meetingId,
					motionId,
					amendmentId: amendmentId ?? undefined,
					paper: poll.manifest.urn?.paper === true,
				};
				try {
					await openPoll(services, actor, again, pollId);
				} catch (refusal) {
					if (!isRefusal(refusal)) throw refusal;
					// Told on the vote's pages to who runs it: nobody looks into a log during a meeting.
					const { code, values } = refusal;
					await transact(services, (tx) => putNotReopened(tx, poll, { code, values }));
				}
			},
		],
	];
}
