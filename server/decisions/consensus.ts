import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { answerFrom, senseOf } from '#domain/decisions/consensus.ts';
import type { ConsensusAnswered, ConsensusSettled } from '#domain/decisions/events.ts';
import { countedSeats } from '#domain/meetings/attendance.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { quorum } from '#domain/meetings/quorum.ts';
import { can } from '#domain/partnerships/policy.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { constitutionOf, votingSeats } from '../partnerships/store.ts';
import { command, type Reading, type Services, type Tx } from '../platform/tx.ts';
import { answersOf, insertCheck, openCheckOf, putAnswer } from './consensus-store.ts';
import { recusedFrom } from './recused.ts';
import { assertProposed, motionFor, moveMotion } from './motion-acts.ts';
import type { Motion } from './motion-store.ts';

interface OfMotion {
	meetingId: string;
	motionId: string;
}

/** Asks everybody with a vote whether they can accept the motion as it stands. Refuses without a quorum and while its item is not open. */
export async function openConsensus(
	services: Services,
	actor: Actor,
	input: OfMotion,
	key?: string,
): Promise<{ checkId: string }> {
	return command(
		services,
		actor,
		'decisions.open_consensus',
		input.motionId,
		async (tx) => {
			const { meeting, motion } = await motionFor(tx, actor, input, 'decisions.run_poll');
			await assertTakenNow(tx, meeting, motion);
			await assertProposed(tx, meeting, motion);
			const { there } = await asked(tx, meeting, motion);
			if (!there.quorate)
				throw new Refusal('decisions.inquorate', {
					present: there.present,
					seats: there.seats,
					needed: there.needed,
				});
			await moveMotion(tx, motion, 'check_consensus', { byPersonId: actor.personId });
			return { checkId: await insertCheck(tx, motion, actor.personId) };
		},
		key,
	);
}

/**
 * Answers for the seat one sits in, or (the clerk) for another that is there; a later answer takes the place of an earlier
 * one. Refuses once the check is over (`decisions.check_closed`) and for a seat that is not there.
 */
export async function answerConsensus(
	services: Services,
	actor: Actor,
	input: OfMotion & { seatId?: string | undefined; answer: unknown; reason?: unknown },
): Promise<void> {
	const said = answerFrom(input.answer, input.reason);
	return command(services, actor, 'decisions.answer_consensus', input.motionId, async (tx) => {
		const { meeting, motion, standing } = await motionFor(tx, actor, input, 'decisions.propose');
		const check = motion.state === 'consensus' ? await openCheckOf(tx, motion) : undefined;
		if (!check) throw new Refusal('decisions.check_closed');
		const { people, counted } = await asked(tx, meeting, motion);
		const sitting = people.find((each) =>
			input.seatId === undefined ? each.personId === actor.personId : each.seatId === input.seatId,
		);
		if (!sitting?.seatId || !counted.has(sitting.seatId))
			throw new Refusal('decisions.seat_not_present');
		if (sitting.personId !== actor.personId && !can(standing, 'decisions.record_ballot'))
			throw new Refusal('decisions.not_your_seat');
		await putAnswer(tx, check, {
			...said,
			seatId: sitting.seatId,
			personId: sitting.personId,
			byPersonId: actor.personId,
		});
		const event: ConsensusAnswered = {
			type: 'decisions.consensus_answered',
			partnershipId: motion.partnershipId,
			meetingId: motion.meetingId,
			motionId: motion.id,
		};
		await tx.emit(event);
	});
}

/**
 * The chair reads the sense of the meeting: agreed by consensus, or back to discussion (a vote is opened with `openPoll`).
 * Refuses consensus that nobody has agreed to (`decisions.nobody_agrees`) and, while somebody blocks, consensus
 * without a reason.
 */
export async function settleConsensus(
	services: Services,
	actor: Actor,
	input: OfMotion & { outcome: unknown; reason?: unknown },
	key?: string,
): Promise<void> {
	return command(
		services,
		actor,
		'decisions.settle_consensus',
		input.motionId,
		async (tx) => {
			const { meeting, motion } = await motionFor(tx, actor, input, 'decisions.run_poll');
			if (input.outcome !== 'agreed' && input.outcome !== 'discussed')
				throw new Refusal('decisions.choose_act', {}, 'outcome');
			const check = motion.state === 'consensus' ? await openCheckOf(tx, motion) : undefined;
			if (!check) throw new Refusal('decisions.check_closed');
			const reason = typeof input.reason === 'string' ? input.reason.trim().slice(0, 1000) : '';
			if (input.outcome === 'agreed') {
				const { counted } = await asked(tx, meeting, motion);
				const answers = await answersOf(tx, check);
				// Whoever has answered and left was asked; what they said stays.
				const sense = senseOf([...counted, ...answers.map(({ seatId }) => seatId)], answers);
				if (sense.agree + sense.reservation === 0) throw new Refusal('decisions.nobody_agrees');
				if (!sense.consensus && reason === '')
					throw new Refusal('decisions.blocked', { count: sense.block }, 'reason');
			}
			await moveMotion(tx, motion, input.outcome === 'agreed' ? 'agree' : 'discuss', {
				byPersonId: actor.personId,
				reason: reason === '' ? null : reason,
				settledBy: input.outcome === 'agreed' ? 'consensus' : undefined,
			});
			const event: ConsensusSettled = {
				type: 'decisions.consensus_settled',
				partnershipId: motion.partnershipId,
				meetingId: motion.meetingId,
				itemId: motion.itemId,
				motionId: motion.id,
				checkId: check.id,
			};
			await tx.emit(event);
		},
		key,
	);
}

/** Refuses business outside a meeting in session and its open item. */
export async function assertTakenNow(tx: Tx, meeting: Meeting, motion: Motion): Promise<void> {
	if (meeting.status !== 'in_session') throw new Refusal('decisions.not_in_session');
	const items = await itemsOf(tx, motion.partnershipId, meeting.id);
	if (items.find((item) => item.id === motion.itemId)?.state !== 'open')
		throw new Refusal('decisions.item_not_open');
}

/** Who is asked now: the people in the seats that count and whom no interest keeps out, and whether they are a quorum. */
export async function asked(tx: Reading, meeting: Meeting, motion: Motion) {
	const constitution = await constitutionOf(tx, meeting.partnershipId, meeting.bodyId);
	if (!constitution) throw new Refusal('decisions.no_rules');
	const seats = await votingSeats(tx, meeting.partnershipId, meeting.bodyId);
	const people = await attendingNow(tx, meeting);
	const own = new Set(seats.map(({ seatId }) => seatId));
	const recused = await recusedFrom(tx, meeting, motion, seats, people);
	const left = new Set(recused.map(({ seatId }) => seatId));
	const there = countedSeats(people, constitution.rules.remote).filter((id) => own.has(id));
	return {
		seats,
		people,
		recused,
		counted: new Set(there.filter((seatId) => !left.has(seatId))),
		there: quorum(constitution.rules.quorum, seats, there, left),
	};
}
