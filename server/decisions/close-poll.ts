import { Buffer } from 'node:buffer';
import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { PollClosed, ResultShown } from '#domain/decisions/events.ts';
import { choiceFrom } from '#domain/decisions/ballot.ts';
import { countMotion } from '#domain/decisions/majority.ts';
import { paperSum } from '#domain/decisions/paper-totals.ts';
import { awaitsCastingVote, type MotionResult } from '#domain/decisions/result.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { pollFor } from './access.ts';
import { ballotsOf } from './ballot-store.ts';
import { handsOf } from './hands-store.ts';
import { proposedIn, settle } from './amendments.ts';
import { moveMotion, presides } from './motion-acts.ts';
import { motionById } from './motion-store.ts';
import { openTheUrn, openedBallots } from './open-the-urn.ts';
import { ofPoll } from './paper-vote.ts';
import { sweepUrns, urnKeysOf } from './prepare-urn.ts';
import { quorumNow } from './quorum-at.ts';
import { assertPapers, recordPapers } from './papers.ts';
import { urnRecordOf } from './urn-store.ts';
import { closePollRow, recountPollRow, lockPoll, showPollRow, type Poll } from './poll-store.ts';

/**
 * Closes the vote and counts the ballots that are stored. The result stays hidden, from the chair too, until it is
 * shown. Closing what is closed changes nothing and answers alike. `castingVoteNeeded`: the votes are equal and the rule
 * leaves them to the chair, who gives the casting vote with `showResult`.
 */
export async function closePoll(
	services: Services,
	actor: Actor,
	input: { pollId: string },
	key?: string,
): Promise<{ closedAt: string; castingVoteNeeded: boolean }> {
	const closed = await command(
		services,
		actor,
		'decisions.close_poll',
		input.pollId,
		async (tx) => {
			await pollFor(tx, actor, input.pollId, 'decisions.run_poll');
			const at = await lockPoll(tx, input.pollId, 'alone');
			const { poll } = await pollFor(tx, actor, input.pollId, 'decisions.run_poll');
			if (poll.state.state !== 'open')
				return {
					closedAt: poll.state.closedAt.toISOString(),
					castingVoteNeeded: poll.result !== null && awaitsCastingVote(poll.result),
				};
			const seed =
				poll.manifest.rule.tie === 'lot'
					? Buffer.from(services.ids.random(16)).toString('hex')
					: undefined;
			await assertPapers(tx, ofPoll(poll));
			if (poll.manifest.ballot === 'secret') await openTheUrn(tx, poll, urnKeysOf(services));
			await recordPapers(tx, ofPoll(poll));
			const result = await countStored(tx, poll, { lotSeed: seed });
			await closePollRow(tx, poll, {
				at,
				byPersonId: actor.personId,
				result,
				quorum: await quorumNow(tx, poll),
			});
			const event: PollClosed = {
				type: 'decisions.poll_closed',
				partnershipId: poll.partnershipId,
				meetingId: poll.meetingId,
				pollId: poll.id,
				itemId: poll.itemId,
			};
			await tx.emit(event);
			return { closedAt: at.toISOString(), castingVoteNeeded: awaitsCastingVote(result) };
		},
		key,
	);
	await sweepUrns(services, actor);
	return closed;
}

/**
 * Shows the result to everyone and settles the motion by it. Where the quorum was lost before closing the chair says why it
 * stands (`reason`), or it is refused (`decisions.quorum_lost`) and may be made void. With equal votes that the rule leaves to the chair it needs
 * the casting vote (`decisions.casting_vote_needed`), which only a chair gives. Showing twice changes nothing.
 */
export async function showResult(
	services: Services,
	actor: Actor,
	input: { pollId: string; castingVote?: unknown; reason?: unknown },
	key?: string,
): Promise<{ shownAt: string }> {
	return command(
		services,
		actor,
		'decisions.show_result',
		input.pollId,
		async (tx) => {
			await pollFor(tx, actor, input.pollId, 'decisions.run_poll');
			const at = await lockPoll(tx, input.pollId, 'alone');
			const { poll, standing } = await pollFor(tx, actor, input.pollId, 'decisions.run_poll');
			if (poll.state.state === 'shown') return { shownAt: poll.state.shownAt.toISOString() };
			if (poll.voided !== null) throw new Refusal('decisions.poll_void');
			if (poll.state.state === 'open' || !poll.result) throw new Refusal('decisions.poll_open');
			const papers = (await urnRecordOf(tx, poll))?.paper;
			if (papers && !papers.totals) throw new Refusal('decisions.paper_waits');
			const reason = typeof input.reason === 'string' ? input.reason.trim().slice(0, 1000) : '';
			if (lostQuorum(poll) && (reason === '' || !presides(standing)))
				throw new Refusal('decisions.quorum_lost', {}, 'reason');
			let result = poll.result;
			if (awaitsCastingVote(result)) {
				const castingVote = castingVoteFrom(input.castingVote);
				if (!standing.roles.some((role) => role === 'chair' || role === 'vice_chair'))
					throw new Refusal('kernel.not_allowed');
				result = await countStored(tx, poll, { castingVote });
			}
			await showPollRow(tx, poll, { at, result });
			const motion = await motionById(tx, poll.partnershipId, poll.motionId);
			if (!motion) throw new Error('a poll without its motion');
			// What the rule proposes; the chair confirms it by showing the result.
			if (poll.amendmentId !== null)
				await settle(tx, motion, await proposedIn(tx, motion, poll.amendmentId), actor, {
					state: result.outcome === 'carried' ? 'accepted' : 'not_accepted',
					settledBy: 'vote',
				});
			else
				await moveMotion(tx, motion, result.outcome === 'carried' ? 'carry' : 'not_carry', {
					byPersonId: actor.personId,
					pollId: poll.id,
					reason: reason === '' ? null : reason,
					settledBy: 'vote',
				});
			const event: ResultShown = {
				type: 'decisions.result_shown',
				partnershipId: poll.partnershipId,
				meetingId: poll.meetingId,
				pollId: poll.id,
				itemId: poll.itemId,
				motionId: poll.motionId,
			};
			await tx.emit(event);
			return { shownAt: at.toISOString() };
		},
		key,
	);
}

/** Whether the quorum was there at opening and not any more at closing: then the chair decides. */
export function lostQuorum({ quorumClosed }: Pick<Poll, 'quorumClosed'>): boolean {
	return quorumClosed !== null && !quorumClosed.quorate;
}

function castingVoteFrom(value: unknown): 'for' | 'against' {
	if (value === 'for' || value === 'against') return value;
	throw new Refusal('decisions.casting_vote_needed', {}, 'castingVote');
}

/** Counts a closed vote anew, with the papers that two tellers have agreed on. */
export async function recount(tx: Tx, poll: Poll, lotSeed: string): Promise<void> {
	const seed = poll.manifest.rule.tie === 'lot' ? { lotSeed } : {};
	await recountPollRow(tx, poll, await countStored(tx, poll, seed));
}

/** Counts the stored ballots on the frozen roll by the frozen rule: what anyone gets who counts them again. */
async function countStored(
	tx: Tx,
	poll: Poll,
	ties: { castingVote?: 'for' | 'against'; lotSeed?: string },
): Promise<MotionResult> {
	const { rule, roll, sectors } = poll.manifest;
	const hands = await handsOf(tx, poll);
	const paper = (await urnRecordOf(tx, poll))?.paper;
	return countMotion({
		roll,
		...(rule.voteBasis === 'sector' ? { basis: rule.voteBasis } : {}),
		ballots:
			poll.manifest.ballot === 'secret'
				? (await openedBallots(tx, poll)).map(({ seatId, choice }) => ({
						seatId,
						choice: choiceFrom(choice),
					}))
				: await ballotsOf(tx, poll),
		...(hands ? { hands } : {}),
		...(paper?.totals ? { paper: paperSum(paper) } : {}),
		threshold: rule.threshold,
		tie: rule.tie,
		sectors: sectors.map(({ id }) => id),
		...ties,
	});
}
