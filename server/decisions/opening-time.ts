import { momentAt } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { votingDay } from '#domain/decisions/opening-time.ts';
import type { MeetingMoved } from '#domain/meetings/events.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import { reading, type Services, type Tx } from '../platform/tx.ts';
import { queuePlanned } from './plan-poll.ts';
import { movePlans } from './poll-plan-store.ts';
import { queueScheduled } from './prepare-question.ts';
import { moveScheduled } from './question-store.ts';

/** The moment of a typed time ("14:30") on the day of the meeting's votes. Refuses what is no time (`decisions.no_time`). */
export async function openingTime(
	services: Pick<Services, 'db' | 'clock'>,
	of: { readonly partnershipId: string; readonly meetingId: string },
	typed: string,
): Promise<Date> {
	const meeting = await reading(services, (tx) => meetingById(tx, of.partnershipId, of.meetingId));
	if (!meeting) throw notFound();
	const sits = { startsAt: meeting.startsAt, inSession: meeting.status === 'in_session' };
	const at = momentAt(votingDay(sits, services.clock.now()), typed.trim());
	if (!at) throw new Refusal('decisions.no_time', {}, 'opensAt');
	return at;
}

/** A meeting that is moved takes the votes that open at a time with it: as long after its beginning as before. */
export async function moveOpenings(tx: Tx, event: MeetingMoved): Promise<void> {
	const { partnershipId, laterBy } = event;
	if (laterBy === 0) return;
	for (const { motionId, opensAt } of await movePlans(tx, event, laterBy))
		await queuePlanned(tx, { partnershipId, id: motionId }, opensAt);
	for (const { questionId, opensAt } of await moveScheduled(tx, event, laterBy))
		await queueScheduled(tx, questionId, opensAt);
}
