import { countedSeats } from '#domain/meetings/attendance.ts';
import { quorum, type Quorum } from '#domain/meetings/quorum.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { constitutionOf, votingSeats } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';
import type { Poll } from './poll-store.ts';

/** The quorum of a poll's decision as the room stands now, without those who take no part in it; null for a body without rules. */
export async function quorumNow(tx: Reading, poll: Poll): Promise<Quorum | null> {
	const constitution = await constitutionOf(tx, poll.partnershipId, poll.bodyId);
	if (!constitution) return null;
	const people = await attendingNow(tx, { partnershipId: poll.partnershipId, id: poll.meetingId });
	return quorum(
		constitution.rules.quorum,
		await votingSeats(tx, poll.partnershipId, poll.bodyId),
		countedSeats(people, constitution.rules.remote),
		poll.manifest.recused?.map(({ seatId }) => seatId) ?? [],
	);
}
