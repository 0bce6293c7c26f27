import type { Actor } from '#domain/kernel/actor.ts';
import { clockTime, isoDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { choiceFrom, type Choice } from '#domain/decisions/ballot.ts';
import { referenceFrom } from '#domain/decisions/reference.ts';
import { toldChannels, type WrittenChannel } from '#domain/decisions/written.ts';
import { interestKinds } from '#domain/partnerships/interest-kinds.ts';
import { can, type Act } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { known } from '../meetings/entering.ts';
import { standingOf } from '../partnerships/store.ts';
import { queueMail } from '../platform/mail.ts';
import { command, reading, type Reading, type Services, type Tx } from '../platform/tx.ts';
import { boundKey } from './bound-key.ts';
import { addressOf } from './election-store.ts';
import { givenBackEmail } from './emails.ts';
import { lockPoll } from './poll-store.ts';
import { sweepUrns, withUrn } from './prepare-urn.ts';
import { endProxyRow, proxiesOfVote, setVoter, type Proxy } from './proxy-store.ts';
import { putAgain, settleObjected } from './settle-written.ts';
import { tickedSeats } from './urn-store.ts';
import {
	answersOf,
	giveBackAnswer,
	holdWrittenSeat,
	objectionsOf,
	procedureById,
	putAnswer,
	putInterest,
	putObjection,
	writtenElectors,
	type Procedure,
	type WrittenElector,
} from './written-store.ts';

interface OfSeat {
	procedureId: string;
	seatId: string;
}

/** What the voter is told once the answer is committed. */
export interface WrittenReceipt {
	readonly choice: Choice;
	readonly reference: string;
	/** ISO 8601, by the database's clock. */
	readonly castAt: string;
	readonly revision: number;
}

const longestReason = 1000;

function reasonFrom(value: unknown, field: 'reason' | 'objection'): string {
	const text = typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
	if (text.length > longestReason)
		throw new Refusal('decisions.reason_long', { most: longestReason }, field);
	return text;
}

/** The procedure, for somebody who may do the act on its body. Strangers find nothing; others are told they may not. */
export async function procedureFor(
	tx: Reading,
	actor: Actor,
	procedureId: string,
	act: Act,
): Promise<{ procedure: Procedure; standing: Standing }> {
	const procedure = await procedureById(tx, actor.partnershipId, known(procedureId));
	const standing = procedure && (await standingOf(tx, actor, procedure.bodyId));
	if (!procedure || !standing) throw notFound();
	if (!can(standing, act)) throw new Refusal('kernel.not_allowed');
	return { procedure, standing };
}

/**
 * Joins those who answer, until the transaction ends, and holds the seat. Refuses by the database's clock what comes after
 * the deadline (`decisions.written_over`), though nothing has been counted yet, and what is settled.
 */
export async function seatOpenFor(
	tx: Tx,
	procedure: Procedure,
	seatId: string,
	how: 'shared' | 'alone',
	seat: 'held' | 'unheld' = 'held',
): Promise<{ at: Date; elector: WrittenElector }> {
	const at = await lockPoll(tx, procedure.id, how);
	const { state, settledAt, deadline } =
		(await procedureById(tx, procedure.partnershipId, procedure.id)) ?? procedure;
	if (state !== 'open' || at >= deadline) {
		const over = settledAt && settledAt < deadline ? settledAt : deadline;
		throw new Refusal('decisions.written_over', {
			time: clockTime(over),
			date: isoDate(over).split('-').reverse().join('/'),
		});
	}
	if (seat === 'held') await holdWrittenSeat(tx, procedure, known(seatId));
	const elector = (await writtenElectors(tx, procedure)).find((each) => each.seatId === seatId);
	if (!elector) {
		if (procedure.manifest.recused.some((each) => each.seatId === seatId))
			throw new Refusal('decisions.recused');
		throw notFound();
	}
	return { at, elector };
}

export function assertOwn(elector: WrittenElector, actor: Actor): void {
	if (elector.personId !== actor.personId) throw new Refusal('decisions.not_your_seat');
}

/** Who carries a vote casts it while they take part themselves. Refuses who holds no vote of this seat. */
export async function assertVotes(
	tx: Reading,
	procedure: Procedure,
	elector: WrittenElector,
	actor: Actor,
): Promise<void> {
	assertOwn(elector, actor);
	if (elector.byProxy === null) return;
	const own = (await writtenElectors(tx, procedure)).filter(
		({ personId, byProxy }) => personId === actor.personId && byProxy === null,
	);
	if (elector.interest !== null || own.every(({ interest }) => interest !== null))
		throw new Refusal('decisions.recused');
}

/** An interest and a call for a meeting are the member's own: they go with no vote that another carries, and stay with who gave it. */
function assertThemselves(elector: WrittenElector, actor: Actor): void {
	if (elector.ownerId === actor.personId) return;
	assertOwn(elector, actor);
	throw new Refusal('decisions.proxy_votes_only');
}

/** Gives the actor's answer for a seat, or changes it, until the deadline. The same answer twice is one, with or without `key`. */
export async function answerInWriting(
	services: Services,
	actor: Actor,
	input: OfSeat & { choice: unknown; reason?: unknown },
	key?: string,
): Promise<WrittenReceipt> {
	const choice = choiceFrom(input.choice);
	const reason = reasonFrom(input.reason, 'reason');
	return command(
		services,
		actor,
		'decisions.answer_in_writing',
		input.procedureId,
		async (tx) => {
			const { procedure } = await procedureFor(tx, actor, input.procedureId, 'decisions.cast');
			if (procedure.urnKey !== null) throw new Refusal('decisions.secret_only');
			const { at, elector } = await seatOpenFor(tx, procedure, input.seatId, 'shared');
			await assertVotes(tx, procedure, elector, actor);
			if (elector.interest) await putInterest(tx, procedure, elector.seatId, null);
			return put(services, tx, procedure, actor, {
				seatId: elector.seatId,
				choice,
				reason,
				castAt: at,
				channel: 'own_device',
			});
		},
		key && boundKey(key, input.procedureId, input.seatId, `${choice} ${reason}`),
	);
}

/** The clerk enters what a member said by telephone or letter: for those without an account. It takes the place of an earlier answer. */
export async function enterInWriting(
	services: Services,
	actor: Actor,
	input: OfSeat & { choice: unknown; channel: unknown },
): Promise<WrittenReceipt> {
	const choice = choiceFrom(input.choice);
	const channel = toldChannels.find((each) => each === input.channel);
	if (!channel) throw new Refusal('decisions.written_channel', {}, 'channel');
	return command(services, actor, 'decisions.enter_in_writing', input.procedureId, async (tx) => {
		const { procedure } = await procedureFor(
			tx,
			actor,
			input.procedureId,
			'decisions.record_ballot',
		);
		if (procedure.urnKey !== null) throw new Refusal('decisions.secret_only');
		if (input.seatId === '') throw new Refusal('decisions.written_whose', {}, 'seatId');
		const { at, elector } = await seatOpenFor(tx, procedure, input.seatId, 'shared');
		if (elector.personId === null) throw new Refusal('decisions.written_vacant', {}, 'seatId');
		if (elector.interest) await putInterest(tx, procedure, elector.seatId, null);
		return put(services, tx, procedure, actor, {
			seatId: elector.seatId,
			choice,
			reason: '',
			castAt: at,
			channel,
		});
	});
}

async function put(
	services: Services,
	tx: Tx,
	procedure: Procedure,
	actor: Actor,
	said: { seatId: string; choice: Choice; reason: string; castAt: Date; channel: WrittenChannel },
): Promise<WrittenReceipt> {
	const before = (await answersOf(tx, procedure)).find(({ seatId }) => seatId === said.seatId);
	const same =
		before?.choice === said.choice &&
		before.reason === said.reason &&
		before.channel === said.channel;
	const stored = same
		? before
		: await putAnswer(tx, procedure, {
				...said,
				castByPersonId: actor.personId,
				reference: referenceFrom(services.ids.random(8)),
			});
	return {
		choice: stored.choice,
		reference: stored.reference,
		castAt: stored.castAt.toISOString(),
		revision: stored.revision,
	};
}

/**
 * Says that the actor has an interest and takes no part: their seat leaves the count, whatever it answered before. A vote that
 * they gave to another ends with it; one that they carry goes back to whose it is, who is told and answers themselves, whatever
 * was cast for them. A sealed ballot, of theirs or cast by them, can't be taken out of the urn again: then the motion is void,
 * and put again without that seat (`linkTo`: the address of a procedure by its number, for the mail).
 */
export async function leaveForInterest(
	services: Services,
	actor: Actor,
	input: OfSeat & { interest: unknown; linkTo?: (number: string) => string },
): Promise<void> {
	const interest = interestKinds.find((each) => each === input.interest);
	if (!interest) throw new Refusal('meetings.choose_kind', {}, 'interest');
	/** Whether a sealed ballot is in the urn that would have to come out. */
	const inUrn = async (tx: Reading, procedure: Procedure, proxies: readonly Proxy[]) => {
		if (procedure.urnKey === null) return false;
		const ticked = await tickedSeats(tx, procedure);
		const carried = proxies.filter((each) => each.acceptedAt && each.holderId === actor.personId);
		return [input.seatId, ...carried.map(({ seatId }) => seatId)].some((id) => ticked.has(id));
	};
	const again = await reading(services, async (tx) => {
		const { procedure } = await procedureFor(tx, actor, input.procedureId, 'decisions.cast');
		return inUrn(tx, procedure, await proxiesOfVote(tx, procedure));
	});
	await withUrn(services, again, (urn) =>
		command(services, actor, 'decisions.leave_for_interest', input.procedureId, async (tx) => {
			const { procedure } = await procedureFor(tx, actor, input.procedureId, 'decisions.cast');
			const { at, elector } = await seatOpenFor(tx, procedure, input.seatId, 'alone');
			assertThemselves(elector, actor);
			const proxies = await proxiesOfVote(tx, procedure);
			await putInterest(tx, procedure, elector.seatId, interest);
			const void_ = await inUrn(tx, procedure, proxies);
			for (const proxy of proxies)
				if (proxy.principalId === actor.personId || proxy.holderId === actor.personId)
					await endForInterest(services, tx, procedure, actor, proxy, {
						link: void_ ? undefined : input.linkTo?.(procedure.number),
					});
			if (!void_) return;
			if (!urn) throw new Refusal('decisions.written_again');
			await putAgain(services, tx, procedure, {
				at,
				urn,
				why: 'interest',
				linkTo: input.linkTo ?? null,
			});
		}),
	);
	if (again) await sweepUrns(services);
}

/** Ends a proxy whose principal or holder takes no part. Who could have voted by it, and now votes themselves, is told where `link` is. */
async function endForInterest(
	services: Services,
	tx: Tx,
	procedure: Procedure,
	actor: Actor,
	proxy: Proxy,
	{ link }: { link: string | undefined },
): Promise<void> {
	const { partnershipId, title, deadline } = procedure;
	const { seatId, principalId, holderName } = proxy;
	await endProxyRow(tx, partnershipId, proxy.id, actor.personId);
	if (proxy.acceptedAt) {
		const vote = { ...procedure, is: 'written' } as const;
		await setVoter(tx, vote, { seatId, personId: principalId, byProxy: false });
	}
	if (proxy.holderId !== actor.personId) return;
	if (proxy.acceptedAt && procedure.urnKey === null) await giveBackAnswer(tx, procedure, seatId);
	const to = link && (await addressOf(tx, partnershipId, principalId));
	if (to)
		await queueMail(
			tx,
			services,
			givenBackEmail(to.email, to.name, { holder: holderName, title, deadline, link }),
		);
}

/**
 * Asks for a meeting instead, with a reason that is published. When so many have asked as the rules say, nothing is counted and
 * the motion goes to the next meeting. Refuses where the rules give nobody that right (`decisions.no_objection`).
 */
export async function objectInWriting(
	services: Services,
	actor: Actor,
	input: OfSeat & { reason: unknown },
): Promise<{ toMeeting: boolean }> {
	const reason = reasonFrom(input.reason, 'objection');
	if (reason === '') throw new Refusal('decisions.reason_missing', {}, 'objection');
	return command(services, actor, 'decisions.object_in_writing', input.procedureId, async (tx) => {
		const { procedure } = await procedureFor(tx, actor, input.procedureId, 'decisions.cast');
		const { objectors } = procedure.manifest.rule;
		if (objectors === 0) throw new Refusal('decisions.no_objection');
		const { at, elector } = await seatOpenFor(tx, procedure, input.seatId, 'alone');
		assertThemselves(elector, actor);
		await putObjection(tx, procedure, { seatId: elector.seatId, reason, madeAt: at });
		const toMeeting = (await objectionsOf(tx, procedure)).length >= objectors;
		if (toMeeting) await settleObjected(tx, procedure, at);
		return { toMeeting };
	});
}
