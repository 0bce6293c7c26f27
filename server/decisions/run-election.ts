// Over 400 lines: one election from the close of nominations to its terms, whose steps call each other under one lock.
import type { Actor } from '#domain/kernel/actor.ts';
import { isRefusal, notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Field } from '#domain/decisions/answer.ts';
import { contested, decidesOn, phaseOf, votedAgainUntil } from '#domain/decisions/election.ts';
import { askedOf } from '#domain/decisions/question.ts';
import { remindAt } from '#domain/decisions/written.ts';
import { quorum } from '#domain/meetings/quorum.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import type { Term } from '#domain/partnerships/structure.ts';
import { known } from '../meetings/entering.ts';
import { giveElectedOffice, giveElectedSeat, orTakeBack } from '../partnerships/elected.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { constitutionOf, votingSeats } from '../partnerships/store.ts';
import { queueJob, type JobRunner } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import {
	audit,
	command,
	reading,
	transact,
	type Reading,
	type Services,
	type Tx,
} from '../platform/tx.ts';
import { castAnswer, type AnswerReceipt } from './answer-question.ts';
import {
	electionCloseJob,
	electionFor,
	electionRemindJob,
	electionTitle,
	type ElectionJob,
} from './call-election.ts';
import { castAnswerForDevice, castSecretAnswer } from './cast-secret-answer.ts';
import { closeAt, questionLostQuorum, showAt, voidAt } from './close-question.ts';
import {
	candidatesOf,
	electionById,
	electorsToWrite,
	presidersOf,
	putElectionReminded,
	seatsToFill,
	updateCandidate,
	updateElection,
	type Candidate,
	type Election,
	type ElectionOutcome,
} from './election-store.ts';
import { writtenEmail } from './emails.ts';
import { freezeQuestion } from './open-question.ts';
import { presides } from './motion-acts.ts';
import { lockPoll } from './poll-store.ts';
import { sweepUrns, urnKeyLost, withUrn, type PreparedUrn } from './prepare-urn.ts';
import { questionTurnout } from './question-roll.ts';
import { insertQuestion, questionById, type Question } from './question-store.ts';
import { urnRecordOf } from './urn-store.ts';
import { carryProxiesOver } from './vote-proxies.ts';
import { rollOfBody, voiceOfEach } from './roll-of-voices.ts';

/** What an election is taken on with: the key that a secret vote may need, on disk already, and its page for the mail. */
interface With {
	readonly urn: PreparedUrn | null;
	readonly link: string;
}

/**
 * Takes an election on as far as the database's clock allows, under its lock: after nominations the vote is opened, or who stood
 * alone is elected; after the vote it is counted, shown and the terms are set. Nothing before its time, and nothing twice. Where
 * too few took part for the rules' quorum nothing is shown: the chair decides. A secret vote whose key is lost is made void and
 * taken again.
 */
async function takeOn(
	services: Services,
	tx: Tx,
	partnershipId: string,
	electionId: string,
	with_: With,
): Promise<void> {
	const at = await lockPoll(tx, electionId, 'alone');
	const election = await electionById(tx, partnershipId, electionId);
	if (!election) return;
	const phase = phaseOf(election, at);
	if (phase === 'ready') await openVote(services, tx, election, with_);
	else if (phase === 'counting' || (phase === 'voting' && (await allVoted(tx, election)))) {
		if (await keyLost(services, tx, election))
			await voteAgain(services, tx, election, {
				...with_,
				at,
				byPersonId: null,
				reason: keyWasLost,
			});
		else await count(services, tx, election, at);
	}
}

/** Kept with the void vote, in both languages, since it is no person's own words. */
const keyWasLost =
	'The key of the urn was lost, so nobody could open the ballots. · Collwyd allwedd yr wrn, felly ni allai neb agor y papurau.';

async function keyLost(services: Services, tx: Reading, election: Election): Promise<boolean> {
	if (election.questionId === null) return false;
	const question = await questionById(tx, election.partnershipId, election.questionId);
	// Once it is closed the key is gone on purpose: papers may still be counted.
	const open = question?.state === 'open' || question?.state === 'paused';
	return open && question.urnKey !== null && (await urnKeyLost(services, question.urnKey));
}

/**
 * Does the work of an election with a key where it is secret and a vote may be opened by it; the keys of votes that are over are
 * destroyed afterwards.
 */
async function withKey<T>(
	services: Services,
	partnershipId: string,
	electionId: string,
	again: boolean,
	work: (urn: PreparedUrn | null) => Promise<T>,
): Promise<T> {
	const secret = await reading(services, async (tx) => {
		const election = await electionById(tx, partnershipId, electionId);
		if (!election || !(await isSecretElection(tx, election))) return false;
		return again || election.state === 'nominations' || (await keyLost(services, tx, election));
	});
	try {
		return await withUrn(services, secret, work);
	} finally {
		await sweepUrns(services);
	}
}

/** Whether its ballots are secret: as it was called, or as the rules have it by the time its vote is opened. */
async function isSecretElection(tx: Reading, election: Election): Promise<boolean> {
	if (election.secret) return true;
	const constitution = await constitutionOf(tx, election.partnershipId, election.bodyId);
	return constitution?.rules.ballot === 'secret';
}

/** The same for the jobs, and for whoever comes before them; what the rules refuse is noted on it, for who runs it. */
async function goOn(
	services: Services,
	partnershipId: string,
	electionId: string,
	link: string,
): Promise<void> {
	try {
		await withKey(services, partnershipId, electionId, false, (urn) =>
			transact(services, (tx) => takeOn(services, tx, partnershipId, electionId, { urn, link })),
		);
	} catch (refusal) {
		if (!isRefusal(refusal)) throw refusal;
		await transact(services, (tx) =>
			updateElection(tx, { partnershipId, id: electionId }, { not_opened: refusal.code }),
		);
	}
}

async function allVoted(tx: Tx, election: Election): Promise<boolean> {
	if (election.questionId === null) return false;
	const of = { partnershipId: election.partnershipId, id: election.questionId };
	const turnout = await questionTurnout(tx, of);
	return turnout.of > 0 && turnout.voted === turnout.of;
}

/** Makes the vote void that is there, and opens another one, which is open as long as the first was. */
async function voteAgain(
	services: Services,
	tx: Tx,
	election: Election,
	with_: With & { at: Date; byPersonId: string | null; reason: string },
): Promise<void> {
	const { partnershipId, questionId } = election;
	const { at, byPersonId, reason } = with_;
	const before =
		questionId === null ? undefined : await questionById(tx, partnershipId, questionId);
	if (!before) throw new Error('a vote without its question');
	await lockPoll(tx, before.id, 'alone');
	await voidAt(tx, before, { at, byPersonId, reason });
	const votingCloses = votedAgainUntil(before, at);
	await updateElection(tx, election, { voting_closes_at: votingCloses, reminded_at: null });
	await queueJob(tx, {
		kind: electionCloseJob,
		payload: { partnershipId, electionId: election.id, link: with_.link } satisfies ElectionJob,
		dueAt: votingCloses,
		uniqueKey: `${electionCloseJob} ${election.id} after ${before.id}`,
	});
	await audit(tx, { act: 'decisions.election_voted_again', subject: election.id });
	await openVote(services, tx, { ...election, votingCloses }, with_);
}

async function openVote(
	services: Services,
	tx: Tx,
	election: Election,
	{ urn, link }: With,
): Promise<void> {
	const { partnershipId, bodyId, places } = election;
	const standing = (await candidatesOf(tx, election)).filter(({ state }) => state === 'standing');
	if (!contested(standing.length, places)) {
		await settle(tx, election, standing, standing.length > 0 ? 'uncontested' : 'nobody_stood');
		return;
	}
	const constitution = await constitutionOf(tx, partnershipId, bodyId);
	if (!constitution) throw new Refusal('decisions.no_rules');
	const seats = await votingSeats(tx, partnershipId, bodyId);
	const codes = new Map((await peopleIn(tx, partnershipId)).map(({ id, code }) => [id, code]));
	const secret = await isSecretElection(tx, election);
	if (secret && !urn) throw new Refusal('decisions.urn_missing');
	const roll = rollOfBody(constitution.rules, seats, codes);
	const questionId = tx.uuid();
	await insertQuestion(tx, {
		partnershipId,
		id: questionId,
		kind: 'election',
		bodyId,
		meetingId: null,
		itemId: null,
		compartmentId: null,
		// By their codes: nobody's name is frozen.
		asked: askedOf(
			await electionTitle(tx, election),
			standing.map(({ code }) => ({ id: code, title: { en: code } })),
			election.method,
			places,
		),
		secret,
		paper: election.paper,
		preparedByPersonId: election.calledByPersonId,
	});
	const question = await questionById(tx, partnershipId, questionId);
	if (!question) throw new Error('a question that was stored is there');
	await freezeQuestion(tx, question, {
		// Equal votes at the last place are parted by lot, whatever the body does with its motions.
		constitution: { ...constitution, rules: { ...constitution.rules, tie: 'lot' } },
		roll,
		seats: voiceOfEach(constitution.rules, seats, roll),
		urn: secret ? urn : null,
		recused: [],
		codes,
		quorum: quorum(
			constitution.rules.quorum,
			seats,
			seats.flatMap(({ seatId, holderId }) => (holderId === null ? [] : [seatId])),
		),
		byPersonId: question.preparedByPersonId,
		closesAt: election.votingCloses,
	});
	await carryProxiesOver(tx, partnershipId, election.questionId ?? election.id, questionId);
	await updateElection(tx, election, {
		state: 'voting',
		question_id: questionId,
		secret,
		not_opened: null,
	});
	if (link === '') return;
	const title = await electionTitle(tx, election);
	for (const { email, name } of await electorsToWrite(tx, { partnershipId, questionId }, false))
		await queueMail(
			tx,
			services,
			writtenEmail(email, name, title, election.votingCloses, link, 'asked'),
		);
	await queueJob(tx, {
		kind: electionRemindJob,
		payload: { partnershipId, electionId: election.id, link } satisfies ElectionJob,
		dueAt: remindAt(tx.now, election.votingCloses),
		uniqueKey: `${electionRemindJob} ${election.id} ${questionId}`,
	});
}

async function count(services: Services, tx: Tx, election: Election, at: Date): Promise<void> {
	const { partnershipId, questionId } = election;
	const of = () => (questionId ? questionById(tx, partnershipId, questionId) : undefined);
	const open = await of();
	if (!open) throw new Error('a vote without its question');
	await lockPoll(tx, open.id, 'alone');
	await closeAt(services, tx, open, { at, byPersonId: null });
	const closed = await of();
	if (!closed) throw new Error('a vote without its question');
	const papers = (await urnRecordOf(tx, closed))?.paper;
	// Two tellers count them, and settle it (`countPapers`).
	if (election.notOpened !== null) await updateElection(tx, election, { not_opened: null });
	if (!papers || papers.totals) await settleCounted(tx, election, closed, at);
}

/** Shows a vote that has been counted and settles its election by it; with too few for a quorum the chair decides. */
export async function settleCounted(
	tx: Tx,
	election: Election,
	closed: Question,
	at: Date,
): Promise<void> {
	if (questionLostQuorum(closed)) {
		await updateElection(tx, election, { state: 'inquorate' });
		await audit(tx, { act: 'decisions.election_inquorate', subject: election.id });
		return;
	}
	await showAt(tx, closed, { at, standing: null });
	await settleByVote(tx, election, closed.id);
}

async function papersWait(tx: Reading, election: Election): Promise<boolean> {
	const { partnershipId, questionId } = election;
	const record = questionId && (await urnRecordOf(tx, { partnershipId, id: questionId }));
	return !!record && record.paper !== undefined && record.paper.totals === null;
}

/** Writes down who is elected by the vote that has been shown. */
async function settleByVote(tx: Tx, election: Election, questionId: string): Promise<void> {
	const question = await questionById(tx, election.partnershipId, questionId);
	const chosen = question?.result?.chosen ?? [];
	const candidates = await candidatesOf(tx, election);
	const elected = chosen.flatMap((code) => candidates.find((each) => each.code === code) ?? []);
	await settle(tx, election, elected, elected.length > 0 ? 'elected' : 'nobody_elected');
}

const longest = 1000;

/**
 * Decides on an election in which too few took part for a quorum, with a reason that is published: its result stands
 * (`stands`), or it is voted on again (`again`). By who presides and does not stand in it; the secretariat where all who
 * preside stand (`decidesOn`). Refuses anybody else, one that is not inquorate (`decisions.election_not_now`), and no reason.
 */
export async function decideElection(
	services: Services,
	actor: Actor,
	input: { electionId: string; act: unknown; reason: unknown; link: string },
): Promise<void> {
	const act = (['stands', 'again'] as const).find((each) => each === input.act);
	if (!act) throw new Refusal('decisions.choose_act', {}, 'act');
	const reason = typeof input.reason === 'string' ? input.reason.trim() : '';
	if (reason.length > longest)
		throw new Refusal('decisions.reason_long', { most: longest }, 'reason');
	if (reason === '') throw new Refusal('decisions.reason_missing', {}, 'reason');
	const { partnershipId, personId } = actor;
	const id = known(input.electionId);
	await withKey(services, partnershipId, id, act === 'again', (urn) =>
		command(services, actor, 'decisions.decide_election', id, async (tx) => {
			const { standing } = await electionFor(tx, actor, id, 'decisions.run_poll');
			const at = await lockPoll(tx, id, 'alone');
			const election = await electionById(tx, partnershipId, id);
			if (election?.state !== 'inquorate' || election.questionId === null)
				throw new Refusal('decisions.election_not_now');
			if (!(await mayDecide(tx, election, actor, standing)))
				throw new Refusal('decisions.election_decides');
			await updateElection(tx, election, {
				stands_because: reason,
				decided_by_person_id: personId,
			});
			if (act === 'again') {
				const { link } = input;
				await voteAgain(services, tx, election, { urn, link, at, byPersonId: personId, reason });
				return;
			}
			await lockPoll(tx, election.questionId, 'alone');
			const question = await questionById(tx, partnershipId, election.questionId);
			if (!question) throw new Error('a vote without its question');
			await showAt(tx, question, { at, standing, reason, decided: true });
			await settleByVote(tx, election, question.id);
		}),
	);
}

/** Whether this person decides on an election in which too few took part. */
export async function mayDecide(
	tx: Reading,
	election: Election,
	actor: Pick<Actor, 'personId'>,
	standing: Standing,
): Promise<boolean> {
	const { partnershipId, bodyId } = election;
	const stand = (await candidatesOf(tx, election)).filter(({ state }) => state === 'standing');
	return decidesOn(
		{
			personId: actor.personId,
			presides: presides(standing),
			runs: can(standing, 'decisions.run_poll'),
		},
		await presidersOf(tx, partnershipId, bodyId),
		stand.map((each) => each.personId),
	);
}

/** Writes down who is elected and sets their terms; a term that the rules refuse is noted for the clerk, and the others stand. */
async function settle(
	tx: Tx,
	election: Election,
	elected: readonly Candidate[],
	outcome: ElectionOutcome,
): Promise<void> {
	const seats = await seatsToFill(tx, election.partnershipId, election.id);
	for (const [at, { personId }] of elected.entries()) {
		const set = await termFor(tx, election, personId, seats[at]?.seatId);
		await updateCandidate(tx, election, personId, { elected_place: at + 1, ...set });
	}
	await updateElection(tx, election, { state: 'settled', outcome, settled_at: tx.now });
	await audit(tx, {
		act: 'decisions.election_settled',
		subject: election.id,
		detail: { outcome, elected: elected.length },
	});
}

async function termFor(
	tx: Tx,
	election: Election,
	personId: string,
	seatId: string | undefined,
): Promise<{ term_from?: string; term_until?: string | null; term_refused?: string }> {
	const { partnershipId, bodyId, office, termStartsOn: startsOn } = election;
	try {
		const term = await orTakeBack(tx, (): Promise<Term> => {
			if (office !== 'representative')
				return giveElectedOffice(tx, { partnershipId, personId, startsOn, bodyId, role: office });
			if (seatId === undefined) throw new Refusal('decisions.election_seats');
			return giveElectedSeat(tx, { partnershipId, personId, startsOn, seatId });
		});
		return { term_from: term.startsOn, term_until: term.endsOn };
	} catch (refusal) {
		if (!isRefusal(refusal)) throw refusal;
		return { term_refused: refusal.code };
	}
}

/** At their times: opens the vote, and counts it. They only announce: acts are judged by the clock. */
export function electionRunner(services: Services): JobRunner {
	return async (payload) => {
		const { partnershipId, electionId, link } = payload as unknown as ElectionJob;
		await goOn(services, partnershipId, electionId, link);
	};
}

/** Before the vote ends: writes once to those who have not voted; of a secret one to everybody. */
export function electionReminder(services: Services): JobRunner {
	return async (payload) => {
		const { partnershipId, electionId, link } = payload as unknown as ElectionJob;
		await transact(services, async (tx) => {
			const election = await electionById(tx, partnershipId, electionId);
			if (!election?.questionId || phaseOf(election, tx.now) !== 'voting') return;
			if (!(await putElectionReminded(tx, election))) return;
			const { questionId, votingCloses } = election;
			const title = await electionTitle(tx, election);
			const { secret } = election;
			const why = secret ? 'reminded_secret' : 'reminded';
			const of = { partnershipId, questionId };
			for (const { email, name } of await electorsToWrite(tx, of, !secret))
				await queueMail(tx, services, writtenEmail(email, name, title, votingCloses, link, why));
		});
	};
}

/** Goes on with it now, by who runs votes: what its time or its voters allow (`decisions.election_not_now` where neither does). */
export async function goOnWithElection(
	services: Services,
	actor: Actor,
	input: { electionId: string; link: string },
): Promise<void> {
	const { partnershipId } = actor;
	const id = known(input.electionId);
	await withKey(services, partnershipId, id, false, (urn) =>
		command(services, actor, 'decisions.go_on_with_election', id, async (tx) => {
			const { election } = await electionFor(tx, actor, id, 'decisions.run_poll');
			await takeOn(services, tx, partnershipId, id, { urn, link: input.link });
			const after = await electionById(tx, partnershipId, id);
			const same = after?.state === election.state && after.questionId === election.questionId;
			if (same && after.questionId !== null && (await papersWait(tx, after)))
				throw new Refusal('decisions.paper_waits');
			if (same && election.state !== 'settled') throw new Refusal('decisions.election_not_now');
		}),
	);
}

/**
 * Casts a vote in an election, from the fields of its form; a vote whose time has come is opened first, whatever the job has
 * done. Refuses what `castAnswer` refuses, and an election that is not being voted on (`decisions.question_not_open`).
 */
export async function castInElection(
	services: Services,
	actor: Actor,
	input: OfBallot & { fields: readonly Field[] },
	key?: string,
): Promise<AnswerReceipt> {
	const { seatId, fields } = input;
	const questionId = await voteIn(services, actor, input);
	return castAnswer(services, actor, { questionId, seatId, fields }, key);
}

/** The same of a secret one: a ballot that was sealed on the device (null as its code), or that the server seals on receipt. */
export async function castSecretInElection(
	services: Services,
	actor: Actor,
	input: OfBallot & { fields: readonly Field[]; sealed: string },
): Promise<{ code: string | null }> {
	const { seatId, fields, sealed } = input;
	const questionId = await voteIn(services, actor, input);
	if (sealed === '') return castAnswerForDevice(services, actor, { questionId, seatId, fields });
	await castSecretAnswer(services, actor, { questionId, seatId, sealed });
	return { code: null };
}

interface OfBallot {
	electionId: string;
	seatId: string;
	link: string;
}

/** The vote of the election, opened first where its time has come. */
async function voteIn(services: Services, actor: Actor, of: OfBallot): Promise<string> {
	const electionId = known(of.electionId);
	const seen = () => reading(services, (tx) => electionById(tx, actor.partnershipId, electionId));
	const before = await seen();
	if (!before) throw notFound();
	if (phaseOf(before, services.clock.now()) === 'ready')
		await goOn(services, actor.partnershipId, electionId, of.link);
	const found = await seen();
	if (!found?.questionId) throw new Refusal('decisions.question_not_open');
	return found.questionId;
}
