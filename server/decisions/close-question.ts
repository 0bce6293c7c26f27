import { Buffer } from 'node:buffer';
import type { Actor } from '#domain/kernel/actor.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import {
	awaitsChoice,
	countQuestion,
	type QuestionResult,
} from '#domain/decisions/count-question.ts';
import type { Answer } from '#domain/decisions/answer.ts';
import { papersTold } from '#domain/decisions/paper-totals.ts';
import { answerPaper } from '#domain/decisions/sealed-answer.ts';
import { quorumOfAnswers } from '#domain/decisions/written.ts';
import { questionAdmits, type QuestionManifest } from '#domain/decisions/question.ts';
import type { AttendanceChanged } from '#domain/meetings/events.ts';
import { countedSeats } from '#domain/meetings/attendance.ts';
import { quorum, type Quorum } from '#domain/meetings/quorum.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { constitutionOf, votingSeats } from '../partnerships/store.ts';
import { command, type Reading, type Services, type Tx } from '../platform/tx.ts';
import { lotOf } from './lot.ts';
import { presides } from './motion-acts.ts';
import { openedAnswers, openTheUrn } from './open-the-urn.ts';
import { lockPoll } from './poll-store.ts';
import { sweepUrns, urnKeysOf } from './prepare-urn.ts';
import { lockedQuestion, tellOf } from './question-access.ts';
import { questionHandsOf } from './question-hands-store.ts';
import { answersOf, questionRoll } from './question-roll.ts';
import { openQuestionOfMeeting, updateQuestion, type Question } from './question-store.ts';
import { assertPapers, recordPapers } from './papers.ts';
import { papersOut } from './paper-store.ts';
import { ofQuestion } from './paper-vote.ts';
import { resolutionsOf } from './resolution-store.ts';
import { keepSealed, tickedSeats, urnRecordOf } from './urn-store.ts';

const longest = 1000;

/**
 * Closes the question and counts what is stored; the result stays hidden, from the chair too, until it is shown. A practice vote
 * shows it at once. Closing what is closed changes nothing. `choiceNeeded`: equal votes wait for the chair's casting vote.
 */
export async function closeQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string },
): Promise<{ choiceNeeded: boolean }> {
	const closed = await command(
		services,
		actor,
		'decisions.close_question',
		input.questionId,
		async (tx) => {
			const { question, at } = await alone(tx, actor, input.questionId);
			return closeAt(services, tx, question, { at, byPersonId: actor.personId });
		},
	);
	await sweepUrns(services, actor);
	return closed;
}

/**
 * The same for whoever has judged that it is to be closed (an election at its deadline) and holds the question's lock. The urn
 * of a secret one is opened here; whoever calls it destroys the key after the commit (`sweepUrns`).
 */
export async function closeAt(
	services: Services,
	tx: Tx,
	question: Question,
	closing: { at: Date; byPersonId: string | null },
): Promise<{ choiceNeeded: boolean }> {
	if (question.state === 'closed' || question.state === 'shown')
		return { choiceNeeded: question.result !== null && awaitsChoice(question.result) };
	if (question.voided !== null) throw new Refusal('decisions.poll_void');
	if (!questionAdmits(question.state, 'close')) throw new Refusal('decisions.question_not_open');
	await assertPapers(tx, ofQuestion(question));
	if (question.urnKey !== null && question.manifest)
		await openTheUrn(tx, { ...question, manifest: question.manifest }, urnKeysOf(services), {
			keyId: question.urnKey,
			paper: answerPaper(question.manifest.asked),
		});
	await recordPapers(tx, ofQuestion(question));
	const seed = Buffer.from(services.ids.random(16)).toString('hex');
	const result = await countStored(tx, question, seed);
	const there = await quorumOf(tx, question);
	const practice = question.kind === 'practice';
	const closed = await updateQuestion(tx, question, {
		state: practice ? 'shown' : 'closed',
		closed_at: closing.at,
		closed_by_person_id: closing.byPersonId,
		quorum_closed: there && JSON.stringify(there),
		result: JSON.stringify(result),
		...(practice ? { shown_at: closing.at } : {}),
	});
	await tellOf(tx, closed, closed.state);
	return { choiceNeeded: awaitsChoice(result) };
}

/**
 * Shows the result to everyone. Where the quorum was lost before closing the chair says why it stands (`reason`), or it is
 * refused (`decisions.quorum_lost`). Where equal votes are the chair's to part, `casting` holds the ids of the options
 * that get the last places, which only a chair gives (`decisions.casting_choice`). Showing twice changes nothing.
 */
export async function showQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string; casting?: readonly string[]; reason?: unknown },
): Promise<void> {
	await command(services, actor, 'decisions.show_question', input.questionId, async (tx) => {
		const { question, standing, at } = await alone(tx, actor, input.questionId);
		await showAt(tx, question, { ...input, at, standing });
	});
}

/** The same for whoever holds the question's lock; `standing` is null where nobody presides over it. */
export async function showAt(
	tx: Tx,
	question: Question,
	with_: {
		at: Date;
		standing: Standing | null;
		casting?: readonly string[];
		reason?: unknown;
		/** Who may say that it stands without a quorum has been judged already. */
		decided?: boolean;
	},
): Promise<void> {
	if (question.state === 'shown') return;
	if (question.voided !== null) throw new Refusal('decisions.poll_void');
	if (question.state !== 'closed' || !question.result) throw new Refusal('decisions.poll_open');
	const papers = (await urnRecordOf(tx, question))?.paper;
	if (papers && !papers.totals) throw new Refusal('decisions.paper_waits');
	const chairs = with_.standing !== null && presides(with_.standing);
	const reason = typeof with_.reason === 'string' ? with_.reason.trim().slice(0, longest) : '';
	if (questionLostQuorum(question) && (reason === '' || !(chairs || with_.decided)))
		throw new Refusal('decisions.quorum_lost', {}, 'reason');
	let { result } = question;
	if (awaitsChoice(result)) {
		const { tie } = result;
		const casting = with_.casting ?? [];
		if (
			!tie ||
			casting.length !== tie.places ||
			new Set(casting).size !== casting.length ||
			casting.some((id) => !tie.among.includes(id))
		)
			throw new Refusal('decisions.casting_choice', { count: tie?.places ?? 0 }, 'casting');
		if (!chairs) throw new Refusal('kernel.not_allowed');
		result = await countStored(tx, question, result.seed ?? '', casting);
	}
	const shown = await updateQuestion(tx, question, {
		state: 'shown',
		shown_at: with_.at,
		stands_because: reason === '' ? null : reason,
		result: JSON.stringify(result),
	});
	await tellOf(tx, shown, 'shown');
}

/** Counts a closed question anew, with the papers that two tellers have agreed on; whoever calls it holds its lock. */
export async function recountQuestion(
	services: Pick<Services, 'ids'>,
	tx: Tx,
	question: Question,
): Promise<void> {
	const seed = Buffer.from(services.ids.random(16)).toString('hex');
	const result = JSON.stringify(await countStored(tx, question, seed));
	await tellOf(tx, await updateQuestion(tx, question, { result }), 'closed');
}

/** Makes a question void before its result is shown: its ballots stay, sealed, and it can be asked again. Refuses no reason. */
export async function voidQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string; reason: unknown },
): Promise<void> {
	const reason = typeof input.reason === 'string' ? input.reason.trim() : '';
	if (reason.length > longest)
		throw new Refusal('decisions.reason_long', { most: longest }, 'voidReason');
	if (reason === '') throw new Refusal('decisions.reason_missing', {}, 'voidReason');
	await command(services, actor, 'decisions.void_question', input.questionId, async (tx) => {
		const { question, at } = await alone(tx, actor, input.questionId);
		if (question.state === 'void') return;
		if (question.state === 'shown') throw new Refusal('decisions.result_shown');
		if (!questionAdmits(question.state, 'void')) throw new Refusal('decisions.question_not_open');
		await voidAt(tx, question, { at, byPersonId: actor.personId, reason });
	});
	await sweepUrns(services, actor);
}

/**
 * The same for whoever holds the question's lock. The ballots of a secret one stay sealed in one row, and its urn goes. With
 * `reopen` it is asked again by itself after the commit, since only the roll had to change.
 */
export async function voidAt(
	tx: Tx,
	question: Question,
	by: { at: Date; byPersonId: string | null; reason: string; reopen?: boolean },
): Promise<void> {
	const { at, byPersonId, reason } = by;
	if (question.urnKey !== null && (question.state === 'open' || question.state === 'paused'))
		await keepSealed(tx, question, question.manifest?.roll.map(({ seatId }) => seatId) ?? []);
	const changed = await updateQuestion(tx, question, {
		state: 'void',
		voided_at: at,
		void_reason: reason,
		...(question.closedAt ? {} : { closed_at: at, closed_by_person_id: byPersonId }),
		// What had been counted is forgotten; the ballots stay.
		result: null,
	});
	await tellOf(tx, changed, 'void', by.reopen ? { reopen: true } : {});
}

/** The chair holds an open question: nobody votes until it goes on, and what is cast stays. */
export async function pauseQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string },
): Promise<void> {
	await command(services, actor, 'decisions.pause_question', input.questionId, async (tx) => {
		const { question, at } = await alone(tx, actor, input.questionId);
		if (question.state === 'paused') return;
		if (!questionAdmits(question.state, 'pause')) throw new Refusal('decisions.question_not_open');
		await pause(tx, question, at, 'chair');
	});
}

/** Goes on with a paused question. Refuses while there is no quorum (`decisions.still_inquorate`). */
export async function resumeQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string },
): Promise<void> {
	await command(services, actor, 'decisions.resume_question', input.questionId, async (tx) => {
		const { question } = await alone(tx, actor, input.questionId);
		if (question.state === 'open') return;
		if (!questionAdmits(question.state, 'resume')) throw new Refusal('decisions.question_not_open');
		const there = await quorumOf(tx, question);
		if (there && !there.quorate)
			throw new Refusal('decisions.still_inquorate', {
				present: there.present,
				seats: there.seats,
				needed: there.needed,
			});
		const changed = await updateQuestion(tx, question, {
			state: 'open',
			paused_at: null,
			paused_by: null,
		});
		await tellOf(tx, changed, 'open', { again: true });
	});
}

/** Inside the transaction of whoever left: an open question stops by itself when the quorum goes. */
export async function pauseWhenInquorate(tx: Tx, event: AttendanceChanged): Promise<void> {
	const open = await openQuestionOfMeeting(tx, event.partnershipId, event.meetingId);
	if (open?.state !== 'open' || open.kind === 'practice') return;
	const at = await lockPoll(tx, open.id, 'alone');
	const question = await openQuestionOfMeeting(tx, event.partnershipId, event.meetingId);
	if (question?.state !== 'open') return;
	const there = await quorumOf(tx, question);
	if (there && !there.quorate) await pause(tx, question, at, 'quorum');
}

async function pause(tx: Tx, question: Question, at: Date, by: 'chair' | 'quorum'): Promise<void> {
	const changed = await updateQuestion(tx, question, {
		state: 'paused',
		paused_at: at,
		paused_by: by,
	});
	await tellOf(tx, changed, 'paused');
}

/** Whether the quorum was there at opening and not any more at closing: then the chair decides. */
export function questionLostQuorum({ quorumClosed }: Pick<Question, 'quorumClosed'>): boolean {
	return quorumClosed !== null && !quorumClosed.quorate;
}

const alone = (tx: Tx, actor: Actor, questionId: string) =>
	lockedQuestion(tx, actor, questionId, 'decisions.run_poll', 'alone');

/** The seats of the roll that answered so far, put a ballot into the urn, or took a paper. */
async function tookPart(tx: Reading, question: Question): Promise<Set<string>> {
	if (!question.secret) return new Set((await answersOf(tx, question)).map(({ seatId }) => seatId));
	const record = await urnRecordOf(tx, question);
	const seats = record ? record.tookPart : await tickedSeats(tx, question);
	return new Set([...seats, ...(await papersOut(tx, question))]);
}

/**
 * The quorum as the room stands now; null for a practice vote. Of an election, which is held between meetings: the rules' quorum
 * of all voting seats of the body, those counting as there that took part (a vote of an organisation or a person with several seats
 * fills each of them), as in a written procedure.
 */
async function quorumOf(tx: Reading, question: Question): Promise<Quorum | null> {
	const { meetingId, partnershipId, bodyId, manifest } = question;
	if (manifest?.rule.quorum && manifest.seats) {
		// As in the room, a vote that another carries makes no quorum.
		const carried = (await questionRoll(tx, question)).filter(({ byProxy }) => byProxy);
		return quorumOfAnswers(
			{ rule: { quorum: manifest.rule.quorum }, seats: manifest.seats, recused: [] },
			(await tookPart(tx, question)).difference(new Set(carried.map(({ seatId }) => seatId))),
			[],
		);
	}
	if (question.kind === 'practice' || meetingId === null) return null;
	const constitution = await constitutionOf(tx, partnershipId, bodyId);
	if (!constitution) return null;
	const people = await attendingNow(tx, { partnershipId, id: meetingId });
	return quorum(
		constitution.rules.quorum,
		await votingSeats(tx, partnershipId, bodyId),
		countedSeats(people, constitution.rules.remote),
		question.manifest?.recused?.map(({ seatId }) => seatId) ?? [],
	);
}

/** The answers that count: by seat, or those of an opened urn, of which nobody knows whose is which. */
export async function countedAnswers(
	tx: Reading,
	question: Question,
	manifest: QuestionManifest,
): Promise<{ seatId: string; answer: Answer }[]> {
	if (manifest.ballot === 'recorded') return answersOf(tx, question);
	return openedAnswers(tx, { ...question, manifest });
}

/** Counts the stored answers on the frozen roll by the frozen method: what anyone gets who counts them again. */
async function countStored(
	tx: Reading,
	question: Question,
	seed: string,
	casting?: readonly string[],
): Promise<QuestionResult> {
	const { manifest } = question;
	if (!manifest) throw new Error('an open question has its manifest');
	const hands = await questionHandsOf(tx, question);
	const resolved = await resolutionsOf(tx, question);
	const paper = (await urnRecordOf(tx, question))?.paper;
	return countQuestion({
		asked: manifest.asked,
		roll: manifest.roll,
		ballots: await countedAnswers(tx, question, manifest),
		...(hands ? { hands } : {}),
		...(resolved.length > 0 ? { resolved } : {}),
		...(paper?.totals ? { paper: papersTold(paper) } : {}),
		tie: manifest.rule.tie,
		seed,
		lot: lotOf(seed),
		...(casting ? { casting } : {}),
	});
}
