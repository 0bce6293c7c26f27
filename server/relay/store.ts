import { sql } from 'kysely';
import * as Y from 'yjs';
import { notFound } from '#domain/kernel/refusal.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import type { RoomRef } from './relay.ts';

/** The room of that id, whatever its kind. */
export async function roomById(tx: Reading, id: string): Promise<RoomRef | undefined> {
	const row = await tx.db
		.selectFrom('room')
		.select(['id', 'kind', 'partnership_id', 'subject_id', 'compartment_id'])
		.where('id', '=', id)
		.executeTakeFirst();
	return (
		row && {
			id: row.id,
			kind: row.kind,
			partnershipId: row.partnership_id,
			subjectId: row.subject_id,
			compartmentId: row.compartment_id,
		}
	);
}

/** The newest snapshot and every later update of the log, in order. */
async function log(tx: Reading, roomId: string): Promise<Uint8Array[]> {
	const snapshot = await tx.db
		.selectFrom('room_snapshot')
		.select(['upto_seq', 'bytes'])
		.where('room_id', '=', roomId)
		.orderBy('upto_seq', 'desc')
		.limit(1)
		.executeTakeFirst();
	const tail = await tx.db
		.selectFrom('room_update')
		.select('bytes')
		.where('room_id', '=', roomId)
		.where('seq', '>', snapshot?.upto_seq ?? 0)
		.orderBy('seq')
		.execute();
	return [...(snapshot ? [snapshot.bytes] : []), ...tail.map((row) => row.bytes)];
}

/** A document made of log rows alone. */
function docOf(updates: readonly Uint8Array[]): Y.Doc {
	const doc = new Y.Doc();
	doc.transact(() => {
		for (const update of updates) Y.applyUpdate(doc, update);
	});
	return doc;
}

/** Locks the room's row until the transaction ends. Refuses an unknown room. */
export async function lockRoom(tx: Tx, roomId: string): Promise<void> {
	const row = await tx.db
		.selectFrom('room')
		.select('id')
		.where('id', '=', roomId)
		.forUpdate()
		.executeTakeFirst();
	if (!row) throw notFound();
}

/** The room's document from the log. Refuses an unknown room. */
export async function readRoom(tx: Reading, roomId: string): Promise<Y.Doc> {
	if (!(await roomById(tx, roomId))) throw notFound();
	return docOf(await log(tx, roomId));
}

export interface Loaded {
	readonly doc: Y.Doc;
	/** Account by client id; null is the server. */
	readonly owners: Map<number, string | null>;
}

/** What a hot room starts from; undefined when the room is gone. */
export async function loadRoom(tx: Reading, roomId: string): Promise<Loaded | undefined> {
	if (!(await roomById(tx, roomId))) return undefined;
	const clients = await tx.db
		.selectFrom('room_client')
		.select(['client_id', 'account_id'])
		.where('room_id', '=', roomId)
		.execute();
	return {
		doc: docOf(await log(tx, roomId)),
		owners: new Map(clients.map((row) => [row.client_id, row.account_id])),
	};
}

export interface NewUpdate {
	readonly roomId: string;
	readonly accountId: string | null;
	readonly bytes: Uint8Array;
	/** Client ids that this update is the first to use. */
	readonly claims: readonly number[];
}

/** Why a room took no updates: its row is locked for good, or is no more. */
export type Closed = 'locked' | 'gone';

/**
 * Appends updates of several rooms, in order: rows, owners and heads in the caller's transaction, with the room rows locked
 * in order of id (as every other locker must). Answers which rooms took none of theirs.
 */
export async function append(
	tx: Tx,
	updates: readonly NewUpdate[],
): Promise<ReadonlyMap<string, Closed>> {
	const ids = [...new Set(updates.map((update) => update.roomId))].sort();
	const rows = await tx.db
		.selectFrom('room')
		.select(['id', 'head_seq', 'locked_at'])
		.where('id', 'in', ids)
		.orderBy('id')
		.forUpdate()
		.execute();
	const closed = new Map<string, Closed>(ids.map((id) => [id, 'gone']));
	const heads = new Map<string, number>();
	for (const row of rows) {
		if (row.locked_at) closed.set(row.id, 'locked');
		else {
			closed.delete(row.id);
			heads.set(row.id, row.head_seq);
		}
	}
	const open = updates.filter((update) => heads.has(update.roomId));
	if (open.length === 0) return closed;
	await tx.db
		.insertInto('room_update')
		.values(
			open.map(({ roomId, accountId, bytes }) => {
				const seq = (heads.get(roomId) as number) + 1;
				heads.set(roomId, seq);
				return { room_id: roomId, seq, account_id: accountId, bytes };
			}),
		)
		.execute();
	const claims = open.flatMap(({ roomId, accountId, claims }) =>
		claims.map((client) => ({ room_id: roomId, client_id: client, account_id: accountId })),
	);
	if (claims.length > 0)
		await tx.db
			.insertInto('room_client')
			.values(claims)
			.onConflict((oc) => oc.doNothing())
			.execute();
	const values = [...heads].map(([id, head]) => sql`(${id}::uuid, ${head}::bigint)`);
	await sql`update room set head_seq = v.head from (values ${sql.join(values)}) as v(id, head)
		where room.id = v.id`.execute(tx.db);
	return closed;
}

/** A new room with its first content as the first row of its log. */
export async function insertRoom(tx: Tx, room: RoomRef, first: Y.Doc): Promise<void> {
	const empty = first.store.clients.size === 0;
	await tx.db
		.insertInto('room')
		.values({
			id: room.id,
			kind: room.kind,
			partnership_id: room.partnershipId,
			subject_id: room.subjectId,
			compartment_id: room.compartmentId,
			head_seq: empty ? 0 : 1,
		})
		.execute();
	if (empty) return;
	await tx.db
		.insertInto('room_update')
		.values({ room_id: room.id, seq: 1, account_id: null, bytes: Y.encodeStateAsUpdate(first) })
		.execute();
	await tx.db
		.insertInto('room_client')
		.values(
			[...first.store.clients.keys()].map((client) => ({
				room_id: room.id,
				client_id: client,
				account_id: null,
			})),
		)
		.execute();
}
