import type { Actor } from '#domain/kernel/actor.ts';
import { isRefusal, notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Field } from '#domain/decisions/answer.ts';
import { contested, phaseOf } from '#domain/decisions/election.ts';
import { askedOf } from '#domain/decisions/question.ts';
import { remindAt } from '#domain/decisions/written.ts';
import { quorum } from '#domain/meetings/quorum.ts';
import type { Term } from '#domain/partnerships/structure.ts';
import { known } from '../meetings/entering.ts';
import { giveElectedOffice, giveElectedSeat, orTakeBack } from '../partnerships/elected.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { constitutionOf, votingSeats } from '../partnerships/store.ts';
import { queueJob, type JobRunner } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import { audit, command, reading, transact, type Services, type Tx } from '../platform/tx.ts';
import { castAnswer, type AnswerReceipt } from './answer-question.ts';
import {
	electionFor,
	electionRemindJob,
	electionTitle,
	type ElectionJob,
} from './call-election.ts';
import { closeAt, showAt } from './close-question.ts';
import {
	candidatesOf,
	electionById,
	electorsToWrite,
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
import { lockPoll } from './poll-store.ts';
import { questionTurnout } from './question-roll.ts';
import { insertQuestion, questionById } from './question-store.ts';
import { rollOfVoices } from './roll-of-voices.ts';

/**
 * Takes an election on as far as the database's clock allows, under its lock: after nominations the vote is opened, or who stood
 * alone is elected; after the vote it is counted, shown and the terms are set. Nothing before its time, and nothing twice.
 */
async function takeOn(
	services: Services,
	tx: Tx,
	partnershipId: string,
	electionId: string,
	link: string,
): Promise<void> {
	const at = await lockPoll(tx, electionId, 'alone');
	const election = await electionById(tx, partnershipId, electionId);
	if (!election) return;
	const phase = phaseOf(election, at);
	if (phase === 'ready') await openVote(services, tx, election, link);
	else if (phase === 'counting' || (phase === 'voting' && (await allVoted(tx, election))))
		await count(services, tx, election, at);
}

async function allVoted(tx: Tx, election: Election): Promise<boolean> {
	if (election.questionId === null) return false;
	const of = { partnershipId: election.partnershipId, id: election.questionId };
	const turnout = await questionTurnout(tx, of);
	return turnout.of > 0 && turnout.voted === turnout.of;
}

async function openVote(
	services: Services,
	tx: Tx,
	election: Election,
	link: string,
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
	const held = seats.filter(({ holderId }) => holderId !== null);
	const codes = new Map((await peopleIn(tx, partnershipId)).map(({ id, code }) => [id, code]));
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
		secret: false,
		preparedByPersonId: election.calledByPersonId,
	});
	const question = await questionById(tx, partnershipId, questionId);
	if (!question) throw new Error('a question that was stored is there');
	await freezeQuestion(tx, question, {
		// Equal votes at the last place are parted by lot, whatever the body does with its motions.
		constitution: { ...constitution, rules: { ...constitution.rules, tie: 'lot' } },
		roll: rollOfVoices(
			constitution.rules,
			seats,
			held.map(({ seatId, holderId }) => ({
				personId: holderId ?? '',
				seatId,
				asDeputy: false,
				mode: 'remote' as const,
			})),
			new Set(held.map(({ seatId }) => seatId)),
			codes,
		),
		urn: null,
		recused: [],
		codes,
		quorum: quorum(
			constitution.rules.quorum,
			seats,
			held.map(({ seatId }) => seatId),
		),
		byPersonId: question.preparedByPersonId,
		closesAt: election.votingCloses,
	});
	await updateElection(tx, election, { state: 'voting', question_id: questionId });
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
		uniqueKey: `${electionRemindJob} ${election.id}`,
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
	if (closed) await showAt(tx, closed, { at, standing: null });
	const chosen = (await of())?.result?.chosen ?? [];
	const candidates = await candidatesOf(tx, election);
	const elected = chosen.flatMap((code) => candidates.find((each) => each.code === code) ?? []);
	await settle(tx, election, elected, elected.length > 0 ? 'elected' : 'nobody_elected');
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
		await transact(services, (tx) => takeOn(services, tx, partnershipId, electionId, link));
	};
}

/** Before the vote ends: writes once to those who have not voted. */
export function electionReminder(services: Services): JobRunner {
	return async (payload) => {
		const { partnershipId, electionId, link } = payload as unknown as ElectionJob;
		await transact(services, async (tx) => {
			const election = await electionById(tx, partnershipId, electionId);
			if (!election?.questionId || phaseOf(election, tx.now) !== 'voting') return;
			if (!(await putElectionReminded(tx, election))) return;
			const { questionId, votingCloses } = election;
			const title = await electionTitle(tx, election);
			for (const { email, name } of await electorsToWrite(tx, { partnershipId, questionId }, true))
				await queueMail(
					tx,
					services,
					writtenEmail(email, name, title, votingCloses, link, 'reminded'),
				);
		});
	};
}

/** Goes on with it now, by who runs votes: what its time or its voters allow (`decisions.election_not_now` where neither does). */
export async function goOnWithElection(
	services: Services,
	actor: Actor,
	input: { electionId: string; link: string },
): Promise<void> {
	return command(services, actor, 'decisions.go_on_with_election', input.electionId, async (tx) => {
		const { election } = await electionFor(tx, actor, input.electionId, 'decisions.run_poll');
		await takeOn(services, tx, actor.partnershipId, election.id, input.link);
		const after = await electionById(tx, actor.partnershipId, election.id);
		if (after?.state === election.state && election.state !== 'settled')
			throw new Refusal('decisions.election_not_now');
	});
}

/**
 * Casts a vote in an election, from the fields of its form; a vote whose time has come is opened first, whatever the job has
 * done. Refuses what `castAnswer` refuses, and an election that is not being voted on (`decisions.question_not_open`).
 */
export async function castInElection(
	services: Services,
	actor: Actor,
	input: { electionId: string; seatId: string; fields: readonly Field[]; link: string },
	key?: string,
): Promise<AnswerReceipt> {
	const electionId = known(input.electionId);
	const seen = await reading(services, (tx) => electionById(tx, actor.partnershipId, electionId));
	if (!seen) throw notFound();
	if (phaseOf(seen, services.clock.now()) === 'ready')
		await transact(services, (tx) =>
			takeOn(services, tx, actor.partnershipId, electionId, input.link),
		);
	const found = await reading(services, (tx) => electionById(tx, actor.partnershipId, electionId));
	if (!found?.questionId) throw new Refusal('decisions.question_not_open');
	const { seatId, fields } = input;
	return castAnswer(services, actor, { questionId: found.questionId, seatId, fields }, key);
}
