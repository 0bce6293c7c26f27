import { createHash } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { isRefusal, notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { electorate } from '#domain/decisions/electorate.ts';
import type { WrittenOpened } from '#domain/decisions/events.ts';
import { decisionEffects } from '#domain/decisions/poll.ts';
import { deadlineFrom, remindAt, type WrittenManifest } from '#domain/decisions/written.ts';
import { recusals } from '#domain/meetings/interests.ts';
import { quorum } from '#domain/meetings/quorum.ts';
import { decisionClasses, type Rules } from '#domain/partnerships/constitution.ts';
import { can } from '#domain/partnerships/policy.ts';
import { known } from '../meetings/entering.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import {
	constitutionOf,
	organisationsOf,
	sectorsOf,
	standingOf,
	votingSeats,
	type VotingSeat,
} from '../partnerships/store.ts';
import { queueJob } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import { command, reading, type Services, type Tx } from '../platform/tx.ts';
import { writtenEmail } from './emails.ts';
import { wordsFrom } from './put-down-motion.ts';
import { withUrn, type PreparedUrn } from './prepare-urn.ts';
import { assertSecretClasses } from './secret-classes.ts';
import { openUrn } from './urn-store.ts';
import {
	addressesOf,
	insertProcedure,
	insertWrittenElectors,
	type Procedure,
} from './written-store.ts';

export const writtenRemindJob = 'decisions.written_remind';
export const writtenCloseJob = 'decisions.written_close';

/** What the jobs of a procedure need. */
export interface WrittenJob {
	readonly partnershipId: string;
	readonly procedureId: string;
	/** Its page, for the mail. */
	readonly link: string;
}

/** Classes that may be decided in writing: new rules are compared and put down at a meeting. */
export const writtenClasses = decisionClasses.filter((each) => each !== 'constitution_change');

/**
 * Puts a motion to all members of a body in writing: words, rule, roll and deadline are frozen and hashed, everybody with an
 * address is written to, and those who do not answer are reminded. By who runs votes. Refuses a body whose rules decide in
 * meetings only (`decisions.written_not_allowed`), a deadline nearer than they allow, and a body that
 * would have no quorum if all its members answered.
 */
export async function putInWriting(
	services: Services,
	actor: Actor,
	input: {
		bodyId: string;
		title: Text;
		text: Text;
		decisionClass: unknown;
		effect: unknown;
		beneficiaries: readonly string[];
		/** Whether it is to be secret; it is where the rules say so, whatever is said here. */
		secret?: boolean;
		/** Undefined where what was typed is no moment. */
		deadline: Date | undefined;
		/** The address of its page, by its number; null: nobody is written to, as in the demo. */
		linkTo: ((number: string) => string) | null;
	},
	key?: string,
): Promise<{ number: string }> {
	const title = wordsFrom(input.title, 'title', 200);
	const text = wordsFrom(input.text, 'text', 10_000);
	const decisionClass = writtenClasses.find((each) => each === input.decisionClass);
	if (!decisionClass) throw new Refusal('decisions.choose_class', {}, 'decisionClass');
	const effect = decisionEffects.find((each) => each === input.effect);
	if (!effect) throw new Refusal('decisions.choose_effect', {}, 'effect');
	const bodyId = known(input.bodyId);
	const motion = { title, text, decisionClass, effect };
	return withUrn(services, await isSecret(services, actor, bodyId, input.secret), (urn) =>
		command(
			services,
			actor,
			'decisions.put_in_writing',
			bodyId,
			async (tx) => {
				const rules = await mayBePut(tx, actor, bodyId);
				const deadline = deadlineFrom(input.deadline, tx.now, rules.writtenProcedure.minDays);
				const beneficiaries = [...new Set(input.beneficiaries)];
				const organisations = await organisationsOf(tx, actor.partnershipId);
				if (beneficiaries.some((id) => !organisations.some((each) => each.id === id)))
					throw notFound();
				const { linkTo } = input;
				const { number } = await enterProcedure(services, tx, actor, {
					bodyId,
					motion,
					left: { beneficiaries, seats: [] },
					secret: input.secret === true,
					deadline,
					linkTo,
					urn,
				});
				return { number };
			},
			key,
		),
	);
}

/** Whether it is to be secret: as it is put, or as the rules of the body have it. */
export async function isSecret(
	services: Pick<Services, 'db'>,
	actor: Pick<Actor, 'partnershipId'>,
	bodyId: string,
	wished: boolean | undefined,
): Promise<boolean> {
	if (wished) return true;
	const constitution = await reading(services, (tx) =>
		constitutionOf(tx, actor.partnershipId, bodyId),
	);
	return constitution?.rules.ballot === 'secret' && constitution.rules.writtenProcedure.allowed;
}

/** The rules by which the actor may put something to this body in writing. Refuses who may not, and rules that don't allow it. */
export async function mayBePut(tx: Tx, actor: Actor, bodyId: string): Promise<Rules> {
	const standing = await standingOf(tx, actor, bodyId);
	if (!standing) throw notFound();
	if (!can(standing, 'decisions.run_poll')) throw new Refusal('kernel.not_allowed');
	const constitution = await constitutionOf(tx, actor.partnershipId, bodyId);
	if (!constitution) throw new Refusal('decisions.no_rules');
	if (!constitution.rules.writtenProcedure.allowed)
		throw new Refusal('decisions.written_not_allowed', {}, 'bodyId');
	return constitution.rules;
}

/** A procedure that is put: the part of it that is alike for a motion, for new rules, and for one that is put again. */
export interface ToPut {
	readonly bodyId: string;
	readonly motion: Pick<Procedure, 'title' | 'text' | 'decisionClass' | 'effect'>;
	/** Who is not asked: the seats of these organisations, which it benefits, and these seats. */
	readonly left: { readonly beneficiaries: readonly string[]; readonly seats: readonly string[] };
	readonly secret: boolean;
	readonly deadline: Date;
	readonly linkTo: ((number: string) => string) | null;
	/** The key of a secret one, on disk already. */
	readonly urn: PreparedUrn | null;
}

/**
 * Freezes and stores a procedure, writes to those who are asked and sets its jobs, for who may put it. A secret one needs its
 * key (`decisions.urn_missing`) and groups large enough (`decisions.secret_small`).
 */
export async function enterProcedure(
	services: Services,
	tx: Tx,
	actor: Actor,
	input: ToPut,
): Promise<{ id: string; number: string }> {
	const { bodyId, deadline, motion } = input;
	const { title, text, decisionClass, effect } = motion;
	const { partnershipId } = actor;
	const constitution = await constitutionOf(tx, partnershipId, bodyId);
	if (!constitution) throw new Refusal('decisions.no_rules');
	const { rules } = constitution;
	const { writtenProcedure } = rules;
	const secret = input.secret || rules.ballot === 'secret';
	const { urn } = input;
	if (secret && !urn) throw new Refusal('decisions.urn_missing', {}, 'secret');
	const id = tx.uuid();
	const { roll, recused, seats } = await rollFor(tx, partnershipId, bodyId, rules, input.left);
	const manifest: WrittenManifest = {
		form: 'moothall-written/1',
		procedureId: id,
		...(secret && urn
			? {
					ballot: 'secret' as const,
					urn: { publicKey: urn.publicKey, sealing: 'RSA-OAEP-3072 SHA-256' as const },
				}
			: {}),
		openedAt: tx.now.toISOString(),
		deadline: deadline.toISOString(),
		motion: { title, text, effect },
		rule: {
			constitution: constitution.version,
			decisionClass,
			threshold: rules.thresholds[decisionClass],
			tie: rules.tie,
			...(rules.voteBasis === 'seat' ? {} : { voteBasis: rules.voteBasis }),
			quorum: rules.quorum,
			silence: writtenProcedure.silence,
			objectors: writtenProcedure.objectors,
			reported: writtenProcedure.reportToNextMeeting,
		},
		sectors: (await sectorsOf(tx, partnershipId)).map(({ id: sector, code }) => ({
			id: sector,
			code,
		})),
		roll: roll.map(({ line }) => line),
		seats,
		recused,
	};
	const of = { partnershipId, id };
	if (secret) {
		couldBeSecret(manifest);
		await openUrn(tx, of);
	}
	const number = await insertProcedure(tx, {
		...of,
		bodyId,
		title,
		text,
		decisionClass,
		effect,
		manifest,
		manifestHash: createHash('sha256')
			.update(canonical(manifest as unknown as Json))
			.digest('hex'),
		openedAt: tx.now,
		deadline,
		urnKey: secret && urn ? urn.pollId : null,
		openedByPersonId: actor.personId,
	});
	await insertWrittenElectors(
		tx,
		of,
		roll.map(({ line, personId }) => ({ seatId: line.seatId, personId })),
	);
	const link = input.linkTo?.(number) ?? '';
	const payload = { partnershipId, procedureId: id, link } satisfies WrittenJob;
	const jobs = [
		{ kind: writtenCloseJob, dueAt: deadline },
		...(link ? [{ kind: writtenRemindJob, dueAt: remindAt(tx.now, deadline) }] : []),
	];
	for (const { kind, dueAt } of jobs)
		await queueJob(tx, { kind, payload, dueAt, uniqueKey: `${kind} ${id}` });
	for (const { email, name } of link ? await addressesOf(tx, of, false) : [])
		await queueMail(tx, services, writtenEmail(email, name, title, deadline, link, 'asked'));
	const event: WrittenOpened = {
		type: 'decisions.written_opened',
		partnershipId,
		procedureId: id,
		bodyId,
	};
	await tx.emit(event);
	return { id, number };
}

function couldBeSecret(manifest: WrittenManifest): void {
	try {
		assertSecretClasses(manifest);
	} catch (refusal) {
		if (isRefusal(refusal)) throw new Refusal(refusal.code, refusal.values, 'secret');
		throw refusal;
	}
}

/** Everybody who is asked: the voices of the body whom it does not benefit. */
async function rollFor(
	tx: Tx,
	partnershipId: string,
	bodyId: string,
	rules: Rules,
	left_: ToPut['left'],
): Promise<{
	roll: { line: WrittenManifest['roll'][number]; personId: string | null }[];
	recused: WrittenManifest['recused'];
	seats: WrittenManifest['seats'];
}> {
	const seats = await votingSeats(tx, partnershipId, bodyId);
	const people = await peopleIn(tx, partnershipId);
	const personOf = new Map(people.map((person) => [person.id, person]));
	const sitting = seats.flatMap(({ seatId, holderId, organisationId }) =>
		holderId === null
			? []
			: [
					{
						personId: holderId,
						seatId,
						organisationIds: [organisationId ?? '', personOf.get(holderId)?.organisationId ?? ''],
					},
				],
	);
	const { beneficiaries } = left_;
	const benefit = recusals(sitting, [], { motionId: '', beneficiaries });
	const recused = sitting
		.filter(
			({ seatId }) =>
				left_.seats.includes(seatId) || benefit.some((each) => each.seatId === seatId),
		)
		.map(({ seatId, personId }) => ({ seatId, person: personOf.get(personId)?.code ?? null }));
	const left = new Set(recused.map(({ seatId }) => seatId));
	const held = sitting.map(({ seatId }) => seatId);
	const there = quorum(rules.quorum, seats, held, left);
	if (!there.quorate)
		throw new Refusal('decisions.written_inquorate', {
			present: there.present,
			seats: there.seats,
			needed: there.needed,
		});
	const entitled = new Map<string, VotingSeat>(
		seats.filter(({ seatId }) => !left.has(seatId)).map((seat) => [seat.seatId, seat]),
	);
	const voices = electorate(
		rules,
		[...entitled.values()].map((seat) => ({
			...seat,
			personId: seat.holderId,
			present: seat.holderId !== null,
		})),
	);
	const speaks = (seat: VotingSeat): string | null => {
		const own = voices.map(({ seatId }) => entitled.get(seatId) as VotingSeat);
		const by =
			own.find(({ seatId }) => seatId === seat.seatId) ??
			own.find((each) => alike(rules, each, seat));
		return entitled.has(seat.seatId) ? (by?.seatId ?? null) : null;
	};
	return {
		recused,
		seats: seats.map((seat) => ({
			seatId: seat.seatId,
			organisation: seat.organisationCode,
			sectorId: seat.sectorId,
			sector: seat.sectorCode,
			voice: speaks(seat),
		})),
		roll: voices.map(({ seatId, weight }) => {
			const seat = entitled.get(seatId) as VotingSeat;
			return {
				personId: seat.holderId,
				line: {
					seatId,
					sectorId: seat.sectorId,
					organisation: seat.organisationCode,
					sector: seat.sectorCode,
					...(weight === '1' ? {} : { weight }),
					present: seat.holderId !== null,
					person: seat.holderId === null ? null : (personOf.get(seat.holderId)?.code ?? null),
				},
			};
		}),
	};
}

/** Whether one seat answers for both: an organisation's or a person's one vote. */
function alike({ voteBasis }: Rules, voice: VotingSeat, seat: VotingSeat): boolean {
	if (voteBasis === 'organisation')
		return seat.organisationId !== null && voice.organisationId === seat.organisationId;
	return voteBasis === 'person' && seat.holderId !== null && voice.holderId === seat.holderId;
}
