import { createHash } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { PollOpened } from '#domain/decisions/events.ts';
import { choices } from '#domain/decisions/ballot.ts';
import { isOpenToChange, stateAfter } from '#domain/decisions/motion.ts';
import type { Manifest, ManifestSeat } from '#domain/decisions/poll.ts';
import { countedSeats } from '#domain/meetings/attendance.ts';
import { quorum } from '#domain/meetings/quorum.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { longestReason } from '#domain/meetings/move.ts';
import { shortNotice } from '#domain/meetings/notice.ts';
import type { Constitution, Rules } from '#domain/partnerships/constitution.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { entering, known } from '../meetings/entering.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { constitutionOf, sectorsOf, votingSeats } from '../partnerships/store.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { boundKey } from './bound-key.ts';
import { amendmentsOf } from './amendment-store.ts';
import { mergedInto, proposedIn } from './amendments.ts';
import { assertProposed, moveMotion } from './motion-acts.ts';
import { eventsOf, motionById, type Motion } from './motion-store.ts';
import { assertNoOtherVote } from './open-question.ts';
import { carriedProxies, principalsOf } from './proxies.ts';
import { prepareUrn, type PreparedUrn } from './prepare-urn.ts';
import { recusedFrom } from './recused.ts';
import { rollOfVoices } from './roll-of-voices.ts';
import { assertSecretClasses } from './secret-classes.ts';
import { openUrn } from './urn-store.ts';
import { amendmentVoteUnderWay, insertPoll, openPollOfMeeting } from './poll-store.ts';
import { deletePlan } from './poll-plan-store.ts';
import { insertElectors } from './roll-store.ts';

interface ToOpen {
	meetingId: string;
	motionId: string;
	amendmentId?: string | undefined;
	/** A secret vote takes papers beside its urn; of a recorded one it says nothing. */
	paper?: boolean;
	/** Why the vote is opened though its motion had less notice than the rules ask for. */
	noticeReason?: string;
}

/**
 * Opens the vote on a motion: freezes words, rule and roll, and hashes them. Refuses while the meeting or the item is
 * not open, without a quorum (`decisions.inquorate`), beside another open vote (`decisions.poll_already_open`), and on a
 * motion that has been voted on. With `amendmentId` the vote is on that amendment, as an ordinary decision, and shows what
 * the motion would say; the motion itself stays as it is. One that had less notice than the rules ask for its class needs a
 * reason (`decisions.notice_short`), which its history keeps.
 */
export async function openPoll(
	services: Services,
	actor: Actor,
	input: ToOpen,
	key?: string,
): Promise<{ pollId: string }> {
	const urn = await prepareUrn(services, actor, input.meetingId);
	try {
		const opened = await openWith(services, actor, input, urn, key);
		// The answer of an earlier request: this one's key is for nothing.
		if (urn && urn.pollId !== opened.pollId) await urn.keys.destroy(urn.pollId);
		return opened;
	} catch (error) {
		await urn?.keys.destroy(urn.pollId);
		throw error;
	}
}

async function openWith(
	services: Services,
	actor: Actor,
	input: ToOpen,
	urn: PreparedUrn | null,
	key?: string,
): Promise<{ pollId: string }> {
	return command(
		services,
		actor,
		'decisions.open_poll',
		input.motionId,
		async (tx) => {
			const { partnershipId } = actor;
			const { meeting } = await entering(tx, actor, input.meetingId, 'decisions.run_poll');
			const motion = await motionById(tx, partnershipId, input.motionId);
			if (motion?.meetingId !== meeting.id) throw notFound();
			if (!(await maySee(tx, actor, motion))) throw notFound();

			if (meeting.status !== 'in_session') throw new Refusal('decisions.not_in_session');
			if (meeting.breakUntil) throw new Refusal('decisions.on_break');
			const items = await itemsOf(tx, partnershipId, meeting.id);
			if (items.find((item) => item.id === motion.itemId)?.state !== 'open')
				throw new Refusal('decisions.item_not_open');
			if (await openPollOfMeeting(tx, partnershipId, motion.meetingId))
				throw new Refusal('decisions.poll_already_open');
			await assertNoOtherVote(tx, meeting, 'motion');
			if (await amendmentVoteUnderWay(tx, motion)) throw new Refusal('decisions.amendment_vote');
			const amendment =
				input.amendmentId === undefined
					? null
					: await amendmentToVote(tx, motion, known(input.amendmentId));
			if (!amendment && stateAfter(motion.state, 'poll') === null)
				throw new Refusal('decisions.motion_settled');
			await assertProposed(tx, meeting, motion);
			const constitution = await constitutionOf(tx, partnershipId, meeting.bodyId);
			if (!constitution) throw new Refusal('decisions.no_rules');
			const noticeReason = amendment
				? null
				: await reasonForNotice(tx, motion, {
						meeting,
						rules: constitution.rules,
						said: input.noticeReason,
					});
			const secret = constitution.rules.ballot === 'secret';
			if (secret && !urn) throw new Refusal('decisions.urn_missing');

			const seats = await votingSeats(tx, partnershipId, meeting.bodyId);
			const people = await attendingNow(tx, meeting);
			const counted = new Set(countedSeats(people, constitution.rules.remote));
			const absent = await carriedProxies(tx, meeting, people, counted, seats);
			const recused = await recusedFrom(tx, meeting, motion, seats, [
				...people,
				...principalsOf(absent),
			]);
			const left = new Set(recused.map(({ seatId }) => seatId));
			const there = quorum(constitution.rules.quorum, seats, counted, left);
			if (!there.quorate)
				throw new Refusal(left.size > 0 ? 'decisions.inquorate_recused' : 'decisions.inquorate', {
					...(left.size > 0 ? { recused: left.size } : {}),
					present: there.present,
					seats: there.seats,
					needed: there.needed,
				});

			const sectors = await sectorsOf(tx, partnershipId);
			const pollId = (secret && urn?.pollId) || tx.uuid();
			const codes = new Map((await peopleIn(tx, partnershipId)).map(({ id, code }) => [id, code]));
			// Who takes no part is no elector of this decision; the manifest says who and why.
			const entitled = seats.filter(({ seatId }) => !left.has(seatId));
			const carried = await carriedProxies(tx, meeting, people, counted, entitled);
			const roll = rollOfVoices(constitution.rules, entitled, people, counted, codes, carried);
			const manifest = manifestOf({
				pollId,
				at: tx.now,
				motion,
				amendment,
				constitution,
				publicKey: secret ? urn?.publicKey : undefined,
				paper: secret && input.paper === true,
				sectors,
				roll,
				recused: recused.map(({ seatId, personId, effect, why }) => ({
					seatId,
					person: codes.get(personId) ?? null,
					effect,
					why,
				})),
			});
			if (secret) assertSecretClasses(manifest);
			const inserted = await insertPoll(tx, {
				partnershipId,
				id: pollId,
				meetingId: motion.meetingId,
				itemId: motion.itemId,
				motionId: motion.id,
				amendmentId: amendment?.id ?? null,
				motionVersion: motion.version,
				compartmentId: motion.compartmentId,
				manifest,
				manifestHash: createHash('sha256')
					.update(canonical(manifest as unknown as Json))
					.digest('hex'),
				quorumOpened: there,
				openedAt: tx.now,
				openedByPersonId: actor.personId,
			});
			if (!inserted) throw new Refusal('decisions.poll_already_open');
			if (secret) await openUrn(tx, { partnershipId, id: pollId });
			await insertElectors(
				tx,
				{ partnershipId, id: pollId },
				roll.map(({ seat, line, personId }) => ({
					seatId: seat.seatId,
					sectorId: seat.sectorId,
					organisationId: seat.organisationId,
					personId,
					present: line.present,
					mode: line.mode,
					asDeputy: line.asDeputy,
					byProxy: line.byProxy === true,
				})),
			);
			if (!amendment) await deletePlan(tx, motion);
			if (!amendment)
				await moveMotion(tx, motion, 'poll', {
					byPersonId: actor.personId,
					pollId,
					reason: noticeReason,
				});
			const event: PollOpened = {
				type: 'decisions.poll_opened',
				partnershipId,
				meetingId: motion.meetingId,
				pollId,
				itemId: motion.itemId,
			};
			await tx.emit(event);
			return { pollId };
		},
		key && boundKey(key, input.amendmentId ?? input.motionId),
	);
}

/**
 * Why a motion is put to the vote with less notice than the rules ask for; null where it had enough, or none is known. Refuses
 * to open it without a reason, but for a vote that is taken again.
 */
async function reasonForNotice(
	tx: Tx,
	motion: Motion,
	of: { meeting: Pick<Meeting, 'startsAt'>; rules: Rules; said: string | undefined },
): Promise<string | null> {
	const asked = of.rules.thresholds[motion.decisionClass].noticeWorkingDays;
	if (!asked || motion.noticeGivenOn === null) return null;
	const off = await closuresOf(tx, motion.partnershipId);
	const short = shortNotice(asked, motion.noticeGivenOn, of.meeting.startsAt, off);
	if (!short) return null;
	const before = (await eventsOf(tx, motion)).find(({ act, reason }) => act === 'poll' && reason);
	const reason = of.said?.trim() || before?.reason || '';
	if (reason === '') throw new Refusal('decisions.notice_short', { ...short }, 'noticeReason');
	if (reason.length > longestReason)
		throw new Refusal('decisions.reason_long', { most: longestReason }, 'noticeReason');
	return reason;
}

/** An amendment as its vote shows it. Refuses one whose motion is not open to change, and one that no longer fits the text. */
async function amendmentToVote(
	tx: Tx,
	motion: Motion,
	amendmentId: string,
): Promise<NonNullable<Manifest['amendment']>> {
	if (!isOpenToChange(motion.state))
		throw new Refusal('decisions.motion_not_now', { state: motion.state });
	const amendment = await proposedIn(tx, motion, amendmentId);
	const all = await amendmentsOf(tx, motion);
	const parent = all.find(({ id }) => id === amendment.parentId);
	const text = mergedInto(parent ? parent.text : (motion.text[amendment.locale] ?? ''), amendment);
	if (text === null) throw new Refusal('decisions.amendment_clash');
	return {
		id: amendment.id,
		number: all.findIndex(({ id }) => id === amendment.id) + 1,
		text: { [amendment.locale]: text },
	};
}

function manifestOf(from: {
	pollId: string;
	at: Date;
	motion: Motion;
	amendment: Manifest['amendment'] | null;
	constitution: Constitution;
	publicKey: string | undefined;
	paper: boolean;
	sectors: readonly { id: string; code: string }[];
	roll: readonly { line: ManifestSeat }[];
	recused: NonNullable<Manifest['recused']>;
}): Manifest {
	const { motion, amendment, constitution } = from;
	const decisionClass = amendment ? 'ordinary' : motion.decisionClass;
	return {
		form: 'moothall-poll/1',
		kind: 'motion',
		ballot: from.publicKey === undefined ? 'recorded' : 'secret',
		...(from.publicKey === undefined
			? {}
			: {
					urn: {
						publicKey: from.publicKey,
						sealing: 'RSA-OAEP-3072 SHA-256' as const,
						...(from.paper ? { paper: true as const } : {}),
					},
				}),
		pollId: from.pollId,
		meetingId: motion.meetingId,
		itemId: motion.itemId,
		openedAt: from.at.toISOString(),
		motion: {
			id: motion.id,
			code: motion.code,
			version: motion.version,
			title: motion.title,
			text: motion.text,
			effect: motion.effect,
		},
		...(amendment ? { amendment } : {}),
		rule: {
			constitution: constitution.version,
			decisionClass,
			threshold: constitution.rules.thresholds[decisionClass],
			tie: constitution.rules.tie,
			...(constitution.rules.voteBasis === 'seat'
				? {}
				: { voteBasis: constitution.rules.voteBasis }),
		},
		choices,
		sectors: from.sectors.map(({ id, code }) => ({ id, code })),
		roll: from.roll.map(({ line }) => line),
		...(from.recused.length > 0 ? { recused: from.recused } : {}),
	};
}
