import { Buffer } from 'node:buffer';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { WrittenSettled } from '#domain/decisions/events.ts';
import {
	countWritten,
	outcomeOf,
	quorumOfAnswers,
	type WrittenResult,
} from '#domain/decisions/written.ts';
import { can } from '#domain/partnerships/policy.ts';
import { known } from '../meetings/entering.ts';
import { standingOf } from '../partnerships/store.ts';
import type { JobRunner } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import { command, transact, type Services, type Tx } from '../platform/tx.ts';
import { askPartners } from './decide.ts';
import { enterDecision } from './decision-store.ts';
import { writtenEmail } from './emails.ts';
import { presides } from './motion-acts.ts';
import { lockPoll } from './poll-store.ts';
import type { WrittenJob } from './put-in-writing.ts';
import {
	addressesOf,
	answersOf,
	objectionsOf,
	procedureById,
	putReminded,
	putResult,
	writtenElectors,
	type Procedure,
} from './written-store.ts';

/** Settles a procedure that members called to a meeting: nothing is counted, its answers stay sealed with it. */
export async function settleObjected(tx: Tx, procedure: Procedure, at: Date): Promise<void> {
	const answered = (await answersOf(tx, procedure)).length;
	await settle(tx, procedure, at, {
		outcome: 'to_meeting',
		count: null,
		quorum: null,
		answered,
		silent: [],
		withdrawn: [],
		objected: (await objectionsOf(tx, procedure)).map(({ seatId }) => seatId),
	});
}

/** Counts the stored answers on the frozen roll by the frozen rule: what anyone gets who counts them again. */
async function counted(
	tx: Tx,
	procedure: Procedure,
	ties: { castingVote?: 'for' | 'against'; lotSeed?: string },
): Promise<WrittenResult> {
	const { rule, roll, sectors } = procedure.manifest;
	const electors = await writtenElectors(tx, procedure);
	const withdrawn = electors.flatMap(({ seatId, interest }) =>
		interest === null ? [] : [{ seatId, interest }],
	);
	const left = withdrawn.map(({ seatId }) => seatId);
	const answers = (await answersOf(tx, procedure)).filter(({ seatId }) => !left.includes(seatId));
	const { count, silent } = countWritten({
		rule,
		roll: roll.filter(({ seatId }) => !left.includes(seatId)),
		answers,
		sectors: sectors.map(({ id }) => id),
		...ties,
	});
	const quorum =
		rule.silence === 'assent'
			? null
			: quorumOfAnswers(procedure.manifest, new Set(answers.map(({ seatId }) => seatId)), left);
	const outcome = outcomeOf(count, quorum?.quorate ?? true);
	return {
		outcome,
		count: outcome === 'too_few' ? null : count,
		quorum,
		answered: answers.length,
		silent,
		withdrawn,
		objected: (await objectionsOf(tx, procedure)).map(({ seatId }) => seatId),
	};
}

/** Writes down what it came to, enters the decision and tells it; equal votes left to the chair wait for them. */
async function settle(
	tx: Tx,
	procedure: Procedure,
	at: Date,
	result: WrittenResult,
): Promise<void> {
	const { partnershipId, id, bodyId } = procedure;
	if (result.outcome === null) {
		await putResult(tx, procedure, { state: 'tied', at, result });
		return;
	}
	await putResult(tx, procedure, { state: 'settled', at, result });
	if (result.outcome === 'carried') {
		const decisionId = await enterDecision(tx, {
			partnershipId,
			bodyId,
			meetingId: null,
			motionId: null,
			procedureId: id,
			compartmentId: null,
			title: procedure.title,
			text: procedure.text,
			effect: procedure.effect,
			decidedAt: at,
			settledBy: 'written',
			pollId: null,
		});
		await askPartners(tx, { partnershipId, id: decisionId, bodyId, effect: procedure.effect });
	}
	const event: WrittenSettled = {
		type: 'decisions.written_settled',
		partnershipId,
		procedureId: id,
		bodyId,
	};
	await tx.emit(event);
}

/** Counts a procedure whose time is over, under its lock; nothing where it is open still or counted already. */
async function closeNow(
	services: Services,
	tx: Tx,
	partnershipId: string,
	procedureId: string,
): Promise<'closed' | 'open' | 'before'> {
	const at = await lockPoll(tx, procedureId, 'alone');
	const procedure = await procedureById(tx, partnershipId, procedureId);
	if (procedure?.state !== 'open') return 'before';
	if (at < procedure.deadline && !(await allAnswered(tx, procedure))) return 'open';
	const lotSeed =
		procedure.manifest.rule.tie === 'lot'
			? Buffer.from(services.ids.random(16)).toString('hex')
			: undefined;
	await settle(tx, procedure, at, await counted(tx, procedure, lotSeed ? { lotSeed } : {}));
	return 'closed';
}

/** Whether everybody who is asked has answered or said that they take no part. */
async function allAnswered(tx: Tx, procedure: Procedure): Promise<boolean> {
	const answered = new Set((await answersOf(tx, procedure)).map(({ seatId }) => seatId));
	return (await writtenElectors(tx, procedure)).every(
		({ seatId, personId, interest }) =>
			personId === null || interest !== null || answered.has(seatId),
	);
}

/** At the deadline: counts and tells. It only announces: what came after the deadline was refused before it ran. */
export function writtenCloser(services: Services): JobRunner {
	return async (payload) => {
		const { partnershipId, procedureId } = payload as unknown as WrittenJob;
		await transact(services, async (tx) => {
			await closeNow(services, tx, partnershipId, procedureId);
		});
	};
}

/** Before the deadline: writes once to those who have not answered. */
export function writtenReminder(services: Services): JobRunner {
	return async (payload) => {
		const { partnershipId, procedureId, link } = payload as unknown as WrittenJob;
		await transact(services, async (tx) => {
			const procedure = await procedureById(tx, partnershipId, procedureId);
			if (procedure?.state !== 'open' || tx.now >= procedure.deadline) return;
			if (!(await putReminded(tx, procedure))) return;
			const { title, deadline } = procedure;
			for (const { email, name } of await addressesOf(tx, procedure, true))
				await queueMail(tx, services, writtenEmail(email, name, title, deadline, link, 'reminded'));
		});
	};
}

/**
 * Counts it now, by who runs votes: once the deadline is over, or before where everybody has answered. Refuses while somebody
 * may still answer (`decisions.written_open`); what is counted already stays as it is.
 */
export async function closeWriting(
	services: Services,
	actor: Actor,
	input: { procedureId: string },
): Promise<void> {
	return command(services, actor, 'decisions.close_writing', input.procedureId, async (tx) => {
		const procedure = await procedureById(tx, actor.partnershipId, known(input.procedureId));
		const standing = procedure && (await standingOf(tx, actor, procedure.bodyId));
		if (!procedure || !standing) throw notFound();
		if (!can(standing, 'decisions.run_poll')) throw new Refusal('kernel.not_allowed');
		const done = await closeNow(services, tx, actor.partnershipId, procedure.id);
		if (done === 'open') throw new Refusal('decisions.written_open');
	});
}

/** The chair's casting vote on equal answers, where the rules leave them to the chair. */
export async function castInWriting(
	services: Services,
	actor: Actor,
	input: { procedureId: string; castingVote: unknown },
): Promise<void> {
	const castingVote = (['for', 'against'] as const).find((each) => each === input.castingVote);
	if (!castingVote) throw new Refusal('decisions.casting_vote_needed', {}, 'castingVote');
	return command(services, actor, 'decisions.cast_in_writing', input.procedureId, async (tx) => {
		await lockPoll(tx, known(input.procedureId), 'alone');
		const procedure = await procedureById(tx, actor.partnershipId, input.procedureId);
		const standing = procedure && (await standingOf(tx, actor, procedure.bodyId));
		if (!procedure || !standing) throw notFound();
		if (!presides(standing)) throw new Refusal('kernel.not_allowed');
		if (procedure.state !== 'tied') throw new Refusal('decisions.written_not_tied');
		await settle(tx, procedure, tx.now, await counted(tx, procedure, { castingVote }));
	});
}
