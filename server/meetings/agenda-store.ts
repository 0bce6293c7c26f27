import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type {
	Ground,
	ItemKind,
	ItemWords,
	PublishedAgenda,
	PublishedItem,
} from '#domain/meetings/agenda.ts';
import type { AgendaChange } from '#domain/meetings/changes.ts';
import type {
	Meeting,
	MeetingAccess,
	MeetingMode,
	MeetingStatus,
} from '#domain/meetings/meeting.ts';
import type { Reading, Tx } from '../platform/tx.ts';

interface MeetingRow {
	id: string;
	partnership_id: string;
	body_id: string;
	slug: string;
	title: unknown;
	starts_at: Date;
	ends_at: Date;
	mode: string;
	venue: unknown;
	access: unknown;
	status: string;
	agenda_room_id: string;
	minutes_room_id: string;
	agenda_version: number;
}

const meetingOf = (row: MeetingRow): Meeting => ({
	id: row.id,
	partnershipId: row.partnership_id,
	bodyId: row.body_id,
	slug: row.slug,
	title: row.title as Text,
	startsAt: row.starts_at,
	endsAt: row.ends_at,
	mode: row.mode as MeetingMode,
	venue: row.venue as Text,
	access: row.access as MeetingAccess,
	status: row.status as MeetingStatus,
	agendaRoomId: row.agenda_room_id,
	minutesRoomId: row.minutes_room_id,
	agendaVersion: row.agenda_version,
});

export async function insertMeeting(tx: Tx, meeting: Meeting): Promise<void> {
	await tx.db
		.insertInto('meeting')
		.values({
			partnership_id: meeting.partnershipId,
			id: meeting.id,
			body_id: meeting.bodyId,
			slug: meeting.slug,
			title: JSON.stringify(meeting.title),
			starts_at: meeting.startsAt,
			ends_at: meeting.endsAt,
			mode: meeting.mode,
			venue: JSON.stringify(meeting.venue),
			access: JSON.stringify(meeting.access),
			status: meeting.status,
			agenda_room_id: meeting.agendaRoomId,
			minutes_room_id: meeting.minutesRoomId,
			agenda_version: meeting.agendaVersion,
		})
		.execute();
}

/** The meeting at `/<partnership>/meetings/<slug>`. */
export async function meetingBySlug(
	tx: Reading,
	partnershipId: string,
	slug: string,
): Promise<Meeting | undefined> {
	const row = await tx.db
		.selectFrom('meeting')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('slug', '=', slug)
		.executeTakeFirst();
	return row && meetingOf(row);
}

export async function meetingById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Meeting | undefined> {
	const row = await tx.db
		.selectFrom('meeting')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.executeTakeFirst();
	return row && meetingOf(row);
}

/** The meeting whose exempt item this is. */
export async function meetingOfExemptItem(
	tx: Reading,
	partnershipId: string,
	itemId: string,
): Promise<Meeting | undefined> {
	const row = await tx.db
		.selectFrom('exempt_item as e')
		.innerJoin('meeting', (join) =>
			join
				.onRef('meeting.partnership_id', '=', 'e.partnership_id')
				.onRef('meeting.id', '=', 'e.meeting_id'),
		)
		.selectAll('meeting')
		.where('e.partnership_id', '=', partnershipId)
		.where('e.item_id', '=', itemId)
		.executeTakeFirst();
	return row && meetingOf(row);
}

/** The meeting with its row locked until the transaction ends. */
export async function lockMeeting(
	tx: Tx,
	partnershipId: string,
	id: string,
): Promise<Meeting | undefined> {
	const row = await tx.db
		.selectFrom('meeting')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.forUpdate()
		.executeTakeFirst();
	return row && meetingOf(row);
}

/** A meeting in a list; `over` by the database's clock or because the chair has ended it. */
export interface ListedMeeting extends Meeting {
	readonly bodyName: Text;
	readonly over: boolean;
}

/** All meetings of a partnership, by their start. */
export async function meetingsOf(tx: Reading, partnershipId: string): Promise<ListedMeeting[]> {
	const rows = await tx.db
		.selectFrom('meeting')
		.innerJoin('body', (join) =>
			join
				.onRef('body.partnership_id', '=', 'meeting.partnership_id')
				.onRef('body.id', '=', 'meeting.body_id'),
		)
		.selectAll('meeting')
		.select('body.name as body_name')
		.select(
			sql<boolean>`meeting.status = 'ended' or (meeting.ends_at < clock_timestamp() - interval '12 hours' and meeting.status <> 'in_session')`.as(
				'over',
			),
		)
		.where('meeting.partnership_id', '=', partnershipId)
		.orderBy('meeting.starts_at')
		.execute();
	return rows.map((row) => ({
		...meetingOf(row),
		bodyName: row.body_name as Text,
		over: row.over,
	}));
}

/** An exempt item with the room of its words and its ground. */
export interface ExemptItem {
	readonly itemId: string;
	readonly roomId: string;
	readonly ground: Ground;
}

export async function exemptItems(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<ExemptItem[]> {
	const rows = await tx.db
		.selectFrom('exempt_item as e')
		.innerJoin('compartment as c', (join) =>
			join
				.onRef('c.partnership_id', '=', 'e.partnership_id')
				.onRef('c.id', '=', 'e.compartment_id'),
		)
		.select(['e.item_id', 'e.room_id', 'c.id', 'c.schedule', 'c.paragraph', 'c.reason'])
		.where('e.partnership_id', '=', partnershipId)
		.where('e.meeting_id', '=', meetingId)
		.orderBy('e.item_id')
		.execute();
	return rows.map((row) => ({
		itemId: row.item_id,
		roomId: row.room_id,
		ground: {
			compartment: row.id,
			schedule: row.schedule,
			paragraph: row.paragraph,
			reason: row.reason as Text,
		},
	}));
}

export async function insertExemptItem(
	tx: Tx,
	row: {
		partnershipId: string;
		compartmentId: string;
		itemId: string;
		meetingId: string;
		roomId: string;
	},
): Promise<void> {
	await tx.db
		.insertInto('exempt_item')
		.values({
			partnership_id: row.partnershipId,
			compartment_id: row.compartmentId,
			item_id: row.itemId,
			meeting_id: row.meetingId,
			room_id: row.roomId,
		})
		.execute();
}

/** The state of an item on the agenda in force. */
export interface ItemState {
	readonly id: string;
	readonly number: number;
	readonly state: 'waiting' | 'open' | 'done';
}

/** The items of the agenda in force, without the removed ones. */
export async function itemStates(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<ItemState[]> {
	const rows = await tx.db
		.selectFrom('agenda_item')
		.select(['id', 'number', 'state'])
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.where('removed', '=', false)
		.orderBy('number')
		.execute();
	return rows.map((row) => ({ ...row, state: row.state as ItemState['state'] }));
}

/** A person as agendas name them. */
export interface Named {
	readonly id: string;
	readonly name: string;
}

/** Everybody of a partnership, in its order. */
export async function namesOf(tx: Reading, partnershipId: string): Promise<Named[]> {
	return tx.db
		.selectFrom('person')
		.select(['id', 'name'])
		.where('partnership_id', '=', partnershipId)
		.orderBy('position')
		.execute();
}

/** A person's name and their place in the partnership's list. */
export async function personIn(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<{ name: string; position: number } | undefined> {
	return tx.db
		.selectFrom('person')
		.select(['name', 'position'])
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', personId)
		.executeTakeFirst();
}

/** The name of a body. */
export async function bodyName(tx: Reading, partnershipId: string, bodyId: string): Promise<Text> {
	const row = await tx.db
		.selectFrom('body')
		.select('name')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', bodyId)
		.executeTakeFirstOrThrow();
	return row.name as Text;
}

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

/** The words of an exempt item in a published version of its agenda. Ask mayEnter first. */
export async function exemptWordsOf(
	tx: Reading,
	partnershipId: string,
	compartmentId: string,
	version: number,
): Promise<ItemWords | undefined> {
	const row = await tx.db
		.selectFrom('exempt_item_version')
		.select('content')
		.where('partnership_id', '=', partnershipId)
		.where('compartment_id', '=', compartmentId)
		.where('version', '=', version)
		.executeTakeFirst();
	return row && (row.content as ItemWords);
}

/** The hashes of the exempt items' words in a published version, by compartment. */
export async function exemptHashes(
	tx: Reading,
	partnershipId: string,
	compartmentIds: readonly string[],
	version: number,
): Promise<Map<string, string>> {
	if (compartmentIds.length === 0) return new Map();
	const rows = await tx.db
		.selectFrom('exempt_item_version')
		.select(['compartment_id', 'hash'])
		.where('partnership_id', '=', partnershipId)
		.where('compartment_id', 'in', [...compartmentIds])
		.where('version', '=', version)
		.execute();
	return new Map(rows.map((row) => [row.compartment_id, row.hash]));
}

export async function insertExemptVersion(
	tx: Tx,
	row: {
		partnershipId: string;
		compartmentId: string;
		version: number;
		content: ItemWords;
		hash: string;
	},
): Promise<void> {
	await tx.db
		.insertInto('exempt_item_version')
		.values({
			partnership_id: row.partnershipId,
			compartment_id: row.compartmentId,
			version: row.version,
			content: JSON.stringify(row.content),
			hash: row.hash,
		})
		.execute();
}

/** Writes an item of the agenda in force, keeping how it ran. Answers false when the id belongs to another meeting. */
export async function putItem(
	tx: Tx,
	partnershipId: string,
	meetingId: string,
	item: PublishedItem,
): Promise<boolean> {
	const shown = {
		number: item.number,
		kind: item.kind satisfies ItemKind,
		minutes: item.minutes,
		title: JSON.stringify(item.title),
		summary: JSON.stringify(item.summary),
		asked_to: JSON.stringify(item.askedTo),
		lead_person_id: item.lead,
		compartment_id: item.ground?.compartment ?? null,
		removed: false,
	};
	const row = await tx.db
		.insertInto('agenda_item')
		.values({ partnership_id: partnershipId, id: item.id, meeting_id: meetingId, ...shown })
		.onConflict((oc) =>
			oc
				.columns(['partnership_id', 'id'])
				.doUpdateSet(shown)
				.where('agenda_item.meeting_id', '=', meetingId),
		)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

/** Marks the items of the meeting that are no longer on its agenda. */
export async function markOthersRemoved(
	tx: Tx,
	partnershipId: string,
	meetingId: string,
	kept: readonly string[],
): Promise<void> {
	await tx.db
		.updateTable('agenda_item')
		.set({ removed: true })
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.where('id', 'not in', [...kept])
		.execute();
}

/** Sets the version in force; a draft meeting becomes a published one. */
export async function setVersion(
	tx: Tx,
	partnershipId: string,
	meetingId: string,
	version: number,
): Promise<void> {
	await tx.db
		.updateTable('meeting')
		.set({
			agenda_version: version,
			status: sql<string>`case when status = 'draft' then 'published' else status end`,
		})
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', meetingId)
		.execute();
}

/** Records before the meeting that somebody can't come and who comes in their place. */
export async function insertApology(
	tx: Tx,
	row: {
		partnershipId: string;
		meetingId: string;
		personId: string;
		deputyPersonId: string | null;
	},
): Promise<void> {
	await tx.db
		.insertInto('apology')
		.values({
			partnership_id: row.partnershipId,
			meeting_id: row.meetingId,
			person_id: row.personId,
			deputy_person_id: row.deputyPersonId,
		})
		.execute();
}
