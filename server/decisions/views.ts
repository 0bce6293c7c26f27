import type { Actor } from '#domain/kernel/actor.ts';
import { clockTime } from '#domain/kernel/calendar.ts';
import { notFound } from '#domain/kernel/refusal.ts';
import { awaitsCastingVote } from '#domain/decisions/result.ts';
import type { PollBrief, PollForVoter, RollLine } from '#domain/decisions/shown.ts';
import { votesFor } from '#domain/decisions/roll.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import { constitutionOf, standingOf } from '../partnerships/store.ts';
import { maySee, pollFor } from './access.ts';
import { ballotOf, ballotsOf } from './ballot-store.ts';
import type { Hands } from '#domain/decisions/hands.ts';
import { handsAtMost, mayTakeHands } from './hands.ts';
import { handsOf } from './hands-store.ts';
import { lostQuorum } from './close-poll.ts';
import { plansOfMeeting, type PollPlan } from './poll-plan-store.ts';
import { openPollOfMeeting, pollById, pollsOfMeeting, type Poll } from './poll-store.ts';
import { tickedSeats } from './urn-store.ts';
import { oneOf, ownSeat } from './own-seats.ts';
import { namedFor, rollOf, turnoutOf } from './roll-store.ts';

/** Who looks: somebody of the partnership, or a visitor of its public pages. */
export interface Viewer {
	readonly partnershipId: string;
	readonly actor: Actor | null;
}

/** The poll in brief, for views and live topics that have checked who looks. */
export async function briefOf(tx: Reading, poll: Poll): Promise<PollBrief> {
	const { state, manifest } = poll;
	return {
		pollId: poll.id,
		meetingId: poll.meetingId,
		itemId: poll.itemId,
		motionId: poll.motionId,
		compartmentId: poll.compartmentId,
		state: state.state,
		pausedBy: state.state === 'open' ? state.pausedBy : null,
		openedAt: state.openedAt,
		closedAt: state.state === 'open' ? null : state.closedAt,
		shownAt: state.state === 'shown' ? state.shownAt : null,
		title: manifest.motion.title,
		text: manifest.amendment?.text ?? manifest.motion.text,
		ballot: manifest.ballot,
		paper: manifest.urn?.paper === true,
		amendment: manifest.amendment?.number ?? null,
		effect: manifest.motion.effect,
		rule: manifest.rule,
		turnout: await turnoutOf(tx, poll),
	};
}

/** The open poll of the meeting, if there is one that the viewer may see. */
export async function openPollOf(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	meetingId: string,
): Promise<PollBrief | null> {
	return reading(services, async (tx) => {
		const poll = await openPollOfMeeting(tx, viewer.partnershipId, meetingId);
		return poll && (await maySee(tx, viewer.actor, poll)) ? briefOf(tx, poll) : null;
	});
}

/** All polls of the meeting that the viewer may see, in the order in which they were opened. */
export async function pollsOf(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	meetingId: string,
): Promise<PollBrief[]> {
	return reading(services, async (tx) => {
		const briefs: PollBrief[] = [];
		for (const poll of await pollsOfMeeting(tx, viewer.partnershipId, meetingId))
			if (await maySee(tx, viewer.actor, poll)) briefs.push(await briefOf(tx, poll));
		return briefs;
	});
}

/**
 * The poll as one person of the body sees it, with their own seat and ballot; where they vote for several, with the one asked
 * for, else the first that has no ballot. Refuses as not found what they may not see.
 */
export async function pollForVoter(
	services: Pick<Services, 'db'>,
	actor: Actor,
	pollId: string,
	seatId?: string,
): Promise<PollForVoter> {
	return reading(services, async (tx) => {
		const poll = await pollById(tx, actor.partnershipId, pollId);
		if (!poll || !(await maySee(tx, actor, poll))) throw notFound();
		const standing = await standingOf(tx, actor, poll.bodyId);
		if (!standing) throw notFound();
		const brief = await briefOf(tx, poll);
		const own = votesFor(await rollOf(tx, poll), standing);
		const recused = poll.manifest.recused?.some(({ seatId }) =>
			standing.seats.some((seat) => seat.seatId === seatId),
		);
		if (!own?.seats) {
			// Their seat is no elector of this poll at all.
			const why = recused ? 'decisions.recused' : own?.why;
			return {
				poll: brief,
				seat: null,
				others: [],
				ballot: null,
				secret: null,
				why: why ? { code: why, values: { time: clockTime(brief.openedAt) } } : null,
			};
		}
		const publicKey = poll.manifest.urn?.publicKey;
		const voted =
			publicKey === undefined
				? new Set((await ballotsOf(tx, poll)).map((each) => each.seatId))
				: await tickedSeats(tx, poll);
		const { seat, others } = oneOf(own.seats, voted, seatId);
		const ballot = await ballotOf(tx, poll, seat.seatId);
		return {
			poll: brief,
			seat: ownSeat(seat),
			others,
			why: null,
			secret: publicKey === undefined ? null : { publicKey, voted: voted.has(seat.seatId) },
			ballot: ballot
				? {
						choice: ballot.choice,
						castAt: ballot.castAt,
						reference: ballot.reference,
						revision: ballot.revision,
						channel: ballot.channel,
					}
				: null,
		};
	});
}

/** The roll of a poll for those who enter votes: who has voted, never how the devices did. */
export async function rollView(
	services: Pick<Services, 'db'>,
	actor: Actor,
	pollId: string,
): Promise<{
	poll: PollBrief;
	lines: RollLine[];
	/** Where hands may be counted as totals: what was counted, and how many seats in the room have not voted. */
	hands: { counted: Hands | null; most: number } | null;
}> {
	return reading(services, async (tx) => {
		const { poll } = await pollFor(tx, actor, pollId, 'decisions.record_ballot');
		// Who has voted in secret is told in numbers only, and nobody enters it for them.
		if (poll.manifest.ballot === 'secret')
			return { poll: await briefOf(tx, poll), lines: [], hands: null };
		const ballots = new Map((await ballotsOf(tx, poll)).map((each) => [each.seatId, each]));
		const lines = (await rollOf(tx, poll)).map((seat): RollLine => {
			const ballot = ballots.get(seat.seatId);
			return {
				seatId: seat.seatId,
				organisation: seat.organisationName,
				...namedFor(seat),
				present: seat.present,
				mode: seat.mode,
				voted: ballot !== undefined,
				channel: ballot?.channel ?? null,
				choice: ballot && ballot.channel !== 'own_device' ? ballot.choice : null,
			};
		});
		const hands = (await mayTakeHands(tx, poll))
			? { counted: await handsOf(tx, poll), most: await handsAtMost(tx, poll) }
			: null;
		return { poll: await briefOf(tx, poll), lines, hands };
	});
}

/** Whether the body of the meeting votes in secret, so that papers may be offered with the urn: for the chair's desk. */
export async function votesInSecret(
	services: Pick<Services, 'db'>,
	partnershipId: string,
	meetingId: string,
): Promise<boolean> {
	return reading(services, async (tx) => {
		const meeting = await meetingById(tx, partnershipId, meetingId);
		const rules = meeting && (await constitutionOf(tx, partnershipId, meeting.bodyId))?.rules;
		return rules?.ballot === 'secret';
	});
}

/** The votes that are prepared in a meeting: for the chair's desk. */
export async function plansFor(
	services: Pick<Services, 'db'>,
	partnershipId: string,
	meetingId: string,
): Promise<PollPlan[]> {
	return reading(services, (tx) => plansOfMeeting(tx, partnershipId, meetingId));
}

/** What the chair needs beside the brief: whether equal votes wait for a casting vote, which a closed poll has to say. */
export async function chairView(
	services: Pick<Services, 'db'>,
	actor: Actor,
	pollId: string,
): Promise<{ poll: PollBrief; castingVoteNeeded: boolean; quorumLost: boolean }> {
	return reading(services, async (tx) => {
		const { poll } = await pollFor(tx, actor, pollId, 'decisions.run_poll');
		return {
			poll: await briefOf(tx, poll),
			quorumLost: lostQuorum(poll),
			castingVoteNeeded:
				poll.state.state === 'closed' && poll.result !== null && awaitsCastingVote(poll.result),
		};
	});
}
