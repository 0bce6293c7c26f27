import { Refusal } from '#domain/kernel/refusal.ts';

const doubles: Readonly<Record<string, string>> = {
	meeting_partnership_id_slug_key: 'meetings.changed_meanwhile',
	attendance_seat_once: 'meetings.seat_taken_meanwhile',
	attendance_person_once: 'meetings.changed_meanwhile',
	agenda_item_one_open: 'meetings.changed_meanwhile',
	speaker_waiting_once: 'meetings.changed_meanwhile',
	speaker_one_called: 'meetings.changed_meanwhile',
};

/** The unique indexes are the last judges: what they stop is refused in words, not a fault. */
export async function refusingDoubles<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const { code, constraint } = error as { code?: unknown; constraint?: unknown };
		const refusal = typeof constraint === 'string' ? doubles[constraint] : undefined;
		if (code === '23505' && refusal) throw new Refusal(refusal);
		throw error;
	}
}
