import type { Actor } from '#domain/kernel/actor.ts';
import { isRefusal, notFound, Refusal } from '#domain/kernel/refusal.ts';
import { textIn, type Text } from '#domain/kernel/text.ts';
import {
	assertRoomFor,
	candidateAfter,
	phaseOf,
	planFrom,
	statementFrom,
	type CandidateAct,
} from '#domain/decisions/election.ts';
import type { Rules } from '#domain/partnerships/constitution.ts';
import { can, type Act } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { known } from '../meetings/entering.ts';
import { couldBeElected } from '../partnerships/elected.ts';
import { bodyName, constitutionOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { queueJob } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import { command, type Reading, type Services, type Tx } from '../platform/tx.ts';
import {
	addressOf,
	candidatesOf,
	electionById,
	holdsSeatOn,
	insertElection,
	putCandidate,
	seatsToFill,
	updateCandidate,
	type Candidate,
	type Election,
} from './election-store.ts';
import { nominatedEmail } from './emails.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { lockPoll } from './poll-store.ts';
import { rollOfBody } from './roll-of-voices.ts';
import { assertSecretClasses } from './secret-classes.ts';

export const electionOpenJob = 'decisions.election_open';
export const electionCloseJob = 'decisions.election_close';
export const electionRemindJob = 'decisions.election_remind';

/** What the jobs of an election need. */
export interface ElectionJob {
	readonly partnershipId: string;
	readonly electionId: string;
	/** Its page, for the mail; empty where nobody is written to. */
	readonly link: string;
}

/**
 * Calls an election of a body's chair or vice-chair, or of representatives to seats of one organisation. By who runs votes.
 * Office, method, times and the first day of the term are fixed by it; the length of the term is the rules'. A secret one needs a
 * place for its key (`decisions.urn_missing`) and groups large enough (`decisions.secret_small`).
 */
export async function callElection(
	services: Services,
	actor: Actor,
	input: {
		bodyId: string;
		office: unknown;
		method: unknown;
		seatIds: readonly string[];
		/** Whether it is to be secret; it is where the rules say so, whatever is said here. */
		secret?: boolean;
		/** Whether papers are handed in beside its urn. */
		paper?: boolean;
		nominationsClose: Date | undefined;
		votingCloses: Date | undefined;
		termStartsOn: string;
		linkTo: ((number: string) => string) | null;
	},
	key?: string,
): Promise<{ number: string }> {
	const bodyId = known(input.bodyId);
	return command(
		services,
		actor,
		'decisions.call_election',
		bodyId,
		async (tx) => {
			const { partnershipId } = actor;
			const standing = await standingOf(tx, actor, bodyId);
			if (!standing) throw notFound();
			if (!can(standing, 'decisions.run_poll')) throw new Refusal('kernel.not_allowed');
			const several = input.office === 'representative' && input.seatIds.length > 1;
			const plan = planFrom({ ...input, several }, tx.now);
			const constitution = await constitutionOf(tx, partnershipId, bodyId);
			if (!constitution) throw new Refusal('decisions.no_rules');
			const secret = input.secret === true || constitution.rules.ballot === 'secret';
			if (secret && services.config.urnDir === undefined)
				throw new Refusal('decisions.urn_missing', {}, 'secret');
			if (input.paper && !secret) throw new Refusal('decisions.paper_secret', {}, 'paper');
			if (secret) await couldBeSecret(tx, partnershipId, bodyId, constitution.rules);
			const seatIds = await seatsFrom(tx, partnershipId, plan.office, input.seatIds);
			const id = tx.uuid();
			const number = await insertElection(tx, {
				...plan,
				partnershipId,
				id,
				bodyId,
				places: Math.max(1, seatIds.length),
				secret,
				paper: input.paper === true,
				calledAt: tx.now,
				calledByPersonId: actor.personId,
				seatIds,
			});
			const payload = {
				partnershipId,
				electionId: id,
				link: input.linkTo?.(number) ?? '',
			} satisfies ElectionJob;
			for (const [kind, dueAt] of [
				[electionOpenJob, plan.nominationsClose],
				[electionCloseJob, plan.votingCloses],
			] as const)
				await queueJob(tx, { kind, payload, dueAt, uniqueKey: `${kind} ${id}` });
			return { number };
		},
		key,
	);
}

/** Refuses a secret election of a body whose seats, as they are held today, would be told by their votes. */
async function couldBeSecret(
	tx: Tx,
	partnershipId: string,
	bodyId: string,
	rules: Rules,
): Promise<void> {
	const roll = rollOfBody(rules, await votingSeats(tx, partnershipId, bodyId), new Map());
	try {
		assertSecretClasses({ rule: {}, roll: roll.map(({ line }) => line) });
	} catch (refusal) {
		if (isRefusal(refusal)) throw new Refusal(refusal.code, refusal.values, 'secret');
		throw refusal;
	}
}

/** The seats of an election of representatives: some, all of one organisation; none for an office. */
async function seatsFrom(
	tx: Tx,
	partnershipId: string,
	office: Election['office'],
	chosen: readonly string[],
): Promise<string[]> {
	if (office !== 'representative') return [];
	const wanted = new Set(chosen.map(known));
	const seats = (await seatsToFill(tx, partnershipId)).filter(({ seatId }) => wanted.has(seatId));
	if (seats.length !== wanted.size) throw notFound();
	if (seats.length === 0) throw new Refusal('decisions.election_seats', {}, 'seatIds');
	if (new Set(seats.map(({ organisationId }) => organisationId)).size > 1)
		throw new Refusal('decisions.election_seats_mixed', {}, 'seatIds');
	return seats.map(({ seatId }) => seatId);
}

/** The election, for somebody who may do the act on its body. */
export async function electionFor(
	tx: Reading,
	actor: Actor,
	electionId: string,
	act: Act,
): Promise<{ election: Election; standing: Standing }> {
	const election = await electionById(tx, actor.partnershipId, known(electionId));
	const standing = election && (await standingOf(tx, actor, election.bodyId));
	if (!election || !standing) throw notFound();
	if (!can(standing, act)) throw new Refusal('kernel.not_allowed');
	return { election, standing };
}

/** The election with its lock held, while nominations are open by the database's clock. */
async function open(tx: Tx, partnershipId: string, electionId: string): Promise<Election> {
	const at = await lockPoll(tx, known(electionId), 'alone');
	const election = await electionById(tx, partnershipId, electionId);
	if (!election) throw notFound();
	if (phaseOf(election, at) !== 'nominations') throw new Refusal('decisions.nominations_over');
	return election;
}

/** Why somebody may not be elected to it by the rules; nothing where they may. */
async function assertEligible(tx: Tx, election: Election, personId: string): Promise<void> {
	const { partnershipId, bodyId, office, termStartsOn: startsOn } = election;
	if (office === 'representative') {
		const seats = await seatsToFill(tx, partnershipId, election.id);
		const person = (await peopleIn(tx, partnershipId)).find(({ id }) => id === personId);
		if (!person?.organisationId || seats[0]?.organisationId !== person.organisationId)
			throw new Refusal('decisions.candidate_organisation', {}, 'personId');
		await couldBeElected(tx, { partnershipId, personId, startsOn, seatId: seats[0].seatId });
		return;
	}
	if (!(await holdsSeatOn(tx, partnershipId, bodyId, personId)))
		throw new Refusal('decisions.candidate_no_seat', {}, 'personId');
	await couldBeElected(tx, { partnershipId, personId, startsOn, bodyId, role: office });
}

/**
 * Names a candidate: oneself, who stands at once, or somebody else, who is asked. Refuses whoever the rules keep from the
 * office or seat, who has been named, one more than a ballot holds (`decisions.candidates_most`), and anything after
 * nominations closed (`decisions.nominations_over`).
 */
export async function nominate(
	services: Services,
	actor: Actor,
	input: { electionId: string; personId: string; link: string },
): Promise<void> {
	return command(services, actor, 'decisions.nominate', input.electionId, async (tx) => {
		const { partnershipId } = actor;
		await electionFor(tx, actor, input.electionId, 'decisions.propose');
		const election = await open(tx, partnershipId, input.electionId);
		if (input.personId === '') throw new Refusal('decisions.choose_candidate', {}, 'personId');
		const personId = known(input.personId);
		if (!(await peopleIn(tx, partnershipId)).some(({ id }) => id === personId)) throw notFound();
		const self = personId === actor.personId;
		const named = await candidatesOf(tx, election);
		const before = named.find((each) => each.personId === personId);
		if (before && candidateAfter(before.state, self ? 'stand' : 'name_again') === null)
			throw new Refusal('decisions.candidate_named', {}, 'personId');
		assertRoomFor(named.filter(({ personId: other }) => other !== personId));
		await assertEligible(tx, election, personId);
		await putCandidate(tx, election, {
			personId,
			byPersonId: actor.personId,
			state: self ? 'standing' : 'asked',
		});
		const to = self ? undefined : await addressOf(tx, partnershipId, personId);
		if (to && input.link !== '')
			await queueMail(tx, services, nominatedEmail(to.email, to.name, input.link));
	});
}

/** A person's own nomination, while nominations are open. Refuses whoever has not been named as if it were not there. */
async function ownNomination(
	tx: Tx,
	actor: Actor,
	electionId: string,
): Promise<{ election: Election; candidate: Candidate }> {
	const election = await open(tx, actor.partnershipId, electionId);
	const candidate = (await candidatesOf(tx, election)).find(
		({ personId }) => personId === actor.personId,
	);
	if (!candidate) throw notFound();
	return { election, candidate };
}

/** Says that one stands, does not, or withdraws: only whoever was named says so of themselves. */
export async function answerNomination(
	services: Services,
	actor: Actor,
	input: { electionId: string; act: unknown },
): Promise<void> {
	const act = (['stand', 'decline', 'withdraw'] as const satisfies CandidateAct[]).find(
		(each) => each === input.act,
	);
	if (!act) throw new Refusal('decisions.choose_act', {}, 'act');
	return command(services, actor, 'decisions.answer_nomination', input.electionId, async (tx) => {
		const { election, candidate } = await ownNomination(tx, actor, input.electionId);
		const state = candidateAfter(candidate.state, act);
		if (state === null) throw new Refusal('decisions.nomination_not_now');
		if (act === 'stand') await assertEligible(tx, election, actor.personId);
		await updateCandidate(tx, election, actor.personId, { state, answered_at: tx.now });
	});
}

/** A candidate's own words, which stand beside their name; until nominations close. */
export async function writeStatement(
	services: Services,
	actor: Actor,
	input: { electionId: string; statement: Text },
): Promise<void> {
	const statement = statementFrom(input.statement);
	return command(services, actor, 'decisions.write_statement', input.electionId, async (tx) => {
		const { election } = await ownNomination(tx, actor, input.electionId);
		await updateCandidate(tx, election, actor.personId, {
			statement: JSON.stringify(statement),
		});
	});
}

/** What the vote is called, on ballots and in mail. */
export async function electionTitle(tx: Reading, election: Election): Promise<Text> {
	const body = await bodyName(tx, election.partnershipId, election.bodyId);
	const en = textIn(body, 'en').words;
	const cy = textIn(body, 'cy').words;
	switch (election.office) {
		case 'chair':
			return { en: `Chair of the ${en}`, cy: `Cadeirydd ${cy}` };
		case 'vice_chair':
			return { en: `Vice-chair of the ${en}`, cy: `Is-gadeirydd ${cy}` };
		case 'representative': {
			const [seat] = await seatsToFill(tx, election.partnershipId, election.id);
			const of = (locale: 'en' | 'cy') => (seat ? textIn(seat.organisation, locale).words : '');
			return {
				en: `Representatives of ${of('en')} (${election.places})`,
				cy: `Cynrychiolwyr ${of('cy')} (${election.places})`,
			};
		}
	}
}
