import type { Answer } from '#domain/decisions/answer.ts';
import type { QuestionResult } from '#domain/decisions/count-question.ts';
import { phaseOf, type ElectionPhase } from '#domain/decisions/election.ts';
import type { Asked, QuestionManifest } from '#domain/decisions/question.ts';
import { votesFor } from '#domain/decisions/roll.ts';
import type { Turnout, UrnRecord } from '#domain/decisions/shown.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Quorum } from '#domain/meetings/quorum.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { bodiesIn } from '../meetings/meeting-store.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { bodyName, constitutionOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { electionTitle } from './call-election.ts';
import { questionLostQuorum } from './close-question.ts';
import {
	candidatesOf,
	electionByNumber,
	electionsOf,
	seatsToFill,
	type Candidate,
	type Election,
	type ElectionOutcome,
	type ElectionSeat,
} from './election-store.ts';
import { paperEntry } from './paper-store.ts';
import { answersOf, questionRoll, questionTurnout } from './question-roll.ts';
import { questionById, type Question } from './question-store.ts';
import { namedFor } from './roll-store.ts';
import { mayDecide } from './run-election.ts';
import { tickedSeats, urnRecordOf } from './urn-store.ts';
import type { Viewer } from './views.ts';
import { voteProxies, type VoteProxies } from './vote-proxies.ts';

export interface ElectionLine {
	readonly number: string;
	readonly title: Text;
	readonly phase: ElectionPhase;
	readonly outcome: ElectionOutcome | null;
	readonly nominationsClose: Date;
	readonly votingCloses: Date;
	/** Names, in the order in which they were elected. */
	readonly elected: readonly string[];
}

async function lineOf(
	tx: Reading,
	election: Election,
	candidates: readonly Candidate[],
	now: Date,
): Promise<ElectionLine> {
	return {
		number: election.number,
		title: await electionTitle(tx, election),
		phase: phaseOf(election, now),
		outcome: election.outcome,
		nominationsClose: election.nominationsClose,
		votingCloses: election.votingCloses,
		elected: candidates
			.filter(({ electedPlace }) => electedPlace !== null)
			.sort((a, b) => (a.electedPlace ?? 0) - (b.electedPlace ?? 0))
			.map(({ name }) => name),
	};
}

async function bodiesToCall(
	tx: Reading,
	{ partnershipId, actor }: Viewer,
): Promise<{ id: string; name: Text }[]> {
	const found = [];
	for (const { id, name } of actor ? await bodiesIn(tx, partnershipId) : [])
		if (actor && can(await standingOf(tx, actor, id), 'decisions.run_poll'))
			found.push({ id, name });
	return found;
}

/** The elections of the partnership, the newest first. */
export async function electionList(
	services: Pick<Services, 'db' | 'clock'>,
	viewer: Viewer,
): Promise<{ lines: ElectionLine[]; mayCall: boolean }> {
	const now = services.clock.now();
	return reading(services, async (tx) => {
		const lines = [];
		for (const election of await electionsOf(tx, viewer.partnershipId))
			lines.push(await lineOf(tx, election, await candidatesOf(tx, election), now));
		return { lines, mayCall: (await bodiesToCall(tx, viewer)).length > 0 };
	});
}

/** What the form needs that calls an election; undefined for who may not. */
export async function electionForm(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
): Promise<
	{ bodies: { id: string; name: Text }[]; seats: ElectionSeat[]; secretBodies: Text[] } | undefined
> {
	return reading(services, async (tx) => {
		const bodies = await bodiesToCall(tx, viewer);
		if (bodies.length === 0) return undefined;
		const secretBodies = [];
		for (const { id, name } of bodies)
			if ((await constitutionOf(tx, viewer.partnershipId, id))?.rules.ballot === 'secret')
				secretBodies.push(name);
		return { bodies, secretBodies, seats: await seatsToFill(tx, viewer.partnershipId) };
	});
}

export interface ElectionPage extends ElectionLine {
	readonly id: string;
	readonly body: Text;
	readonly method: Election['method'];
	readonly places: number;
	readonly termStartsOn: string;
	/** Who stands and who stood; who is only asked or declined is told to themselves and to who runs it. */
	readonly candidates: readonly Candidate[];
	/** The reader's own nomination. */
	readonly mine: Candidate | null;
	/** Whom the reader may name; empty where they may not. */
	readonly toName: readonly { readonly id: string; readonly name: string }[];
	readonly self: string | null;
	/** What is voted on, with the names of today in place of codes. */
	readonly asked: Asked | null;
	readonly turnout: Turnout | null;
	/** The reader's seats in the vote, with what is recorded. */
	readonly seats: readonly {
		readonly seatId: string;
		readonly organisation: Text;
		/** Who gave them this vote; null for one of their own. */
		readonly principal: string | null;
		readonly answer: Answer | null;
		readonly reference: string | null;
		readonly castAt: Date | null;
		/** A ballot of it is in the urn. */
		readonly voted: boolean;
	}[];
	/** Once it is settled. */
	readonly result: QuestionResult | null;
	readonly votes: readonly {
		readonly seatId: string;
		readonly name: string | null;
		/** Who carried it, where it was given to another. */
		readonly byProxy: string | null;
		readonly organisation: Text;
		readonly answer: Answer | null;
	}[];
	readonly manifestHash: string | null;
	/** Of a secret vote: its id and what a ballot is sealed to, while it is open. */
	readonly secret: boolean;
	readonly paper: boolean;
	readonly sealedTo: { readonly questionId: string; readonly publicKey: string } | null;
	/** The opened urn of a secret vote, once it is settled. */
	readonly urn: UrnRecord | null;
	/** How many took part for the quorum, where too few did. */
	readonly inquorate: Quorum | null;
	/** What was decided on it then. */
	readonly standsBecause: string | null;
	readonly mayDecide: boolean;
	/** Why the vote could not be opened at its time, for who runs it: the code of a refusal. */
	readonly notOpened: string | null;
	readonly runs: boolean;
	/** Where papers are handed in: the vote whose papers the reader may enter or count. */
	readonly papers: string | null;
	/** Two tellers have yet to count the papers alike. */
	readonly papersWait: boolean;
	/** The proxies for its vote, for people of its body. */
	readonly proxies: VoteProxies | null;
	readonly mayGoOn: boolean;
}

/** One election by its number. */
export async function electionPage(
	services: Pick<Services, 'db' | 'clock'>,
	viewer: Viewer,
	number: string,
): Promise<ElectionPage | undefined> {
	const now = services.clock.now();
	return reading(services, async (tx) => {
		const { partnershipId, actor } = viewer;
		const election = await electionByNumber(tx, partnershipId, number);
		if (!election) return undefined;
		const standing = actor && (await standingOf(tx, actor, election.bodyId));
		const all = await candidatesOf(tx, election);
		const line = await lineOf(tx, election, all, now);
		const runs = can(standing, 'decisions.run_poll');
		const mine = all.find(({ personId }) => personId === actor?.personId) ?? null;
		const question = election.questionId
			? await questionById(tx, partnershipId, election.questionId)
			: undefined;
		const vote = question && (await voteOf(tx, question, all, standing, line.phase));
		const everyone = vote && vote.turnout.of > 0 && vote.turnout.voted === vote.turnout.of;
		const record = question && (await urnRecordOf(tx, question));
		const papersWait = record?.paper !== undefined && record.paper.totals === null;
		const tellers = papersWait && question ? (await paperEntry(tx, question))?.tellers : undefined;
		const tells =
			runs ||
			can(standing, 'decisions.record_ballot') ||
			tellers?.some(({ personId }) => personId === actor?.personId) === true;
		const papers = question?.manifest?.urn?.paper && question.state !== 'shown' && tells;
		return {
			...line,
			id: election.id,
			body: await bodyName(tx, partnershipId, election.bodyId),
			method: election.method,
			places: election.places,
			termStartsOn: election.termStartsOn,
			candidates: all.filter(
				({ state, personId }) =>
					state === 'standing' || state === 'withdrawn' || runs || personId === actor?.personId,
			),
			mine,
			toName:
				line.phase === 'nominations' && can(standing, 'decisions.propose')
					? await toName(tx, election, all)
					: [],
			self: actor?.personId ?? null,
			asked: vote?.asked ?? null,
			turnout: vote?.turnout ?? null,
			seats: vote?.seats ?? [],
			result: line.phase === 'settled' ? (question?.result ?? null) : null,
			votes: vote?.votes ?? [],
			manifestHash: question?.manifestHash ?? null,
			secret: election.secret,
			paper: election.paper,
			sealedTo:
				question?.manifest?.urn && line.phase === 'voting'
					? { questionId: question.id, publicKey: question.manifest.urn.publicKey }
					: null,
			urn: (line.phase === 'settled' && question?.secret && record) || null,
			inquorate: question && questionLostQuorum(question) ? question.quorumClosed : null,
			standsBecause: election.standsBecause,
			mayDecide:
				line.phase === 'inquorate' &&
				actor !== null &&
				standing !== null &&
				(await mayDecide(tx, election, actor, standing)),
			notOpened: runs ? election.notOpened : null,
			runs,
			papers: papers ? question.id : null,
			papersWait,
			proxies: actor && (await voteProxies(tx, actor, question?.id ?? election.id, now)),
			mayGoOn:
				runs &&
				!papersWait &&
				(line.phase === 'ready' ||
					line.phase === 'counting' ||
					(line.phase === 'voting' && everyone === true)),
		};
	});
}

async function voteOf(
	tx: Reading,
	question: Question,
	candidates: readonly Candidate[],
	standing: Standing | null,
	phase: ElectionPhase,
) {
	const roll = await questionRoll(tx, question);
	const answers = new Map((await answersOf(tx, question)).map((each) => [each.seatId, each]));
	const ticked =
		question.secret && phase === 'voting' ? await tickedSeats(tx, question) : new Set<string>();
	const own = standing && phase === 'voting' ? (votesFor(roll, standing)?.seats ?? []) : [];
	return {
		asked: {
			...question.asked,
			options: question.asked.options.map(({ id, title }) => {
				const name = candidates.find(({ code }) => code === id)?.name;
				return { id, title: name === undefined ? title : { en: name } };
			}),
		},
		turnout: await questionTurnout(tx, question),
		seats: own.map(({ seatId, organisationName, byProxy, holderName }) => {
			const answer = answers.get(seatId);
			return {
				seatId,
				organisation: organisationName,
				principal: byProxy ? (holderName ?? '') : null,
				answer: answer?.answer ?? null,
				reference: answer?.reference ?? null,
				castAt: answer?.castAt ?? null,
				voted: ticked.has(seatId),
			};
		}),
		votes:
			phase === 'settled' && !question.secret
				? roll.map((seat) => ({
						seatId: seat.seatId,
						name: namedFor(seat).name,
						byProxy: namedFor(seat).byProxy,
						organisation: seat.organisationName,
						answer: answers.get(seat.seatId)?.answer ?? null,
					}))
				: [],
	};
}

/** People whom somebody could name: of the seats' organisation, or in a seat of the body; who is named already left out. */
async function toName(
	tx: Reading,
	election: Election,
	named: readonly Candidate[],
): Promise<{ id: string; name: string }[]> {
	const { partnershipId, office, bodyId } = election;
	const taken = new Set(
		named
			.filter(({ state }) => state === 'asked' || state === 'standing')
			.map(({ personId }) => personId),
	);
	const people = (await peopleIn(tx, partnershipId)).filter(({ id }) => !taken.has(id));
	if (office === 'representative') {
		const [seat] = await seatsToFill(tx, partnershipId, election.id);
		return people
			.filter(({ organisationId }) => organisationId === seat?.organisationId)
			.map(({ id, name }) => ({ id, name }));
	}
	const holders = new Set(
		(await votingSeats(tx, partnershipId, bodyId)).map(({ holderId }) => holderId),
	);
	return people.filter(({ id }) => holders.has(id)).map(({ id, name }) => ({ id, name }));
}

/** All that a secret election leaves, for whoever checks it; undefined before it is settled and for a recorded one. */
export async function electionBundle(
	services: Pick<Services, 'db'>,
	partnershipId: string,
	number: string,
): Promise<object | undefined> {
	return reading(services, async (tx) => {
		const election = await electionByNumber(tx, partnershipId, number);
		const question =
			election?.questionId && (await questionById(tx, partnershipId, election.questionId));
		if (!question || question.state !== 'shown' || !question.secret) return undefined;
		const { manifest, manifestHash, result } = question;
		const urn = await urnRecordOf(tx, question);
		return { form: 'moothall-urn/1', manifest, manifestHash, ...urn, result };
	});
}

/** What was fixed when the vote opened; undefined before that and for an unknown number. */
export async function electionManifest(
	services: Pick<Services, 'db'>,
	partnershipId: string,
	number: string,
): Promise<QuestionManifest | undefined> {
	return reading(services, async (tx) => {
		const election = await electionByNumber(tx, partnershipId, number);
		const question =
			election?.questionId && (await questionById(tx, partnershipId, election.questionId));
		return (question && question.manifest) || undefined;
	});
}
