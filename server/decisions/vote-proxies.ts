import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { assertLodgeable, lodgedBy } from '#domain/decisions/proxy.ts';
import type { NoticeEnd } from '#domain/meetings/notice.ts';
import type { Rules } from '#domain/partnerships/constitution.ts';
import { can, type Act } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { known } from '../meetings/entering.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { constitutionOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { command, type Reading, type Services, type Tx } from '../platform/tx.ts';
import { electionById } from './election-store.ts';
import { papersOut } from './paper-store.ts';
import { lockPoll } from './poll-store.ts';
import {
	acceptProxyRow,
	endProxyRow,
	insertProxy,
	moveProxyRow,
	proxiesOfVote,
	setVoter,
	type Proxy,
} from './proxy-store.ts';
import { answersOf as answersOfQuestion, questionRoll } from './question-roll.ts';
import { questionById } from './question-store.ts';
import { tickedSeats } from './urn-store.ts';
import { answersOf, procedureById, writtenElectors } from './written-store.ts';

/**
 * A vote between meetings, in which members give their vote to another: of an election (by its own id as long as people are
 * nominated, for whoever will be away when it is voted), or on a motion in writing.
 */
interface VoteBetween {
	readonly is: 'election' | 'written';
	readonly partnershipId: string;
	readonly id: string;
	readonly bodyId: string;
	readonly endsAt: Date;
	readonly open: boolean;
	readonly secret: boolean;
	/** Whether its roll is fixed, so that seats may have voted. */
	readonly begun: boolean;
	/** Who votes for each seat of the roll. */
	readonly voters: readonly {
		readonly seatId: string;
		readonly personId: string | null;
		readonly name: string | null;
		readonly byProxy: boolean;
		/** They said that they take no part for an interest. */
		readonly takesPart: boolean;
	}[];
}

async function voteBetween(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<VoteBetween | undefined> {
	const procedure = await procedureById(tx, partnershipId, id);
	if (procedure)
		return {
			is: 'written',
			partnershipId,
			id,
			bodyId: procedure.bodyId,
			endsAt: procedure.deadline,
			open: procedure.state === 'open',
			secret: procedure.urnKey !== null,
			begun: true,
			voters: (await writtenElectors(tx, procedure)).map((each) => ({
				...each,
				byProxy: each.byProxy !== null,
				takesPart: each.interest === null,
			})),
		};
	const election = await electionById(tx, partnershipId, id);
	if (election?.state === 'nominations')
		return {
			is: 'election',
			partnershipId,
			id,
			bodyId: election.bodyId,
			endsAt: election.votingCloses,
			open: true,
			secret: election.secret,
			begun: false,
			voters: (await votingSeats(tx, partnershipId, election.bodyId)).map((seat) => ({
				seatId: seat.seatId,
				personId: seat.holderId,
				name: seat.holderName,
				byProxy: false,
				takesPart: true,
			})),
		};
	const question = await questionById(tx, partnershipId, id);
	if (question?.kind !== 'election' || question.meetingId !== null || !question.closesAt)
		return undefined;
	return {
		is: 'election',
		partnershipId,
		id,
		bodyId: question.bodyId,
		endsAt: question.closesAt,
		open: question.state === 'open',
		secret: question.secret,
		begun: true,
		voters: (await questionRoll(tx, question)).map((each) => ({
			...each,
			name: each.byProxy ? each.holderName : each.personName,
			takesPart: true,
		})),
	};
}

/** The vote, for somebody of its body who may do the act. Refuses as not found what is of elsewhere. */
async function voteFor(
	tx: Reading,
	actor: Actor,
	id: string,
	act: Act,
): Promise<{ vote: VoteBetween; standing: Standing }> {
	const vote = await voteBetween(tx, actor.partnershipId, known(id));
	const standing = vote && (await standingOf(tx, actor, vote.bodyId));
	if (!vote || !standing) throw notFound();
	if (!can(standing, act)) throw new Refusal('kernel.not_allowed');
	return { vote, standing };
}

/** The seats that have voted: their answer is recorded, their ballot in the urn, or they are on paper. */
async function seatsIn(tx: Reading, vote: VoteBetween): Promise<ReadonlySet<string>> {
	if (!vote.begun) return new Set();
	if (vote.secret) return (await tickedSeats(tx, vote)).union(await papersOut(tx, vote));
	const answers =
		vote.is === 'written' ? await answersOf(tx, vote) : await answersOfQuestion(tx, vote);
	return new Set(answers.map(({ seatId }) => seatId));
}

const hasVoted = async (tx: Reading, vote: VoteBetween, seatId: string): Promise<boolean> =>
	(await seatsIn(tx, vote)).has(seatId);

/** The vote with its lock held alone, while it is open: nobody votes meanwhile. Refuses one that is over (`decisions.proxy_late`). */
async function lockedOpen(
	tx: Tx,
	actor: Actor,
	id: string,
	act: Act,
): Promise<{ vote: VoteBetween; standing: Standing; at: Date }> {
	await voteFor(tx, actor, id, act);
	const at = await lockPoll(tx, id, 'alone');
	const found = await voteFor(tx, actor, id, act);
	if (!found.vote.open || at >= found.vote.endsAt) throw new Refusal('decisions.proxy_late');
	return { ...found, at };
}

interface OfVote {
	/** The election's question, or the procedure. */
	voteId: string;
}

/**
 * Lodges a member's vote with another for one vote between meetings, by the same rules as for a meeting whose start is the end of
 * the vote: by the principal, and then it waits for the clerk, or by the clerk, and then it is carried. Refuses what the rules
 * do not take (`assertLodgeable`), a second one (`decisions.proxy_given`), a seat that has voted
 * (`decisions.proxy_voted`) or takes no part, and anybody else.
 */
export async function lodgeVoteProxy(
	services: Services,
	actor: Actor,
	input: OfVote & { principalId: string; holderId: string },
): Promise<void> {
	await command(services, actor, 'decisions.lodge_vote_proxy', input.voteId, async (tx) => {
		const { vote, standing, at } = await lockedOpen(tx, actor, input.voteId, 'live.follow');
		const clerk = can(standing, 'decisions.record_ballot');
		if (input.principalId === '') throw new Refusal('decisions.proxy_whose', {}, 'principalId');
		if (input.holderId === '') throw new Refusal('decisions.proxy_to_whom', {}, 'holderId');
		const given = { principalId: known(input.principalId), holderId: known(input.holderId) };
		if (given.principalId !== actor.personId && !clerk) throw new Refusal('kernel.not_allowed');
		const constitution = await constitutionOf(tx, vote.partnershipId, vote.bodyId);
		if (!constitution) throw new Refusal('decisions.no_rules');
		const standingNow = await proxiesOfVote(tx, vote);
		if (standingNow.some(({ principalId }) => principalId === given.principalId))
			throw new Refusal('decisions.proxy_given', {}, 'principalId');
		const own = (personId: string) =>
			vote.voters.find((each) => each.personId === personId && !each.byProxy);
		const seat = own(given.principalId);
		const holder = own(given.holderId);
		assertLodgeable(given, {
			rules: constitution.rules.proxies,
			startsAt: vote.endsAt,
			off: await closuresOf(tx, vote.partnershipId),
			begun: false,
			now: at,
			given: standingNow,
			principalHasSeat: seat !== undefined,
			holderHasSeat: holder !== undefined,
			deputyNamed: false,
		});
		if (!seat) throw new Error('a principal with a seat has one');
		if (!seat.takesPart) throw new Refusal('decisions.recused', {}, 'principalId');
		if (!holder?.takesPart) throw new Refusal('decisions.recused', {}, 'holderId');
		if (await hasVoted(tx, vote, seat.seatId))
			throw new Refusal('decisions.proxy_voted', {}, 'principalId');
		await insertProxy(
			tx,
			{ partnershipId: vote.partnershipId, voteId: vote.id },
			{ ...given, id: tx.uuid(), seatId: seat.seatId, byPersonId: actor.personId, accepted: clerk },
		);
		if (clerk)
			await setVoter(tx, vote, { seatId: seat.seatId, personId: given.holderId, byProxy: true });
	});
}

/** The clerk accepts a proxy that was lodged: from then on its holder votes for the seat. Refuses one whose seat has voted since. */
export async function acceptVoteProxy(
	services: Services,
	actor: Actor,
	input: OfVote & { proxyId: string },
): Promise<void> {
	await command(services, actor, 'decisions.accept_vote_proxy', input.proxyId, async (tx) => {
		const { vote } = await lockedOpen(tx, actor, input.voteId, 'decisions.record_ballot');
		const proxy = await standingProxy(tx, vote, input.proxyId);
		if (proxy.acceptedAt) return;
		if (await hasVoted(tx, vote, proxy.seatId)) throw new Refusal('decisions.proxy_voted');
		await acceptProxyRow(tx, vote.partnershipId, proxy.id, actor.personId);
		const { seatId, holderId } = proxy;
		await setVoter(tx, vote, { seatId, personId: holderId, byProxy: true });
	});
}

/**
 * The principal takes their vote back, the holder gives it back, or the clerk ends it (does not accept it): whose vote it is casts it
 * again. Refused once it is cast (`decisions.proxy_cast`).
 */
export async function endVoteProxy(
	services: Services,
	actor: Actor,
	input: OfVote & { proxyId: string },
): Promise<void> {
	await command(services, actor, 'decisions.end_vote_proxy', input.proxyId, async (tx) => {
		const { vote, standing } = await lockedOpen(tx, actor, input.voteId, 'live.follow');
		const proxy = await standingProxy(tx, vote, input.proxyId);
		const own = [proxy.principalId, proxy.holderId].includes(actor.personId);
		if (!own && !can(standing, 'decisions.record_ballot')) throw new Refusal('kernel.not_allowed');
		const { seatId, principalId } = proxy;
		if (proxy.acceptedAt) {
			if (await hasVoted(tx, vote, seatId)) throw new Refusal('decisions.proxy_cast');
			await setVoter(tx, vote, { seatId, personId: principalId, byProxy: false });
		}
		await endProxyRow(tx, vote.partnershipId, proxy.id, actor.personId);
	});
}

/**
 * The proxies of what came before a vote (the nominations, a vote that is void) are for that vote, with who carries what; those
 * whose principal or holder has no seat on its roll have ended.
 */
export async function carryProxiesOver(
	tx: Tx,
	partnershipId: string,
	from: string,
	to: string,
): Promise<void> {
	const given = await proxiesOfVote(tx, { partnershipId, id: from });
	const vote = given.length > 0 ? await voteBetween(tx, partnershipId, to) : undefined;
	const own = (personId: string) =>
		vote?.voters.find((each) => each.personId === personId && !each.byProxy);
	for (const { id, seatId, principalId, holderId } of given)
		if (own(principalId)?.seatId === seatId && own(holderId))
			await moveProxyRow(tx, partnershipId, id, to);
		else await endProxyRow(tx, partnershipId, id, null);
	if (!vote) return;
	for (const { seatId, holderId, acceptedAt } of await proxiesOfVote(tx, vote))
		if (acceptedAt) await setVoter(tx, vote, { seatId, personId: holderId, byProxy: true });
}

async function standingProxy(tx: Tx, vote: VoteBetween, id: string): Promise<Proxy> {
	const proxy = (await proxiesOfVote(tx, vote)).find((each) => each.id === known(id));
	if (!proxy) throw notFound();
	return proxy;
}

/** The proxies of a vote between meetings, as its page shows them. */
export interface VoteProxies {
	readonly voteId: string;
	readonly rules: Pick<Rules, 'proxies'>;
	/** Until when one may be lodged; null once that has gone by. */
	readonly until: NoticeEnd | null;
	readonly open: boolean;
	/** The reader, where they have a vote of their own here, not cast yet, that they could give away. */
	readonly mine: string | null;
	readonly self: string;
	readonly mayRecord: boolean;
	/** Whose vote, and to whom. */
	readonly members: readonly { readonly personId: string; readonly name: string }[];
	/** With whether the vote given is cast, so that it is not taken back any more. */
	readonly proxies: readonly (Proxy & { readonly cast: boolean })[];
}

/** The proxies of a vote between meetings, for people of its body; null for anybody else, and where the rules take none. */
export async function voteProxies(
	tx: Reading,
	actor: Actor,
	voteId: string,
	now: Date,
): Promise<VoteProxies | null> {
	const vote = await voteBetween(tx, actor.partnershipId, voteId);
	const standing = vote && (await standingOf(tx, actor, vote.bodyId));
	if (!vote || !standing || !can(standing, 'live.follow')) return null;
	const constitution = await constitutionOf(tx, vote.partnershipId, vote.bodyId);
	const proxies = await proxiesOfVote(tx, vote);
	if (!constitution || (!constitution.rules.proxies.allowed && proxies.length === 0)) return null;
	const { rules } = constitution;
	const until = lodgedBy(rules.proxies, vote.endsAt, await closuresOf(tx, vote.partnershipId));
	const open = vote.open && now < vote.endsAt;
	const members = new Map(
		vote.voters.flatMap(({ personId, name, byProxy }): [string, string][] =>
			personId && name && !byProxy ? [[personId, name]] : [],
		),
	);
	const me = actor.personId;
	const own = vote.voters.find(({ personId, byProxy }) => personId === me && !byProxy);
	const seatsVoted = open ? await seatsIn(tx, vote) : new Set<string>();
	const gives = own && !proxies.some(({ principalId }) => principalId === me);
	return {
		voteId,
		rules: { proxies: rules.proxies },
		until: open && rules.proxies.allowed && now <= until.at ? until : null,
		open,
		mine: gives && !seatsVoted.has(own.seatId) ? me : null,
		self: me,
		mayRecord: can(standing, 'decisions.record_ballot'),
		members: [...members].map(([personId, name]) => ({ personId, name })),
		proxies: proxies.map((proxy) => ({
			...proxy,
			cast: proxy.acceptedAt !== null && seatsVoted.has(proxy.seatId),
		})),
	};
}
