import type { Actor } from '#domain/kernel/actor.ts';
import { clockTime, isoDate } from '#domain/kernel/calendar.ts';
import { isRefusal, type RefusalValues } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { votesFor, type VoterSeat } from '#domain/decisions/roll.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import { bodyName, standingOf } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { ballotOf } from './ballot-store.ts';
import { electionsOf } from './election-store.ts';
import { votesUnderWay } from './my-votes-store.ts';
import { pollById } from './poll-store.ts';
import { answerOfSeat, questionRoll } from './question-roll.ts';
import { questionById } from './question-store.ts';
import { rollOf } from './roll-store.ts';
import { papersOut, papersToAttest } from './paper-store.ts';
import { followedPapers } from './paper-vote.ts';
import { tickedSeats } from './urn-store.ts';
import { answersOf, procedureById, writtenElectors } from './written-store.ts';

/** How far somebody's vote is, as the server knows it; what is on its way only their device knows. */
export type VoteState =
	| { readonly is: 'not_sent' }
	/** They were named as a teller of its papers, and are to say whether they counted what was entered. */
	| { readonly is: 'to_attest' }
	| { readonly is: 'recorded'; readonly at: Date | null; readonly reference: string | null }
	/** Why: the sentence of a refusal. */
	| { readonly is: 'not_counted'; readonly code: string; readonly values: RefusalValues };

export interface MyVote {
	/** What its device calls it while it is on its way. */
	readonly id: string;
	readonly title: Text;
	readonly body: Text;
	/** Its page, after the partnership's address. */
	readonly path: string;
	/** When the time to vote ends; null where somebody closes it by hand. */
	readonly until: Date | null;
	readonly open: boolean;
	readonly state: VoteState;
}

const closed = (at: Date): VoteState => ({
	is: 'not_counted',
	code: 'decisions.closed_without',
	values: { time: clockTime(at), date: isoDate(at).split('-').reverse().join('/') },
});

/**
 * Everything a person may vote on now, and what closed without their vote in the last two weeks: polls of meetings, questions
 * and elections, and motions in writing, on every body where they have a seat. What needs their vote comes first, and papers that
 * they were named as a teller of.
 */
export async function myVotes(services: Pick<Services, 'db'>, actor: Actor): Promise<MyVote[]> {
	return reading(services, async (tx) => {
		const { partnershipId } = actor;
		const under = await votesUnderWay(tx, partnershipId);
		const standings = new Map<string, Standing | null>();
		const on = async (bodyId: string) => {
			if (!standings.has(bodyId)) standings.set(bodyId, await standingOf(tx, actor, bodyId));
			return standings.get(bodyId) ?? null;
		};
		const found: (MyVote | null)[] = [];
		for (const id of under.polls) found.push(await ofPoll(tx, actor, id, on));
		for (const id of under.questions) found.push(await ofQuestion(tx, actor, id, under.now, on));
		for (const id of under.procedures) found.push(await ofProcedure(tx, actor, id, under.now));
		for (const id of await papersToAttest(tx, actor)) found.push(await ofPapers(tx, actor, id));
		const order = { not_sent: 0, to_attest: 0, recorded: 1, not_counted: 2 };
		return found
			.filter((each) => each !== null)
			.sort(
				(a, b) =>
					order[a.state.is] - order[b.state.is] ||
					(a.until?.getTime() ?? 0) - (b.until?.getTime() ?? 0),
			);
	});
}

type StandingOn = (bodyId: string) => Promise<Standing | null>;

interface Own {
	readonly seatIds: readonly string[];
	readonly why: VoteState | null;
}

/** The seats that are theirs to vote for, or why they have none in this; null where it is no matter of theirs. */
function ownOf(
	roll: readonly VoterSeat[],
	standing: Standing,
	recused: readonly { readonly seatId: string }[] | undefined,
	openedAt: Date,
): Own | null {
	const own = votesFor(roll, standing);
	if (own?.seats) return { seatIds: own.seats.map(({ seatId }) => seatId), why: null };
	const values = { time: clockTime(openedAt) };
	if (own) return { seatIds: [], why: { is: 'not_counted', code: own.why, values } };
	return recused?.some(({ seatId }) => standing.seats.some((seat) => seat.seatId === seatId))
		? { seatIds: [], why: { is: 'not_counted', code: 'decisions.recused', values: {} } }
		: null;
}

async function ofPoll(
	tx: Reading,
	actor: Actor,
	id: string,
	on: StandingOn,
): Promise<MyVote | null> {
	const poll = await pollById(tx, actor.partnershipId, id);
	const standing = poll && (await on(poll.bodyId));
	if (!poll || !standing || !(await maySee(tx, actor, poll))) return null;
	const meeting = await meetingById(tx, actor.partnershipId, poll.meetingId);
	const own = ownOf(await rollOf(tx, poll), standing, poll.manifest.recused, poll.state.openedAt);
	if (!own || !meeting) return null;
	const secret = poll.manifest.ballot === 'secret';
	const state = await stateOf(
		own,
		poll.state.state === 'open' ? null : poll.state.closedAt,
		async (seatId) => {
			if (secret)
				return poll.state.state === 'open' && (await tookPart(tx, poll, seatId))
					? { at: null, reference: null }
					: null;
			const ballot = await ballotOf(tx, poll, seatId);
			return ballot ? { at: ballot.castAt, reference: ballot.reference } : null;
		},
	);
	// Who took part in a secret vote that is closed stands with its result.
	if (!state || (secret && poll.state.state !== 'open')) return null;
	return {
		id: poll.id,
		title: poll.manifest.motion.title,
		body: await bodyName(tx, actor.partnershipId, poll.bodyId),
		path: `/meetings/${meeting.slug}/${secret ? `secret/${poll.id}` : 'live'}`,
		until: null,
		open: poll.state.state === 'open',
		state,
	};
}

/** Whether the seat has a ballot in the urn, or took a paper. */
async function tookPart(
	tx: Reading,
	vote: { partnershipId: string; id: string },
	seatId: string,
): Promise<boolean> {
	return (await tickedSeats(tx, vote)).has(seatId) || (await papersOut(tx, vote)).has(seatId);
}

async function ofQuestion(
	tx: Reading,
	actor: Actor,
	id: string,
	now: Date,
	on: StandingOn,
): Promise<MyVote | null> {
	const question = await questionById(tx, actor.partnershipId, id);
	const standing = question && (await on(question.bodyId));
	if (!question?.openedAt || !standing || !(await maySee(tx, actor, question))) return null;
	const { meetingId, closesAt, closedAt, openedAt } = question;
	const meeting = meetingId && (await meetingById(tx, actor.partnershipId, meetingId));
	const roll = await questionRoll(tx, question);
	const own = ownOf(roll, standing, question.manifest?.recused, openedAt);
	if (!own) return null;
	const over = closedAt ?? (closesAt && closesAt <= now ? closesAt : null);
	const { secret } = question;
	const state = await stateOf(own, over, async (seatId) => {
		if (secret)
			return (await tookPart(tx, question, seatId)) ? { at: null, reference: null } : null;
		const answer = await answerOfSeat(tx, question, seatId);
		return answer ? { at: answer.castAt, reference: answer.reference } : null;
	});
	// Who took part in a secret vote that is closed stands with its result.
	if (!state || (secret && over !== null)) return null;
	return {
		id: question.id,
		title: question.asked.title,
		body: await bodyName(tx, actor.partnershipId, question.bodyId),
		path: meeting
			? `/meetings/${meeting.slug}/${secret ? `secret/${question.id}` : 'live'}`
			: await electionPath(tx, question),
		until: closesAt,
		open: over === null,
		state,
	};
}

async function ofProcedure(
	tx: Reading,
	actor: Actor,
	id: string,
	now: Date,
): Promise<MyVote | null> {
	const procedure = await procedureById(tx, actor.partnershipId, id);
	if (!procedure) return null;
	const seats = (await writtenElectors(tx, procedure)).filter(
		({ personId }) => personId === actor.personId,
	);
	const secret = procedure.urnKey !== null;
	const answers: readonly { seatId: string; castAt: Date | null; reference: string | null }[] =
		secret
			? [...(await tickedSeats(tx, procedure))].map((seatId) => ({
					seatId,
					castAt: null,
					reference: null,
				}))
			: await answersOf(tx, procedure);
	// Of several seats, the one that still needs an answer.
	const seat =
		seats.find(
			({ seatId, interest }) =>
				interest === null && !answers.some((each) => each.seatId === seatId),
		) ?? seats[0];
	if (!seat) return null;
	const over = procedure.settledAt ?? (procedure.deadline <= now ? procedure.deadline : null);
	const why: VoteState | null =
		seat.interest === null ? null : { is: 'not_counted', code: 'decisions.recused', values: {} };
	const state = await stateOf({ seatIds: [seat.seatId], why }, over, (seatId) => {
		const answer = answers.find((each) => each.seatId === seatId);
		return Promise.resolve(answer ? { at: answer.castAt, reference: answer.reference } : null);
	});
	// Who took part in a secret vote that is closed is told to nobody.
	if (!state || (secret && over !== null)) return null;
	return {
		id: procedure.id,
		title: procedure.title,
		body: await bodyName(tx, actor.partnershipId, procedure.bodyId),
		path: `/written/${procedure.number.replace('/', '-')}`,
		until: procedure.deadline,
		open: over === null,
		state,
	};
}

/** Papers that wait for them as a teller; null where the vote is none of theirs to see any more. */
async function ofPapers(tx: Reading, actor: Actor, id: string): Promise<MyVote | null> {
	const found = await followedPapers(tx, actor, id).catch(noneIfRefused);
	if (!found || found.vote.voided || found.vote.state !== 'closed') return null;
	const { vote } = found;
	const { meetingId, partnershipId } = vote;
	const meeting = meetingId === null ? null : await meetingById(tx, partnershipId, meetingId);
	return {
		id: `papers ${id}`,
		title: vote.title,
		body: await bodyName(tx, partnershipId, vote.bodyId),
		path: meeting
			? `/meetings/${meeting.slug}/secret/${id}/paper`
			: `${await electionPath(tx, vote)}/papers`,
		until: null,
		open: true,
		state: { is: 'to_attest' },
	};
}

function noneIfRefused(error: unknown): undefined {
	if (!isRefusal(error)) throw error;
}

/** How far their vote is; null where it is over and nothing is to be said to them. */
async function stateOf(
	own: Own,
	over: Date | null,
	ballotOf: (seatId: string) => Promise<{ at: Date | null; reference: string | null } | null>,
): Promise<VoteState | null> {
	if (own.seatIds.length === 0 || own.why) return over === null ? own.why : null;
	let ballot: Awaited<ReturnType<typeof ballotOf>> = null;
	for (const seatId of own.seatIds) {
		ballot = await ballotOf(seatId);
		// Of several, the one that still needs it.
		if (!ballot) break;
	}
	if (ballot) return over === null ? { is: 'recorded', ...ballot } : null;
	return over === null ? { is: 'not_sent' } : closed(over);
}

/** The page of the election that a question is the vote of. */
async function electionPath(
	tx: Reading,
	question: { readonly partnershipId: string; readonly id: string },
): Promise<string> {
	const found = (await electionsOf(tx, question.partnershipId)).find(
		({ questionId }) => questionId === question.id,
	);
	return `/elections/${found?.number.replace('/', '-') ?? ''}`;
}
