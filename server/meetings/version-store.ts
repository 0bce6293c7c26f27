import type { PublishedAgenda } from '#domain/meetings/agenda.ts';
import type { AgendaChange } from '#domain/meetings/changes.ts';
import type { Reading, Tx } from '../platform/tx.ts';

/** A published version without its content. */
export interface VersionLine {
	readonly version: number;
	readonly publishedAt: Date;
	readonly publishedBy: string;
	readonly changes: readonly AgendaChange[];
	readonly hash: string;
}

/** All published versions, newest first. */
export async function versionsOf(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<VersionLine[]> {
	const rows = await tx.db
		.selectFrom('agenda_version as v')
		.innerJoin('person as p', (join) =>
			join
				.onRef('p.partnership_id', '=', 'v.partnership_id')
				.onRef('p.id', '=', 'v.published_by_person_id'),
		)
		.select(['v.version', 'v.published_at', 'v.changes', 'v.hash', 'p.name'])
		.where('v.partnership_id', '=', partnershipId)
		.where('v.meeting_id', '=', meetingId)
		.orderBy('v.version', 'desc')
		.execute();
	return rows.map((row) => ({
		version: row.version,
		publishedAt: row.published_at,
		publishedBy: row.name,
		changes: row.changes as AgendaChange[],
		hash: row.hash,
	}));
}

/** The content of a published version. */
export async function agendaOf(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
	version: number,
): Promise<PublishedAgenda | undefined> {
	const row = await tx.db
		.selectFrom('agenda_version')
		.select('content')
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.where('version', '=', version)
		.executeTakeFirst();
	return row && (row.content as PublishedAgenda);
}

export async function insertVersion(
	tx: Tx,
	row: {
		partnershipId: string;
		meetingId: string;
		version: number;
		content: PublishedAgenda;
		hash: string;
		changes: readonly AgendaChange[];
		publishedBy: string;
	},
): Promise<void> {
	await tx.db
		.insertInto('agenda_version')
		.values({
			partnership_id: row.partnershipId,
			meeting_id: row.meetingId,
			version: row.version,
			content: JSON.stringify(row.content),
			hash: row.hash,
			changes: JSON.stringify(row.changes),
			published_at: tx.now,
			published_by_person_id: row.publishedBy,
		})
		.execute();
}
