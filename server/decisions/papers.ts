import type { Actor } from '#domain/kernel/actor.ts';
import { clockTimeWithSeconds } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { BallotCast } from '#domain/decisions/events.ts';
import {
	assertPapersHide,
	attestedBy,
	mayAttest,
	type AttestedBy,
	type PaperTotals,
} from '#domain/decisions/paper-totals.ts';
import { smallestSecretClass } from '#domain/partnerships/never-met.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { namesIn } from '../partnerships/person-store.ts';
import { standingOf } from '../partnerships/store.ts';
import { command, reading, type Reading, type Services, type Tx } from '../platform/tx.ts';
import { pollFor } from './access.ts';
import {
	paperCounts,
	paperEntry,
	papersOut,
	putPaperOut,
	statePapers,
	takePaperBack,
	type PaperEntry,
} from './paper-store.ts';
import { lockPoll, type Poll } from './poll-store.ts';
import { namedFor, rollOf } from './roll-store.ts';
import { tickedSeats, urnRecordOf } from './urn-store.ts';

interface OfSeat {
	pollId: string;
	seatId: string;
}

/**
 * The clerk gives somebody of the roll a paper in a secret vote that takes them: from then on nothing of theirs goes into the
 * urn. Refuses a seat that has put a ballot in (`decisions.paper_voted`), one that is not there, and a vote without papers.
 */
export async function givePaper(services: Services, actor: Actor, input: OfSeat): Promise<void> {
	await command(services, actor, 'decisions.give_paper', input.pollId, async (tx) => {
		const poll = await openForPapers(tx, actor, input.pollId);
		const seat = poll.manifest.roll.find(({ seatId }) => seatId === input.seatId);
		if (!seat) throw notFound();
		if (!seat.present) throw new Refusal('decisions.seat_not_present');
		if ((await tickedSeats(tx, poll)).has(seat.seatId)) throw new Refusal('decisions.paper_voted');
		await putPaperOut(tx, poll, seat.seatId);
		await tellTurnout(tx, poll);
	});
}

/** A paper comes back unused, while the vote is open: its seat may vote by device again. */
export async function returnPaper(services: Services, actor: Actor, input: OfSeat): Promise<void> {
	await command(services, actor, 'decisions.return_paper', input.pollId, async (tx) => {
		const poll = await openForPapers(tx, actor, input.pollId);
		await takePaperBack(tx, poll, input.seatId);
		await tellTurnout(tx, poll);
	});
}

/** The papers of a vote as their page shows them. */
export interface PapersPage {
	readonly pollId: string;
	readonly title: Text;
	readonly state: 'open' | 'closed' | 'shown';
	readonly given: number;
	/** The roll while the vote is open; whether they have a paper. */
	readonly lines: readonly {
		readonly seatId: string;
		readonly name: string | null;
		readonly organisation: Text;
		readonly has: boolean;
	}[];
	readonly mayGive: boolean;
	/** Whether the reader has counted, whether another has, and whether two have alike. */
	readonly mine: boolean;
	readonly another: boolean;
	readonly agreed: boolean;
	/** Whether the reader may count or enter them; a teller who was named sees what they are to stand for, and no more. */
	readonly mayCount: boolean;
	/** Who is at the meeting and may be named as a teller. */
	readonly present: readonly { readonly personId: string; readonly name: string }[];
	/** Totals entered for two tellers in the room, who do not both stand for them yet. */
	readonly entered: EnteredPapers | null;
}

export interface EnteredPapers {
	readonly totals: PaperTotals;
	readonly by: string;
	readonly tellers: readonly {
		readonly personId: string;
		readonly name: string;
		readonly attestedBy: AttestedBy | null;
		/** The ways that are open to the reader: their own account, the teller's PIN on this device, the word of the chair. */
		readonly ways: readonly AttestedBy[];
		/** They attest signed in, on a device of their own. */
		readonly signsIn: boolean;
	}[];
}

/** The papers of a secret vote, for those who give them out or count them; undefined for a vote without. */
export async function papersPage(
	services: Pick<Services, 'db'>,
	actor: Actor,
	pollId: string,
): Promise<PapersPage | undefined> {
	return reading(services, async (tx) => {
		const { poll, standing } = await pollFor(tx, actor, pollId, 'live.follow');
		if (!poll.manifest.urn?.paper) return undefined;
		const entry = await paperEntry(tx, poll);
		const mayCount = countsPapers(standing);
		if (!mayCount && !entry?.tellers.some(({ personId }) => personId === actor.personId))
			throw new Refusal('kernel.not_allowed');
		const names = await namesIn(tx, poll.partnershipId);
		const there = mayCount
			? await attendingNow(tx, { partnershipId: poll.partnershipId, id: poll.meetingId })
			: [];
		const out = await papersOut(tx, poll);
		const counts = await paperCounts(tx, poll);
		const record = await urnRecordOf(tx, poll);
		return {
			pollId: poll.id,
			title: poll.manifest.motion.title,
			state: poll.state.state,
			given: out.size,
			lines:
				poll.state.state === 'open' && mayCount
					? (await rollOf(tx, poll))
							.filter(({ present }) => present)
							.map((seat) => ({
								seatId: seat.seatId,
								name: namedFor(seat).name,
								organisation: seat.organisationName,
								has: out.has(seat.seatId),
							}))
					: [],
			mayGive: can(standing, 'decisions.record_ballot'),
			mine: counts.some(({ tellerId }) => tellerId === actor.personId),
			another: counts.some(({ tellerId }) => tellerId !== actor.personId),
			agreed: record?.paper?.totals != null,
			mayCount,
			present: there
				.map(({ personId }) => ({ personId, name: names.get(personId) ?? '' }))
				.sort((a, b) => a.name.localeCompare(b.name)),
			entered: entry
				? {
						totals: entry.totals,
						by: names.get(entry.enteredById) ?? '',
						tellers: await waysFor(tx, actor, { poll, standing }, entry),
					}
				: null,
		};
	});
}

/** At the closing of the urn: nobody on paper or in it stands alone; then who took a paper is in the closing record. */
export async function recordPapers(tx: Tx, poll: Poll): Promise<void> {
	if (!poll.manifest.urn?.paper) return;
	const out = await papersOut(tx, poll);
	if (out.size === 0) return;
	await statePapers(tx, poll, {
		seats: poll.manifest.roll.flatMap(({ seatId }) => (out.has(seatId) ? [seatId] : [])),
		totals: null,
		tellers: [],
	});
}

/** Refuses to close while papers would tell somebody apart (`assertPapersHide`). */
export async function assertPapers(tx: Reading, poll: Poll): Promise<void> {
	if (!poll.manifest.urn?.paper) return;
	assertPapersHide(
		(await papersOut(tx, poll)).size,
		poll.manifest.roll.filter(({ present }) => present).length,
		smallestSecretClass,
	);
}

async function waysFor(
	tx: Reading,
	actor: Actor,
	{ poll, standing }: { poll: Poll; standing: Standing },
	entry: PaperEntry,
): Promise<EnteredPapers['tellers']> {
	const by = {
		personId: actor.personId,
		presides: standing.roles.some((role) => role === 'chair' || role === 'vice_chair'),
		entered: entry.enteredById === actor.personId,
	};
	const tellers: EnteredPapers['tellers'][number][] = [];
	for (const { personId, name, attestedBy: attested, ...teller } of entry.tellers) {
		const signsIn = await canSignIn(tx, poll, { personId, ...teller });
		const ways = attestedBy.filter(
			(how) =>
				mayAttest({ personId, canSignIn: signsIn }, how, by) &&
				(how !== 'pin' || (teller.hasCard && countsPapers(standing))),
		);
		tellers.push({ personId, name, attestedBy: attested, ways, signsIn });
	}
	return tellers;
}

/** Whether the teller's own account opens this vote. */
export async function canSignIn(
	tx: Reading,
	poll: Pick<Poll, 'partnershipId' | 'bodyId'>,
	{ personId, hasAccount }: { personId: string; hasAccount: boolean },
): Promise<boolean> {
	const { partnershipId, bodyId } = poll;
	return (
		hasAccount && can(await standingOf(tx, { partnershipId, personId }, bodyId), 'live.follow')
	);
}

const countsPapers = (standing: Standing): boolean =>
	can(standing, 'decisions.run_poll') || can(standing, 'decisions.record_ballot');

/** The poll, for somebody who may be a teller: who runs votes, or enters them. */
export async function teller(
	tx: Reading,
	actor: Actor,
	pollId: string,
): Promise<{ poll: Poll; standing: Standing }> {
	const found = await pollFor(tx, actor, pollId, 'live.follow');
	if (!countsPapers(found.standing)) throw new Refusal('kernel.not_allowed');
	return found;
}

async function openForPapers(tx: Tx, actor: Actor, pollId: string): Promise<Poll> {
	await pollFor(tx, actor, pollId, 'decisions.record_ballot');
	// Alone: no ballot of the seat comes in between.
	await lockPoll(tx, pollId, 'alone');
	const { poll } = await pollFor(tx, actor, pollId, 'decisions.record_ballot');
	if (!poll.manifest.urn?.paper) throw new Refusal('decisions.paper_none');
	if (poll.state.state !== 'open')
		throw new Refusal('decisions.poll_closed', {
			time: clockTimeWithSeconds(poll.state.closedAt),
		});
	return poll;
}

async function tellTurnout(tx: Tx, poll: Poll): Promise<void> {
	const event: BallotCast = {
		type: 'decisions.ballot_cast',
		partnershipId: poll.partnershipId,
		meetingId: poll.meetingId,
		pollId: poll.id,
	};
	await tx.emit(event);
}
