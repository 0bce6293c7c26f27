import type { Actor } from '#domain/kernel/actor.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { textIn } from '#domain/kernel/text.ts';
import type { MotionMoved } from '#domain/decisions/events.ts';
import { can } from '#domain/partnerships/policy.ts';
import { known } from '../meetings/entering.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import { standingOf, votingSeats } from '../partnerships/store.ts';
import { queueJob, type JobRunner } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import { command, transact, type Services, type Tx } from '../platform/tx.ts';
import { maySee } from './access.ts';
import {
	askToRatify,
	decisionsOf,
	enterDecision,
	putNote,
	putRatification,
	ratificationsOf,
	remindThose,
	takeBack,
	type Decision,
} from './decision-store.ts';
import { ratifyEmail } from './emails.ts';
import { eventsOf, motionById } from './motion-store.ts';

export const remindJob = 'decisions.remind_to_ratify';

/** Days that partners have to ratify, and after which they are reminded. */
const daysToRatify = 42;
const daysToRemind = 28;
const day = 86_400_000;

/**
 * A motion that is carried is a decision with a number; one that the chair afterwards rules otherwise on is taken back and
 * stays in the register. A request for ratification is asked of every organisation with a voting seat.
 */
export async function registerDecision(tx: Tx, event: MotionMoved): Promise<void> {
	const { partnershipId, motionId } = event;
	if (event.to !== 'carried') {
		if (event.act === 'override') await takeBack(tx, partnershipId, motionId);
		return;
	}
	const motion = await motionById(tx, partnershipId, motionId);
	const meeting = await meetingById(tx, partnershipId, event.meetingId);
	if (!motion || !meeting) return;
	const last = (await eventsOf(tx, motion)).at(-1);
	const id = await enterDecision(tx, {
		partnershipId,
		bodyId: meeting.bodyId,
		meetingId: meeting.id,
		motionId,
		procedureId: null,
		compartmentId: motion.compartmentId,
		title: motion.title,
		text: motion.text,
		effect: motion.effect,
		decidedAt: tx.now,
		settledBy: motion.settledBy ?? 'vote',
		pollId: last?.pollId ?? null,
	});
	await askPartners(tx, { partnershipId, id, bodyId: meeting.bodyId, effect: motion.effect });
}

/** Where partners are to ratify it: asks every organisation with a voting seat, and sees to the reminder. */
export async function askPartners(
	tx: Tx,
	decision: Pick<Decision, 'partnershipId' | 'id' | 'bodyId' | 'effect'>,
): Promise<void> {
	if (decision.effect !== 'request_for_ratification') return;
	const { partnershipId, id } = decision;
	const seats = await votingSeats(tx, partnershipId, decision.bodyId);
	await askToRatify(
		tx,
		{ partnershipId, id },
		[...new Set(seats.flatMap(({ organisationId }) => organisationId ?? []))],
		isoDate(new Date(tx.now.getTime() + daysToRatify * day)),
	);
	await queueJob(tx, {
		kind: remindJob,
		payload: { partnershipId, decisionId: id },
		dueAt: new Date(tx.now.getTime() + daysToRemind * day),
		uniqueKey: `${remindJob} ${id}`,
	});
}

/** Writes to those who have not answered, once; nothing where the decision was taken back. */
export function ratifyReminder(services: Services): JobRunner {
	return async (payload) => {
		const { partnershipId, decisionId } = payload as { partnershipId: string; decisionId: string };
		await transact(services, async (tx) => {
			const decision = (await decisionsOf(tx, partnershipId)).find(({ id }) => id === decisionId);
			if (!decision || decision.takenBackAt) return;
			const due = (await ratificationsOf(tx, partnershipId, decisionId))[0]?.dueOn ?? '';
			for (const { email, name } of await remindThose(tx, decision))
				await queueMail(
					tx,
					services,
					ratifyEmail(email, name, decision.number, textIn(decision.title, 'en').words, due),
				);
		});
	};
}

interface OfDecision {
	decisionId: string;
}

/** Reasons and options considered, as the decision note says them; by who keeps the minutes. */
export async function noteDecision(
	services: Services,
	actor: Actor,
	input: OfDecision & { reasons: unknown; options: unknown },
): Promise<void> {
	const reasons = wordsOf(input.reasons, 'reasons');
	const options = wordsOf(input.options, 'options');
	return command(services, actor, 'decisions.note_decision', input.decisionId, async (tx) => {
		const decision = await decisionFor(tx, actor, input.decisionId);
		await putNote(tx, decision, { reasons, options });
	});
}

/** What an organisation answered, with its date; by who keeps the minutes, or by somebody of that organisation's seats. */
export async function recordRatification(
	services: Services,
	actor: Actor,
	input: OfDecision & { organisationId: string; answer: unknown; on: string; note: unknown },
): Promise<void> {
	const answer = (['ratified', 'declined'] as const).find((each) => each === input.answer);
	if (!answer) throw new Refusal('decisions.choose_ratification', {}, 'answer');
	const note = wordsOf(input.note, 'note');
	return command(services, actor, 'decisions.record_ratification', input.decisionId, async (tx) => {
		const decision = await decisionFor(tx, actor, input.decisionId, input.organisationId);
		const today = isoDate(tx.now);
		const on = input.on === '' ? today : input.on;
		if (!/^\d{4}-\d{2}-\d{2}$/.test(on) || on > today)
			throw new Refusal('decisions.ratified_when', {}, 'on');
		const asked = await putRatification(
			tx,
			{
				partnershipId: actor.partnershipId,
				decisionId: decision.id,
				organisationId: known(input.organisationId),
			},
			{ answer, answeredOn: on, note },
		);
		if (!asked) throw notFound();
	});
}

async function decisionFor(
	tx: Tx,
	actor: Actor,
	decisionId: string,
	organisationId?: string,
): Promise<Decision> {
	const decision = (await decisionsOf(tx, actor.partnershipId)).find(
		({ id }) => id === known(decisionId),
	);
	if (!decision || !(await maySee(tx, actor, decision))) throw notFound();
	const standing = await standingOf(tx, actor, decision.bodyId);
	if (!standing) throw notFound();
	if (can(standing, 'meetings.edit_minutes')) return decision;
	const own = (await votingSeats(tx, actor.partnershipId, decision.bodyId)).some(
		(seat) => seat.organisationId === organisationId && seat.holderId === actor.personId,
	);
	if (!own) throw new Refusal('kernel.not_allowed');
	return decision;
}

const longest = 5000;

function wordsOf(value: unknown, field: string): string {
	const text = typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
	if (text.length > longest) throw new Refusal('decisions.text_long', { most: longest }, field);
	return text;
}
