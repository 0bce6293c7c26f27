import type { Meeting } from '#domain/meetings/meeting.ts';
import { constitutionOf } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';

/** Whether the public may know of the meeting and look on: once an agenda is published, where the rules open the meetings. */
export async function isPublic(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'bodyId' | 'agendaVersion'>,
): Promise<boolean> {
	if (meeting.agendaVersion === 0) return false;
	const constitution = await constitutionOf(tx, meeting.partnershipId, meeting.bodyId);
	return constitution !== undefined && constitution.rules.public.access !== 'closed';
}
