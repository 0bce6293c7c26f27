import type { Actor } from '#domain/kernel/actor.ts';
import { clockTime } from '#domain/kernel/calendar.ts';
import { notFound } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Answer } from '#domain/decisions/answer.ts';
import { awaitsChoice, type QuestionResult } from '#domain/decisions/count-question.ts';
import type { QuestionManifest } from '#domain/decisions/question.ts';
import type {
	QuestionBrief,
	QuestionForVoter,
	QuestionRollLine,
	QuestionView,
} from '#domain/decisions/question-shown.ts';
import type { UrnRecord } from '#domain/decisions/shown.ts';
import { handsAsAnswers, type QuestionHands } from '#domain/decisions/question-hands.ts';
import { inUnits } from '#domain/decisions/weights.ts';
import { votesFor } from '#domain/decisions/roll.ts';
import { can } from '#domain/partnerships/policy.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { meetingById, meetingBySlug } from '../meetings/meeting-store.ts';
import { isPublic } from '../meetings/public.ts';
import { constitutionOf, standingOf } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { countedAnswers, questionLostQuorum } from './close-question.ts';
import { presides } from './motion-acts.ts';
import { mayTakeQuestionHands, questionHandsAtMost } from './question-hands.ts';
import { questionHandsOf } from './question-hands-store.ts';
import { isToBeSecret, questionFor } from './question-access.ts';
import { answerOfSeat, answersOf, questionRoll, questionTurnout } from './question-roll.ts';
import { oneOf, ownSeat } from './own-seats.ts';
import { namedFor } from './roll-store.ts';
import { isObjection } from './resolve-objection.ts';
import { resolutionsOf } from './resolution-store.ts';
import { questionById, questionsOfMeeting, type Question } from './question-store.ts';
import { tickedSeats, urnRecordOf } from './urn-store.ts';
import type { Viewer } from './views.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The question in brief, for views that have checked who looks. */
async function briefOf(tx: Reading, question: Question): Promise<QuestionBrief> {
	return {
		questionId: question.id,
		kind: question.kind,
		meetingId: question.meetingId,
		itemId: question.itemId,
		compartmentId: question.compartmentId,
		state: question.state,
		asked: question.asked,
		ballot: (question.openedAt ? question.secret : await isToBeSecret(tx, question))
			? 'secret'
			: 'recorded',
		paper: question.paper,
		opensAt: question.opensAt,
		openedAt: question.openedAt,
		closesAt: question.closesAt,
		closedAt: question.closedAt,
		shownAt: question.shownAt,
		pausedBy: question.pausedBy,
		turnout: await questionTurnout(tx, question),
	};
}

/** The question as one person of the body sees it, with their own seat and answer (or that asked for, `oneOf`). Refuses as not found what they may not see, and drafts. */
export async function questionForVoter(
	services: Pick<Services, 'db'>,
	actor: Actor,
	questionId: string,
	seatId?: string,
): Promise<QuestionForVoter> {
	return reading(services, async (tx) => {
		const { question, standing } = await questionFor(tx, actor, questionId, 'live.follow');
		if (!question.openedAt) throw notFound();
		const brief = await briefOf(tx, question);
		const own = votesFor(await questionRoll(tx, question), standing);
		if (!own?.seats) {
			const recused = question.manifest?.recused?.some(({ seatId }) =>
				standing.seats.some((seat) => seat.seatId === seatId),
			);
			const why = recused ? 'decisions.recused' : own?.why;
			return {
				question: brief,
				seat: null,
				others: [],
				ballot: null,
				secret: null,
				why: why ? { code: why, values: { time: clockTime(question.openedAt) } } : null,
			};
		}
		const publicKey = question.manifest?.urn?.publicKey;
		const voted = question.secret
			? await tickedSeats(tx, question)
			: new Set((await answersOf(tx, question)).map((each) => each.seatId));
		const { seat, others } = oneOf(own.seats, voted, seatId);
		const ballot = await answerOfSeat(tx, question, seat.seatId);
		return {
			question: brief,
			why: null,
			secret: publicKey ? { publicKey, voted: voted.has(seat.seatId) } : null,
			seat: ownSeat(seat),
			others,
			ballot: ballot
				? {
						answer: ballot.answer,
						castAt: ballot.castAt,
						reference: ballot.reference,
						revision: ballot.revision,
						channel: ballot.channel,
					}
				: null,
		};
	});
}

/** The roll of a question for those who enter answers: who has answered, never how the devices did. */
export async function questionRollView(
	services: Pick<Services, 'db'>,
	actor: Actor,
	questionId: string,
): Promise<{
	question: QuestionBrief;
	lines: QuestionRollLine[];
	/** Where hands may be counted as totals: what was counted, and how many seats in the room have not answered. */
	hands: { counted: QuestionHands | null; most: number } | null;
}> {
	return reading(services, async (tx) => {
		const { question } = await questionFor(tx, actor, questionId, 'decisions.record_ballot');
		if (!question.openedAt) throw notFound();
		// Who has voted in secret is told in numbers only, and nobody enters it for them.
		if (question.secret) return { question: await briefOf(tx, question), lines: [], hands: null };
		const ballots = new Map((await answersOf(tx, question)).map((each) => [each.seatId, each]));
		const lines = (await questionRoll(tx, question)).map((seat): QuestionRollLine => {
			const ballot = ballots.get(seat.seatId);
			return {
				seatId: seat.seatId,
				organisation: seat.organisationName,
				...namedFor(seat),
				present: seat.present,
				mode: seat.mode,
				voted: ballot !== undefined,
				channel: ballot?.channel ?? null,
				reference: ballot?.reference ?? null,
				answer: ballot && isEntered(ballot.channel) ? ballot.answer : null,
			};
		});
		const hands = (await mayTakeQuestionHands(tx, question))
			? {
					counted: await questionHandsOf(tx, question),
					most: await questionHandsAtMost(tx, question),
				}
			: null;
		return { question: await briefOf(tx, question), lines, hands };
	});
}

const isEntered = (channel: string): boolean =>
	channel === 'hand' || channel === 'roll_call' || channel === 'telephone';

/** The questions of a meeting that the viewer may see: drafts are for those who run votes; a practice vote is no business of the meeting. */
export async function questionsPage(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	slug: string,
): Promise<
	| {
			meeting: { id: string; slug: string; startsAt: Date; over: boolean };
			items: { id: string; number: number; title: Text | null; taken: boolean; open: boolean }[];
			questions: QuestionBrief[];
			mayPrepare: boolean;
			/** By the rules every vote of the body is secret. */
			secretByRules: boolean;
	  }
	| undefined
> {
	return reading(services, async (tx) => {
		const meeting = await meetingBySlug(tx, viewer.partnershipId, slug);
		if (!meeting) return undefined;
		const standing = viewer.actor && (await standingOf(tx, viewer.actor, meeting.bodyId));
		if (!can(standing, 'live.follow') && !(await isPublic(tx, meeting))) return undefined;
		const runs = can(standing, 'decisions.run_poll');
		const found = await questionsOfMeeting(tx, viewer.partnershipId, meeting.id);
		const questions: QuestionBrief[] = [];
		for (const question of found)
			if (
				question.kind !== 'practice' &&
				(runs || question.openedAt) &&
				(await maySee(tx, viewer.actor, question))
			)
				questions.push(await briefOf(tx, question));
		const items = [];
		for (const item of await itemsOf(tx, viewer.partnershipId, meeting.id))
			items.push({
				id: item.id,
				number: item.number,
				title: (await maySee(tx, viewer.actor, item)) ? item.title : null,
				taken: item.state === 'done',
				open: item.state === 'open',
			});
		return {
			meeting: {
				id: meeting.id,
				slug: meeting.slug,
				startsAt: meeting.startsAt,
				over: meeting.status === 'ended',
			},
			items,
			questions,
			mayPrepare: runs && meeting.status !== 'ended',
			secretByRules:
				(await constitutionOf(tx, viewer.partnershipId, meeting.bodyId))?.rules.ballot === 'secret',
		};
	});
}

/** The questions prepared under an item that may be opened: for the chair's desk. */
export async function preparedFor(
	services: Pick<Services, 'db'>,
	actor: Actor,
	meetingId: string,
	itemId: string | null,
): Promise<QuestionBrief[]> {
	return reading(services, async (tx) => {
		const prepared: QuestionBrief[] = [];
		for (const question of await questionsOfMeeting(tx, actor.partnershipId, meetingId))
			if (
				(question.state === 'draft' || question.state === 'scheduled') &&
				question.itemId === itemId &&
				(await maySee(tx, actor, question))
			)
				prepared.push(await briefOf(tx, question));
		return prepared;
	});
}

/** A question's own page. Undefined alike for none, for one exempt to the viewer, and for a draft of somebody who runs no votes. */
export async function questionView(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	questionId: string,
): Promise<QuestionView | undefined> {
	if (!uuid.test(questionId)) return undefined;
	return reading(services, async (tx) => {
		const question = await questionById(tx, viewer.partnershipId, questionId);
		if (!question || !(await maySee(tx, viewer.actor, question))) return undefined;
		const standing = viewer.actor && (await standingOf(tx, viewer.actor, question.bodyId));
		const runs = can(standing, 'decisions.run_poll');
		const meeting =
			question.meetingId === null
				? undefined
				: await meetingById(tx, viewer.partnershipId, question.meetingId);
		const shown = question.state === 'shown' ? question.result : null;
		if (!runs && !question.openedAt) return undefined;
		if (!can(standing, 'live.follow') && !(shown && meeting && (await isPublic(tx, meeting))))
			return undefined;
		const items = meeting ? await itemsOf(tx, viewer.partnershipId, meeting.id) : [];
		const item = items.find(({ id }) => id === question.itemId);
		const waits = question.state === 'closed' && question.result && awaitsChoice(question.result);
		const tie = waits ? question.result?.tie : null;
		return {
			question: await briefOf(tx, question),
			meeting: meeting
				? {
						slug: meeting.slug,
						startsAt: meeting.startsAt,
						inSession: meeting.status === 'in_session',
					}
				: null,
			item: item ? { number: item.number, title: item.title } : null,
			manifestHash: question.manifestHash,
			voided: question.voided,
			standsBecause: question.standsBecause,
			result: shown,
			votes: shown && !question.secret ? await answersByName(tx, question) : [],
			urn: (shown && question.secret && (await urnRecordOf(tx, question))) || null,
			desk:
				runs && standing
					? {
							notOpened: question.notOpened,
							choiceNeeded: tie ? { among: tie.among, places: tie.places } : null,
							quorumLost: question.state === 'closed' && questionLostQuorum(question),
							papers: question.manifest?.urn?.paper === true && question.state !== 'shown',
							presides: presides(standing),
							objections: await objectionsIn(tx, question),
						}
					: null,
			entersAnswers: !question.secret && can(standing, 'decisions.record_ballot'),
		};
	});
}

/** The objections of a consent round while it goes on: for those who run it, since the round is about them. */
async function objectionsIn(
	tx: Reading,
	question: Question,
): Promise<NonNullable<QuestionView['desk']>['objections']> {
	if (question.asked.method !== 'consent' || !question.openedAt || question.closedAt) return [];
	const resolved = new Map(
		(await resolutionsOf(tx, question)).map(({ seatId, reason }) => [seatId, reason]),
	);
	const roll = new Map((await questionRoll(tx, question)).map((seat) => [seat.seatId, seat]));
	return (await answersOf(tx, question)).flatMap(({ seatId, answer }) => {
		const seat = roll.get(seatId);
		return seat && isObjection(answer)
			? [
					{
						seatId,
						name: namedFor(seat).name,
						organisation: seat.organisationName,
						reason: ('reason' in answer && answer.reason) || '',
						resolved: resolved.get(seatId) ?? null,
					},
				]
			: [];
	});
}

async function answersByName(tx: Reading, question: Question): Promise<QuestionView['votes']> {
	const ballots = new Map((await answersOf(tx, question)).map((each) => [each.seatId, each]));
	return (await questionRoll(tx, question)).map((seat) => ({
		seatId: seat.seatId,
		organisation: seat.organisationName,
		...namedFor(seat),
		present: seat.present,
		channel: ballots.get(seat.seatId)?.channel ?? null,
		answer: ballots.get(seat.seatId)?.answer ?? null,
	}));
}

/** What was frozen and every answer, by what ballots hold: for whoever counts again. Undefined before the result is shown. */
export async function questionPapers(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	questionId: string,
): Promise<
	| {
			manifest: QuestionManifest;
			manifestHash: string;
			/** The opened urn of a secret one. */
			urn: UrnRecord | null;
			result: QuestionResult;
			answers: { answer: Answer; count: number }[];
			seed: string | null;
	  }
	| undefined
> {
	const view = await questionView(services, viewer, questionId);
	if (!view?.result) return undefined;
	const { result } = view;
	return reading(services, async (tx) => {
		const question = await questionById(tx, viewer.partnershipId, questionId);
		if (!question?.manifest) return undefined;
		const hands = question.result?.hands;
		const { roll } = question.manifest;
		const { units } = inUnits(roll.map((seat) => seat.weight ?? '1'));
		const weighs = new Map(roll.map((seat, at) => [seat.seatId, units[at] ?? 1]));
		return {
			manifest: question.manifest,
			manifestHash: question.manifestHash ?? '',
			urn: view.urn,
			result,
			answers: [
				...(await countedAnswers(tx, question, question.manifest)).map(({ seatId, answer }) => ({
					answer,
					count: weighs.get(seatId) ?? 1,
				})),
				...(hands ? handsAsAnswers(question.asked, hands) : []).map((answer) => ({
					answer,
					count: 1,
				})),
			],
			seed: question.result?.seed ?? null,
		};
	});
}
