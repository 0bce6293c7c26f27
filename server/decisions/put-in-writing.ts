import { createHash } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
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
import { command, type Services, type Tx } from '../platform/tx.ts';
import { writtenEmail } from './emails.ts';
import { wordsFrom } from './put-down-motion.ts';
import { addressesOf, insertProcedure, insertWrittenElectors } from './written-store.ts';

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
 * meetings only (`decisions.written_not_allowed`) or by secret ballot, a deadline nearer than they allow, and a body that
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
	return command(
		services,
		actor,
		'decisions.put_in_writing',
		bodyId,
		async (tx) => {
			const { partnershipId } = actor;
			const standing = await standingOf(tx, actor, bodyId);
			if (!standing) throw notFound();
			if (!can(standing, 'decisions.run_poll')) throw new Refusal('kernel.not_allowed');
			const constitution = await constitutionOf(tx, partnershipId, bodyId);
			if (!constitution) throw new Refusal('decisions.no_rules');
			const { rules } = constitution;
			const { writtenProcedure } = rules;
			if (!writtenProcedure.allowed)
				throw new Refusal('decisions.written_not_allowed', {}, 'bodyId');
			if (rules.ballot === 'secret') throw new Refusal('decisions.written_secret', {}, 'bodyId');
			const deadline = deadlineFrom(input.deadline, tx.now, writtenProcedure.minDays);
			const beneficiaries = [...new Set(input.beneficiaries)];
			const organisations = await organisationsOf(tx, partnershipId);
			if (beneficiaries.some((id) => !organisations.some((each) => each.id === id)))
				throw notFound();

			const id = tx.uuid();
			const { roll, recused, seats } = await rollFor(
				tx,
				partnershipId,
				bodyId,
				rules,
				beneficiaries,
			);
			const manifest: WrittenManifest = {
				form: 'moothall-written/1',
				procedureId: id,
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
			return { number };
		},
		key,
	);
}

/** Everybody who is asked: the voices of the body whom it does not benefit. */
async function rollFor(
	tx: Tx,
	partnershipId: string,
	bodyId: string,
	rules: Rules,
	beneficiaries: readonly string[],
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
						organisationIds: [organisationId, personOf.get(holderId)?.organisationId ?? ''],
					},
				],
	);
	const recused = recusals(sitting, [], { motionId: '', beneficiaries }).map((each) => ({
		seatId: each.seatId,
		person: personOf.get(each.personId)?.code ?? null,
	}));
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
	if (voteBasis === 'organisation') return voice.organisationId === seat.organisationId;
	return voteBasis === 'person' && seat.holderId !== null && voice.holderId === seat.holderId;
}
