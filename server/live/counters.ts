import { sql } from 'kysely';
import { topicNames, type TopicName } from '#domain/live/topics.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export type Versions = Readonly<Record<TopicName, number>>;

/**
 * Advances the counters of these topics in the transaction that changes them. Whoever advances any topic of a meeting
 * holds all its counters until commit, so the order of versions is the order of commits.
 */
export async function advance(
	tx: Tx,
	partnershipId: string,
	meetingId: string,
	topics: readonly TopicName[],
): Promise<void> {
	if (topics.length === 0) return;
	// Rows are taken in the order of their names: two commands can't wait for each other.
	await sql`
		insert into live_topic (partnership_id, meeting_id, topic)
		select ${partnershipId}, ${meetingId}, name from unnest(${sql.val([...topicNames])}::text[]) as name order by name
		on conflict do nothing`.execute(tx.db);
	await sql`select 1 from live_topic where partnership_id = ${partnershipId} and meeting_id = ${meetingId}
		order by topic for update`.execute(tx.db);
	await tx.db
		.updateTable('live_topic')
		.set({ version: sql`version + 1` })
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.where('topic', 'in', [...topics])
		.execute();
}

/** The version of each topic of the meeting; 0 for one that has never changed. */
export async function versionsOf(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<Versions> {
	const rows = await tx.db
		.selectFrom('live_topic')
		.select(['topic', 'version'])
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.execute();
	const found = new Map(rows.map((row) => [row.topic, row.version]));
	return Object.fromEntries(topicNames.map((name) => [name, found.get(name) ?? 0])) as Versions;
}
