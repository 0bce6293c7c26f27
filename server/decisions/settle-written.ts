import { Buffer } from 'node:buffer';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { WrittenSettled } from '#domain/decisions/events.ts';
import {
	countWritten,
	outcomeOf,
	putAgainUntil,
	quorumOfAnswers,
	type WrittenResult,
} from '#domain/decisions/written.ts';
import { can } from '#domain/partnerships/policy.ts';
import { choiceFrom, type Ballot } from '#domain/decisions/ballot.ts';
import { motionPaper } from '#domain/decisions/sealed.ts';
import { known } from '../meetings/entering.ts';
import { draftOfProcedure, setDraft } from '../partnerships/rules-draft-store.ts';
import { constitutionOf, standingOf } from '../partnerships/store.ts';
import type { JobRunner } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import {
	command,
	reading,
	transact,
	type Reading,
	type Services,
	type Tx,
} from '../platform/tx.ts';
import { settleWrittenRules } from './adopt-rules.ts';
import { askPartners } from './decide.ts';
import { enterDecision } from './decision-store.ts';
import { writtenEmail } from './emails.ts';
import { presides } from './motion-acts.ts';
import { lockPoll } from './poll-store.ts';
import { openedBallots, openTheUrn } from './open-the-urn.ts';
import { sweepUrns, urnKeyLost, urnKeysOf, withUrn, type PreparedUrn } from './prepare-urn.ts';
import { enterProcedure, type WrittenJob } from './put-in-writing.ts';
import { keepSealed, tickedSeats, urnRecordOf } from './urn-store.ts';
import { carryProxiesOver } from './vote-proxies.ts';
import {
	addressesOf,
	answersOf,
	objectionsOf,
	openerOf,
	procedureById,
	putReminded,
	putResult,
	writtenElectors,
	type Procedure,
	type WrittenElector,
} from './written-store.ts';

/** Settles a procedure that members called to a meeting: nothing is counted, its answers stay sealed with it. */
export async function settleObjected(tx: Tx, procedure: Procedure, at: Date): Promise<void> {
	const answered =
		procedure.urnKey === null
			? (await answersOf(tx, procedure)).length
			: (await tickedSeats(tx, procedure)).size;
	if (procedure.urnKey !== null) await keepSealed(tx, procedure, []);
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

/**
 * Makes a secret procedure void whose ballots can't count (its key is lost, or somebody whose ballot is in it has an interest):
 * they stay, sealed. The same words are put again, without whoever takes no part, for as long as they were before.
 */
export async function putAgain(
	services: Services,
	tx: Tx,
	procedure: Procedure,
	with_: {
		at: Date;
		urn: PreparedUrn;
		why: 'key_lost' | 'interest';
		linkTo: ((number: string) => string) | null;
	},
): Promise<void> {
	const { partnershipId, bodyId, title, text, decisionClass, effect, manifest } = procedure;
	const { at, urn, why, linkTo } = with_;
	const left = (await writtenElectors(tx, procedure)).filter(({ interest }) => interest !== null);
	const answered = (await tickedSeats(tx, procedure)).size;
	await keepSealed(tx, procedure, []);
	await settle(tx, procedure, at, {
		outcome: 'void',
		voided: why,
		count: null,
		quorum: null,
		answered,
		silent: [],
		withdrawn: left.flatMap(({ seatId, interest }) => (interest ? [{ seatId, interest }] : [])),
		objected: [],
	});
	const opener = await openerOf(tx, procedure);
	const actor: Actor = { partnershipId, personId: opener, accountId: '' };
	const minDays = (await constitutionOf(tx, partnershipId, bodyId))?.rules.writtenProcedure.minDays;
	const draft = await draftOfProcedure(tx, partnershipId, procedure.id);
	const { id } = await enterProcedure(services, tx, actor, {
		bodyId,
		motion: { title, text, decisionClass, effect },
		left: {
			beneficiaries: [],
			seats: [...manifest.recused, ...left].map(({ seatId }) => seatId),
		},
		secret: true,
		deadline: putAgainUntil(procedure, at, minDays ?? 0),
		linkTo,
		urn,
	});
	await carryProxiesOver(tx, partnershipId, procedure.id, id);
	if (draft) await setDraft(tx, { partnershipId, id: draft.id }, { procedureId: id });
}

/** The answers of an opened urn, given to seats of their class, with the seats whose ballot was spoiled. */
async function openedAnswers(
	tx: Reading,
	procedure: Procedure,
): Promise<{ answers: Ballot[]; spoiled: Set<string> }> {
	const answers = (await openedBallots(tx, procedure)).map(({ seatId, choice }) => ({
		seatId,
		choice: choiceFrom(choice),
	}));
	const record = await urnRecordOf(tx, procedure);
	const said = new Set(answers.map(({ seatId }) => seatId));
	return {
		answers,
		spoiled: new Set(record?.tookPart.filter((seatId) => !said.has(seatId))),
	};
}

/** Seats without those whose vote another carried: as in the room, that makes no quorum. */
const withoutCarried =
	(electors: readonly WrittenElector[]) =>
	(seats: ReadonlySet<string>): Set<string> =>
		new Set(seats).difference(
			new Set(electors.flatMap(({ seatId, byProxy }) => (byProxy === null ? [] : [seatId]))),
		);

/** Counts a secret procedure: opens its urn, once, and counts silence by how many they are. */
async function countedSecret(
	services: Services,
	tx: Tx,
	procedure: Procedure,
	ties: { castingVote?: 'for' | 'against'; lotSeed?: string },
): Promise<WrittenResult> {
	const { manifest } = procedure;
	const { rule, sectors } = manifest;
	const electors = await writtenElectors(tx, procedure);
	const withdrawn = electors.flatMap(({ seatId, interest }) =>
		interest === null ? [] : [{ seatId, interest }],
	);
	const left = withdrawn.map(({ seatId }) => seatId);
	const cameThemselves = withoutCarried(electors);
	const roll = manifest.roll.filter(({ seatId }) => !left.includes(seatId));
	let quorum = procedure.result?.quorum ?? null;
	if (!procedure.result) {
		// Of who did take part, before that is forgotten.
		if (rule.silence !== 'assent')
			quorum = quorumOfAnswers(manifest, cameThemselves(await tickedSeats(tx, procedure)), left);
		await openTheUrn(tx, { ...procedure, manifest: { rule, roll } }, urnKeysOf(services), {
			keyId: procedure.urnKey ?? '',
			paper: motionPaper,
			hidesWho: true,
		});
	}
	const { answers, spoiled } = await openedAnswers(tx, procedure);
	const { count, silent } = countWritten({
		rule,
		roll,
		answers,
		spoiled,
		sectors: sectors.map(({ id }) => id),
		...ties,
	});
	const outcome = outcomeOf(count, quorum?.quorate ?? true);
	return {
		outcome,
		count: outcome === 'too_few' ? null : count,
		quorum,
		answered: answers.length + spoiled.size,
		silent: [],
		silentSeats: silent.length,
		withdrawn,
		objected: (await objectionsOf(tx, procedure)).map(({ seatId }) => seatId),
	};
}

/** Counts the stored answers on the frozen roll by the frozen rule: what anyone gets who counts them again. */
async function counted(
	services: Services,
	tx: Tx,
	procedure: Procedure,
	ties: { castingVote?: 'for' | 'against'; lotSeed?: string },
): Promise<WrittenResult> {
	if (procedure.urnKey !== null) return countedSecret(services, tx, procedure, ties);
	const { rule, roll, sectors } = procedure.manifest;
	const electors = await writtenElectors(tx, procedure);
	const withdrawn = electors.flatMap(({ seatId, interest }) =>
		interest === null ? [] : [{ seatId, interest }],
	);
	const left = withdrawn.map(({ seatId }) => seatId);
	const cameThemselves = withoutCarried(electors);
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
			: quorumOfAnswers(
					procedure.manifest,
					cameThemselves(new Set(answers.map(({ seatId }) => seatId))),
					left,
				);
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
	await settleWrittenRules(tx, procedure, result.outcome);
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
	again: { urn: PreparedUrn | null; link: string },
): Promise<'closed' | 'open' | 'before'> {
	const at = await lockPoll(tx, procedureId, 'alone');
	const procedure = await procedureById(tx, partnershipId, procedureId);
	if (procedure?.state !== 'open') return 'before';
	if (at < procedure.deadline && !(await allAnswered(tx, procedure))) return 'open';
	if (await keyLost(services, procedure)) {
		if (!again.urn) throw new Refusal('decisions.urn_missing');
		const linkTo = again.link === '' ? null : linkLike(again.link);
		await putAgain(services, tx, procedure, { at, urn: again.urn, why: 'key_lost', linkTo });
		return 'closed';
	}
	const lotSeed =
		procedure.manifest.rule.tie === 'lot'
			? Buffer.from(services.ids.random(16)).toString('hex')
			: undefined;
	await settle(
		tx,
		procedure,
		at,
		await counted(services, tx, procedure, lotSeed ? { lotSeed } : {}),
	);
	return 'closed';
}

/** The address of another procedure, by the address of one. */
const linkLike = (link: string) => (number: string) =>
	link.replace(/[^/]*$/, number.replace('/', '-'));

const keyLost = async (services: Services, procedure: Procedure): Promise<boolean> =>
	procedure.urnKey !== null && (await urnKeyLost(services, procedure.urnKey));

/** Closes a procedure with a key at hand where its own is lost, so that it can be put again; the keys of what is over are destroyed. */
async function closing<T>(
	services: Services,
	partnershipId: string,
	procedureId: string,
	close: (urn: PreparedUrn | null) => Promise<T>,
): Promise<T> {
	const lost = await reading(services, async (tx) => {
		const procedure = await procedureById(tx, partnershipId, procedureId);
		return procedure?.state === 'open' && (await keyLost(services, procedure));
	});
	try {
		return await withUrn(services, lost, close);
	} finally {
		await sweepUrns(services);
	}
}

/** Whether everybody who is asked has answered or said that they take no part. */
async function allAnswered(tx: Tx, procedure: Procedure): Promise<boolean> {
	const answered =
		procedure.urnKey === null
			? new Set((await answersOf(tx, procedure)).map(({ seatId }) => seatId))
			: await tickedSeats(tx, procedure);
	return (await writtenElectors(tx, procedure)).every(
		({ seatId, personId, interest }) =>
			personId === null || interest !== null || answered.has(seatId),
	);
}

/** At the deadline: counts and tells. It only announces: what came after the deadline was refused before it ran. */
export function writtenCloser(services: Services): JobRunner {
	return async (payload) => {
		const { partnershipId, procedureId, link } = payload as unknown as WrittenJob;
		await closing(services, partnershipId, procedureId, (urn) =>
			transact(services, (tx) => closeNow(services, tx, partnershipId, procedureId, { urn, link })),
		);
	};
}

/** Before the deadline: writes once to those who have not answered; of a secret one to everybody. */
export function writtenReminder(services: Services): JobRunner {
	return async (payload) => {
		const { partnershipId, procedureId, link } = payload as unknown as WrittenJob;
		await transact(services, async (tx) => {
			const procedure = await procedureById(tx, partnershipId, procedureId);
			if (procedure?.state !== 'open' || tx.now >= procedure.deadline) return;
			if (!(await putReminded(tx, procedure))) return;
			const { title, deadline } = procedure;
			const secret = procedure.urnKey !== null;
			const why = secret ? 'reminded_secret' : 'reminded';
			for (const { email, name } of await addressesOf(tx, procedure, !secret))
				await queueMail(tx, services, writtenEmail(email, name, title, deadline, link, why));
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
	input: { procedureId: string; link?: string },
): Promise<void> {
	const { partnershipId } = actor;
	const id = known(input.procedureId);
	await closing(services, partnershipId, id, (urn) =>
		command(services, actor, 'decisions.close_writing', id, async (tx) => {
			const procedure = await procedureById(tx, partnershipId, id);
			const standing = procedure && (await standingOf(tx, actor, procedure.bodyId));
			if (!procedure || !standing) throw notFound();
			if (!can(standing, 'decisions.run_poll')) throw new Refusal('kernel.not_allowed');
			const again = { urn, link: input.link ?? '' };
			const done = await closeNow(services, tx, partnershipId, procedure.id, again);
			if (done === 'open') throw new Refusal('decisions.written_open');
		}),
	);
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
		await settle(tx, procedure, tx.now, await counted(services, tx, procedure, { castingVote }));
	});
}
