import { createHash } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { clockTimeWithSeconds } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { BallotCast } from '#domain/decisions/events.ts';
import {
	assertPapersHide,
	papersAsWords,
	type GivenPapers,
	type PaperRecord,
} from '#domain/decisions/paper-totals.ts';
import type { Asked } from '#domain/decisions/question.ts';
import { smallestSecretClass } from '#domain/partnerships/never-met.ts';
import { command, type Reading, type Services, type Tx } from '../platform/tx.ts';
import { papersOut, putPaperOut, statePapers, takePaperBack } from './paper-store.ts';
import { paperVoteFor, type PaperVote } from './paper-vote.ts';
import { lockPoll } from './poll-store.ts';
import { classOf, type Counted } from './secret-classes.ts';
import { tickedSeats } from './urn-store.ts';

interface OfSeat {
	/** The vote on a motion, or the question. */
	pollId: string;
	seatId: string;
}

/**
 * The clerk gives somebody of the roll a paper in a secret vote that takes them (between meetings: has one handed in): from then
 * on nothing of theirs goes into the urn. Refuses a seat that has put a ballot in (`decisions.paper_voted`), one that is not
 * there, a vote without papers, and one whose time is over.
 */
export async function givePaper(services: Services, actor: Actor, input: OfSeat): Promise<void> {
	await command(services, actor, 'decisions.give_paper', input.pollId, async (tx) => {
		const { vote, at } = await openForPapers(tx, actor, input.pollId);
		const seat = vote.manifest.roll.find(({ seatId }) => seatId === input.seatId);
		if (!seat) throw notFound();
		if (!seat.present) throw new Refusal('decisions.seat_not_present');
		if (vote.closesAt && vote.closesAt <= at)
			throw new Refusal('decisions.poll_closed', { time: clockTimeWithSeconds(vote.closesAt) });
		if ((await tickedSeats(tx, vote)).has(seat.seatId)) throw new Refusal('decisions.paper_voted');
		await putPaperOut(tx, vote, seat.seatId);
		await tellTurnout(tx, vote);
	});
}

/** A paper comes back unused, while the vote is open: its seat may vote by device again. */
export async function returnPaper(services: Services, actor: Actor, input: OfSeat): Promise<void> {
	await command(services, actor, 'decisions.return_paper', input.pollId, async (tx) => {
		const { vote } = await openForPapers(tx, actor, input.pollId);
		await takePaperBack(tx, vote, input.seatId);
		await tellTurnout(tx, vote);
	});
}

/** How many papers are out in each class that has any, in the order of the roll. */
export function givenOf(manifest: Counted, out: ReadonlySet<string>): GivenPapers[] {
	const given = new Map<string, number>();
	for (const { seatId } of manifest.roll)
		if (out.has(seatId)) {
			const of = classOf(manifest, seatId);
			given.set(of, (given.get(of) ?? 0) + 1);
		}
	return [...given].map(([of, papers]) => ({ of, papers }));
}

/** At the closing of the urn: nobody on paper or in it stands alone; then who took a paper is in the closing record. */
export async function recordPapers(tx: Tx, vote: PaperVote): Promise<void> {
	if (!vote.paper) return;
	const out = await papersOut(tx, vote);
	if (out.size === 0) return;
	await statePapers(tx, vote, {
		seats: vote.manifest.roll.flatMap(({ seatId }) => (out.has(seatId) ? [seatId] : [])),
		totals: null,
		tellers: [],
	});
}

/** What two tellers stand for, with the hash by which anybody knows it again. */
export function statedPapers(stated: Omit<PaperRecord, 'hash'>): PaperRecord {
	const hash = createHash('sha256')
		.update(canonical(stated as unknown as Json))
		.digest('hex');
	return { ...stated, hash };
}

/** Refuses to close while papers would tell somebody of a class apart (`assertPapersHide`). */
export async function assertPapers(tx: Reading, vote: PaperVote): Promise<void> {
	if (!vote.paper) return;
	const there = vote.manifest.roll.filter(({ present }) => present).map(({ seatId }) => seatId);
	const electors = new Map(
		givenOf(vote.manifest, new Set(there)).map(({ of, papers }) => [of, papers]),
	);
	for (const { of, papers } of givenOf(vote.manifest, await papersOut(tx, vote)))
		assertPapersHide(papers, electors.get(of) ?? 0, smallestSecretClass, of);
}

/**
 * The papers that two tellers counted alike as ballots of the seats of their class that took one, in the order of the roll: which
 * seat stands for which paper is chance, and the spoiled are nobody's.
 */
export function paperBallots(
	manifest: Counted & { readonly asked?: Asked },
	paper: PaperRecord | undefined,
): { seatId: string; choice: string }[] {
	return (paper?.totals ?? []).flatMap((stated) => {
		const seats = (paper?.seats ?? []).filter((seatId) => classOf(manifest, seatId) === stated.of);
		return papersAsWords(manifest.asked ?? null, stated, seats.length).map((choice, at) => {
			const seatId = seats[at];
			if (seatId === undefined) throw new Error('more papers than were given out');
			return { seatId, choice };
		});
	});
}

async function openForPapers(
	tx: Tx,
	actor: Actor,
	id: string,
): Promise<{ vote: PaperVote; at: Date }> {
	await paperVoteFor(tx, actor, id, 'decisions.record_ballot');
	// Alone: no ballot of the seat comes in between.
	const at = await lockPoll(tx, id, 'alone');
	const { vote } = await paperVoteFor(tx, actor, id, 'decisions.record_ballot');
	if (!vote.paper) throw new Refusal('decisions.paper_none');
	if (vote.voided) throw new Refusal('decisions.poll_void');
	if (vote.state !== 'open')
		throw new Refusal('decisions.poll_closed', {
			time: clockTimeWithSeconds(vote.closedAt ?? at),
		});
	return { vote, at };
}

async function tellTurnout(tx: Tx, vote: PaperVote): Promise<void> {
	if (vote.meetingId === null) return;
	const event: BallotCast = {
		type: 'decisions.ballot_cast',
		partnershipId: vote.partnershipId,
		meetingId: vote.meetingId,
		pollId: vote.id,
	};
	await tx.emit(event);
}
