import { recusals, type Recusal } from '#domain/meetings/interests.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import type { Attending } from '#domain/meetings/attendance.ts';
import { declarationsOf } from '../meetings/declaration-store.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import type { VotingSeat } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';
import { beneficiariesOf, type Motion } from './motion-store.ts';

/** Who of those in voting seats takes no part in deciding the motion, and why. */
export async function recusedFrom(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	motion: Motion,
	seats: readonly VotingSeat[],
	people: readonly Attending[],
): Promise<Recusal[]> {
	return recusedWith(tx, meeting, motion.itemId, seats, people, {
		motionId: motion.id,
		beneficiaries: await beneficiariesOf(tx, motion),
	});
}

/** Who of those in voting seats an interest declared in the item keeps from deciding a question of it. */
export async function recusedFromItem(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	itemId: string,
	seats: readonly VotingSeat[],
	people: readonly Attending[],
): Promise<Recusal[]> {
	return recusedWith(tx, meeting, itemId, seats, people, { motionId: '', beneficiaries: [] });
}

async function recusedWith(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	itemId: string,
	seats: readonly VotingSeat[],
	people: readonly Attending[],
	of: { motionId: string; beneficiaries: readonly string[] },
): Promise<Recusal[]> {
	const own = new Map(
		(await peopleIn(tx, meeting.partnershipId)).map((person) => [person.id, person.organisationId]),
	);
	const sitting = people.flatMap(({ personId, seatId }) => {
		const seat = seats.find((each) => each.seatId === seatId);
		return seat
			? [
					{
						personId,
						seatId: seat.seatId,
						organisationIds: [seat.organisationId ?? '', own.get(personId) ?? ''],
					},
				]
			: [];
	});
	return recusals(sitting, await declarationsOf(tx, meeting, itemId), of);
}
