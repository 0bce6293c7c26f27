import { createHash } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { isRefusal, notFound, Refusal } from '#domain/kernel/refusal.ts';
import { askedOf, questionAdmits, type QuestionManifest } from '#domain/decisions/question.ts';
import { countedSeats } from '#domain/meetings/attendance.ts';
import { quorum, type Quorum } from '#domain/meetings/quorum.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import type { Constitution } from '#domain/partnerships/constitution.ts';
import type { Recusal } from '#domain/meetings/interests.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { entering } from '../meetings/entering.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { lockMeeting } from '../meetings/meeting-store.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { constitutionOf, votingSeats } from '../partnerships/store.ts';
import type { JobRunner } from '../platform/jobs.ts';
import { command, reading, transact, type Services, type Tx } from '../platform/tx.ts';
import { lockPoll, pollsOfMeeting } from './poll-store.ts';
import { put } from './prepare-question.ts';
import { withUrn, type PreparedUrn } from './prepare-urn.ts';
import { carriedProxies, principalsOf } from './proxies.ts';
import { isToBeSecret, lockedQuestion, questionFor, tellOf } from './question-access.ts';
import { insertQuestionElectors } from './question-roll.ts';
import {
	questionAnywhere,
	questionById,
	questionsOfMeeting,
	updateQuestion,
	type Question,
} from './question-store.ts';
import { recusedFromItem } from './recused.ts';
import { rollOfVoices, type DrawnSeat } from './roll-of-voices.ts';
import { assertSecretClasses } from './secret-classes.ts';
import { openUrn } from './urn-store.ts';

/**
 * Opens a prepared question now: freezes what is asked, the rule and the roll, and hashes them. Refuses as a motion's vote
 * does: without session, item or quorum, on a break, beside another open vote or one whose result waits to be shown. Where it
 * or the rules say so its ballots go through a sealed urn, which is refused without a place for its key
 * (`decisions.urn_missing`) and for groups too small to be secret (`decisions.secret_small`). Opening what is open changes nothing.
 */
export async function openQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string },
): Promise<void> {
	const seen = await reading(
		services,
		async (tx) => (await questionFor(tx, actor, input.questionId, 'decisions.run_poll')).question,
	);
	// An election outside a meeting has its own way to open.
	const { meetingId } = seen;
	if (meetingId === null) throw notFound();
	const secret = await reading(services, (tx) => isToBeSecret(tx, seen));
	await withUrn(services, secret, (urn) =>
		command(services, actor, 'decisions.open_question', seen.id, async (tx) => {
			const { meeting } = await entering(tx, actor, meetingId, 'decisions.run_poll');
			const { question } = await lockedQuestion(tx, actor, seen.id, 'decisions.run_poll', 'alone');
			if (question.state !== 'open') await openIn(tx, meeting, question, actor.personId, urn);
		}),
	);
}

/**
 * The practice vote, in one tap: "Tea or coffee?", with everybody who is here, before the meeting starts or in session. It
 * decides nothing and is not minuted. Refuses where nobody who votes is here, and beside another open vote.
 */
export async function openPractice(
	services: Services,
	actor: Actor,
	input: { meetingId: string },
	key?: string,
): Promise<{ questionId: string }> {
	return command(
		services,
		actor,
		'decisions.open_practice',
		input.meetingId,
		async (tx) => {
			const { meeting } = await entering(tx, actor, input.meetingId, 'decisions.run_poll');
			const id = await put(tx, actor, {
				kind: 'practice',
				meeting,
				itemId: null,
				compartmentId: null,
				asked: {
					...askedOf(
						{ en: 'Tea or coffee?', cy: 'Te neu goffi?' },
						[
							{ id: 'o1', title: { en: 'Tea', cy: 'Te' } },
							{ id: 'o2', title: { en: 'Coffee', cy: 'Coffi' } },
						],
						'approval',
						1,
					),
					method: 'one',
					limits: { min: 1, max: 1, lowest: 1, highest: 1, dots: null },
				},
			});
			const question = await questionById(tx, actor.partnershipId, id);
			if (!question) throw new Error('a question that was stored is there');
			await openIn(tx, meeting, question, actor.personId, null);
			return { questionId: id };
		},
		key,
	);
}

/**
 * Opens a scheduled question whose time has come by the database's clock; nothing before that, and nothing twice. What keeps it
 * from opening is noted on it, and it waits as a draft. The job calls it at its time, and whoever votes before the job.
 */
export async function openWhenDue(services: Services, questionId: string): Promise<void> {
	const due = await reading(services, (tx) => questionAnywhere(tx, questionId));
	if (due?.state !== 'scheduled' || due.meetingId === null) return;
	const { partnershipId, meetingId } = due;
	const locked = async (tx: Tx) => {
		const meeting = await lockMeeting(tx, partnershipId, meetingId);
		const at = await lockPoll(tx, questionId, 'alone');
		const question = await questionById(tx, partnershipId, questionId);
		const now = question?.state === 'scheduled' && question.opensAt && question.opensAt <= at;
		return now && meeting ? { meeting, question } : null;
	};
	try {
		const secret = await reading(services, (tx) => isToBeSecret(tx, due));
		await withUrn(services, secret, (urn) =>
			transact(services, async (tx) => {
				const found = await locked(tx);
				if (!found) return;
				const { meeting, question } = found;
				await openIn(tx, meeting, question, question.preparedByPersonId, urn);
			}),
		);
	} catch (refusal) {
		if (!isRefusal(refusal)) throw refusal;
		await transact(services, async (tx) => {
			const found = await locked(tx);
			if (!found) return;
			const kept = { state: 'draft', opens_at: null, not_opened: refusal.code };
			await tellOf(tx, await updateQuestion(tx, found.question, kept), 'draft');
		});
	}
}

export function questionOpener(services: Services): JobRunner {
	return (payload) => openWhenDue(services, (payload as { questionId: string }).questionId);
}

/** Refuses while another vote of the meeting is open, or closed with its result not shown yet. */
export async function assertNoOtherVote(
	tx: Tx,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	than: 'motion' | 'question',
): Promise<void> {
	const questions = (await questionsOfMeeting(tx, meeting.partnershipId, meeting.id)).map(
		({ state }) => state,
	);
	if (questions.some((state) => state === 'open' || state === 'paused'))
		throw new Refusal('decisions.poll_already_open');
	if (questions.includes('closed')) throw new Refusal('decisions.result_waits');
	if (than === 'motion') return;
	const polls = await pollsOfMeeting(tx, meeting.partnershipId, meeting.id);
	if (polls.some(({ state }) => state.state === 'open'))
		throw new Refusal('decisions.poll_already_open');
	if (polls.some(({ state }) => state.state === 'closed'))
		throw new Refusal('decisions.result_waits');
}

/** The meeting is locked by the caller. */
async function openIn(
	tx: Tx,
	meeting: Meeting,
	question: Question,
	byPersonId: string,
	urn: PreparedUrn | null,
): Promise<void> {
	const practice = question.kind === 'practice';
	if (!questionAdmits(question.state, 'open')) throw new Refusal('decisions.question_opened');
	if (meeting.status !== 'in_session' && !(practice && meeting.status === 'published'))
		throw new Refusal('decisions.not_in_session');
	if (meeting.breakUntil) throw new Refusal('decisions.on_break');
	if (!practice) {
		const items = await itemsOf(tx, question.partnershipId, meeting.id);
		if (items.find((item) => item.id === question.itemId)?.state !== 'open')
			throw new Refusal('decisions.item_not_open');
	}
	await assertNoOtherVote(tx, meeting, 'question');
	const constitution = await constitutionOf(tx, question.partnershipId, meeting.bodyId);
	if (!constitution) throw new Refusal('decisions.no_rules');
	if (question.asked.method === 'consent' && (await isToBeSecret(tx, question)))
		throw new Refusal('decisions.consent_named');
	if ((await isToBeSecret(tx, question)) && !urn) throw new Refusal('decisions.urn_missing');

	const seats = await votingSeats(tx, question.partnershipId, meeting.bodyId);
	const people = await attendingNow(tx, meeting);
	const counted = new Set(countedSeats(people, constitution.rules.remote));
	const absent = await carriedProxies(tx, meeting, people, counted, seats);
	const recused =
		question.itemId === null
			? []
			: await recusedFromItem(tx, meeting, question.itemId, seats, [
					...people,
					...principalsOf(absent),
				]);
	const left = new Set(recused.map(({ seatId }) => seatId));
	const there = quorum(constitution.rules.quorum, seats, counted, left);
	if (practice && there.present === 0) throw new Refusal('decisions.nobody_here');
	if (!practice && !there.quorate)
		throw new Refusal(left.size > 0 ? 'decisions.inquorate_recused' : 'decisions.inquorate', {
			...(left.size > 0 ? { recused: left.size } : {}),
			present: there.present,
			seats: there.seats,
			needed: there.needed,
		});
	const codes = new Map(
		(await peopleIn(tx, question.partnershipId)).map(({ id, code }) => [id, code]),
	);
	const entitled = seats.filter(({ seatId }) => !left.has(seatId));
	await freezeQuestion(tx, question, {
		constitution,
		urn,
		roll: rollOfVoices(
			constitution.rules,
			entitled,
			people,
			counted,
			codes,
			await carriedProxies(tx, meeting, people, counted, entitled),
		),
		recused,
		codes,
		quorum: there,
		byPersonId,
	});
}

/**
 * Freezes what is asked with this roll, hashes it, and opens the question: the part of opening that is alike in a meeting and
 * outside one. For an election between meetings the roll holds every entitled seat as present, with no quorum (null);
 * permission, time and rule are the caller's to judge, who holds the question's lock (`lockedQuestion`).
 */
export async function freezeQuestion(
	tx: Tx,
	question: Question,
	with_: {
		constitution: Constitution;
		/** The key of a secret one, on disk already; null for a recorded one. */
		urn: PreparedUrn | null;
		roll: readonly DrawnSeat[];
		recused: readonly Recusal[];
		/** The codes of people by their ids. */
		codes: ReadonlyMap<string, string>;
		quorum: Quorum | null;
		byPersonId: string;
		closesAt?: Date;
		/** Of an election: every voting seat, with the seat of the roll that votes for it. */
		seats?: QuestionManifest['seats'];
	},
): Promise<Question> {
	const { constitution, urn, roll, recused, codes } = with_;
	const { voteBasis } = constitution.rules;
	const manifest: QuestionManifest = {
		form: 'moothall-question/1',
		kind: question.kind,
		ballot: urn ? 'secret' : 'recorded',
		...(urn
			? {
					urn: {
						publicKey: urn.publicKey,
						sealing: 'RSA-OAEP-3072 SHA-256' as const,
						...(question.paper ? { paper: true as const } : {}),
					},
				}
			: {}),
		questionId: question.id,
		bodyId: question.bodyId,
		meetingId: question.meetingId,
		itemId: question.itemId,
		openedAt: tx.now.toISOString(),
		asked: question.asked,
		rule: {
			constitution: constitution.version,
			tie: constitution.rules.tie,
			...(voteBasis === 'seat' ? {} : { voteBasis }),
			...(with_.seats ? { quorum: constitution.rules.quorum } : {}),
		},
		roll: roll.map(({ line }) => line),
		...(with_.seats ? { seats: with_.seats } : {}),
		...(recused.length > 0
			? {
					recused: recused.map(({ seatId, personId, effect, why }) => ({
						seatId,
						person: codes.get(personId) ?? null,
						effect,
						why,
					})),
				}
			: {}),
	};
	if (urn) {
		assertSecretClasses(manifest);
		await openUrn(tx, question);
	}
	const opened = await updateQuestion(tx, question, {
		state: 'open',
		secret: urn !== null,
		urn_key: urn?.pollId ?? null,
		manifest: JSON.stringify(manifest),
		manifest_hash: createHash('sha256')
			.update(canonical(manifest as unknown as Json))
			.digest('hex'),
		quorum_opened: with_.quorum && JSON.stringify(with_.quorum),
		opened_at: tx.now,
		opened_by_person_id: with_.byPersonId,
		closes_at: with_.closesAt ?? null,
		not_opened: null,
	});
	await insertQuestionElectors(tx, question, roll);
	await tellOf(tx, opened, 'open');
	return opened;
}
