import { CompiledQuery, sql } from 'kysely';
import * as Y from 'yjs';
import { notFound } from '#domain/kernel/refusal.ts';
import { openTransaction, runKept } from '../platform/db.ts';
import { reading, transact, type Reading, type Services, type Tx } from '../platform/tx.ts';
import type { RoomRef } from './relay.ts';

/** An update on its way into the log. */
export interface NewUpdate {
	readonly roomId: string;
	/** Who delivered it; null is the server. */
	readonly accountId: string | null;
	readonly bytes: Uint8Array;
}

/** A client id that an account is the first to use in a room. */
export interface Claim {
	readonly roomId: string;
	readonly client: number;
	readonly accountId: string | null;
}

/** Updates of several rooms, in order, the sequence that each room's log had before them, and who owns their client ids. */
export interface Batch {
	readonly heads: ReadonlyMap<string, number>;
	readonly updates: readonly NewUpdate[];
	readonly claims: readonly Claim[];
}

/** Why a room took no updates: locked for good, no more, or its log is not what the caller knew. */
export type Closed = 'locked' | 'gone' | 'moved';

export interface LogRow {
	readonly seq: number;
	readonly bytes: Uint8Array;
}

/** The log of a room from its newest snapshot on. */
export interface StoredRoom {
	readonly kind: string;
	readonly head: number;
	readonly locked: boolean;
	readonly snapshot: { readonly upto: number; readonly bytes: Uint8Array } | null;
	readonly tail: readonly LogRow[];
	/** Account by client id; null is the server. */
	readonly owners: Map<number, string | null>;
}

/** Where rooms are kept. A simulation brings its own; tests/relay/store-contract.ts holds both to the same words. */
export interface RelayStore {
	/** What a room starts from; undefined when there is none of that id. */
	load(roomId: string): Promise<StoredRoom | undefined>;
	/**
	 * Appends a batch in one commit, or throws with nothing said about whether it was written: the same batch may be given
	 * again and is then written once. Answers which rooms took none of theirs.
	 */
	append(batch: Batch): Promise<ReadonlyMap<string, Closed>>;
	/** Puts rows that do not decode aside. */
	quarantine(roomId: string, rows: readonly { seq: number; reason: string }[]): Promise<void>;
	/** Writes a snapshot of everything up to a sequence and, in the same commit, deletes what it makes needless. */
	compact(roomId: string, upto: number, bytes: Uint8Array): Promise<void>;
	/** Deletes rows that a snapshot covers and that are older than the log is kept. Answers how many. */
	sweep(): Promise<number>;
}

/** How long covered rows stay, for looking back and for restoring; and how many snapshots. */
const keptHours = 24;
const keptSnapshots = 3;

/** The rooms of the database. */
export function databaseStore(services: Services): RelayStore {
	return {
		load: (roomId) => reading(services, (tx) => loadRoom(tx, roomId)),
		append: (batch) =>
			openTransaction.getStore()
				? openTransaction.exit(() => append(services, batch))
				: append(services, batch),
		quarantine: (roomId, rows) => transact(services, (tx) => quarantine(tx, roomId, rows)),
		compact: (roomId, upto, bytes) => transact(services, (tx) => compact(tx, roomId, upto, bytes)),
		sweep: () => transact(services, sweep),
	};
}

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

async function newestSnapshot(tx: Reading, roomId: string): Promise<StoredRoom['snapshot']> {
	const row = await tx.db
		.selectFrom('room_snapshot')
		.select(['upto_seq', 'bytes'])
		.where('room_id', '=', roomId)
		.orderBy('upto_seq', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row ? { upto: row.upto_seq, bytes: row.bytes } : null;
}

async function tailOf(tx: Reading, roomId: string, after: number): Promise<LogRow[]> {
	return tx.db
		.selectFrom('room_update')
		.select(['seq', 'bytes'])
		.where('room_id', '=', roomId)
		.where('seq', '>', after)
		.orderBy('seq')
		.execute();
}

async function loadRoom(tx: Reading, roomId: string): Promise<StoredRoom | undefined> {
	const room = await tx.db
		.selectFrom('room')
		.select(['kind', 'head_seq', 'locked_at'])
		.where('id', '=', roomId)
		.executeTakeFirst();
	if (!room) return undefined;
	const snapshot = await newestSnapshot(tx, roomId);
	const tail = await tailOf(tx, roomId, snapshot?.upto ?? 0);
	return {
		kind: room.kind,
		head: room.head_seq,
		locked: room.locked_at !== null,
		snapshot,
		tail,
		owners: await ownersOf(tx, roomId),
	};
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

/** The room's document from the log; a row that does not apply is left out. Refuses an unknown room. */
export async function readRoom(tx: Reading, roomId: string): Promise<Y.Doc> {
	if (!(await roomById(tx, roomId))) throw notFound();
	const snapshot = await newestSnapshot(tx, roomId);
	const tail = await tailOf(tx, roomId, snapshot?.upto ?? 0);
	return documentOf(snapshot?.bytes ?? null, tail).doc;
}

/** Who owns each client id of a room: account by client id, null the server. From it history names who wrote what. */
export async function ownersOf(tx: Reading, roomId: string): Promise<Map<number, string | null>> {
	const clients = await tx.db
		.selectFrom('room_client')
		.select(['client_id', 'account_id'])
		.where('room_id', '=', roomId)
		.execute();
	return new Map(clients.map((row) => [row.client_id, row.account_id]));
}

/**
 * A document of log rows alone, and the rows that had to be left out of it: those that do not decode, and those that build
 * on something which is not there, as what its author wrote after a row that was left out does.
 */
export function documentOf(
	snapshot: Uint8Array | null,
	tail: readonly LogRow[],
): { doc: Y.Doc; bad: { seq: number; reason: string }[] } {
	const bad = new Map<number, string>();
	for (;;) {
		const doc = plainDoc();
		const before = bad.size;
		doc.transact(() => {
			if (snapshot) {
				Y.applyUpdate(doc, snapshot);
				dropPending(doc);
			}
			for (const { seq, bytes } of tail) {
				if (bad.has(seq)) continue;
				try {
					Y.applyUpdate(doc, bytes);
					if (dropPending(doc)) bad.set(seq, 'gap');
				} catch (error) {
					bad.set(seq, error instanceof Error ? error.name : 'unknown');
					return;
				}
			}
		});
		// A row that fails may have changed something first: begun again without it.
		if (bad.size === before)
			return { doc, bad: [...bad].map(([seq, reason]) => ({ seq, reason })) };
		doc.destroy();
	}
}

/**
 * A document that holds what it is given and adds nothing. By itself Yjs takes needless marks out of texts after what
 * others wrote, and looks at a text as often as it has changes for it: the relay needs none of that.
 */
export function plainDoc(): Y.Doc {
	const doc = new Y.Doc();
	doc.on('afterTransaction', (transaction: Y.Transaction) => {
		transaction._needFormattingCleanup = false;
	});
	return doc;
}

/** Forgets what waits for something that is not there. Answers whether there was any. */
function dropPending({ store }: Y.Doc): boolean {
	const was = store.pendingStructs !== null || store.pendingDs !== null;
	store.pendingStructs = store.pendingDs = null;
	return was;
}

const appendOneStatement = CompiledQuery.raw(`
	with moved as (
		update room set head_seq = head_seq + 1
		where id = $1::uuid and head_seq = $2::bigint and locked_at is null
		returning id, head_seq)
	insert into room_update (room_id, seq, account_id, bytes)
	select id, head_seq, $3::uuid, $4::bytea from moved`);

/** One update for one room from somebody known there, which is what most commits are: a statement a third as dear. */
async function appendOne(
	{ db }: Pick<Services, 'db'>,
	head: number,
	{ roomId, accountId, bytes }: NewUpdate,
): Promise<boolean> {
	const parameters = [roomId, head, accountId, bytes];
	const { numAffectedRows } = await runKept(db, { ...appendOneStatement, parameters });
	return numAffectedRows === 1n;
}

/**
 * One statement, so that a commit costs one round trip: locks the rooms in order of id (as every other locker must), takes
 * the updates of those whose log stands where the caller says, with their owners, and moves the heads. A log that is
 * already ahead by exactly this batch has it from an attempt whose answer was lost.
 */
async function append(
	services: Pick<Services, 'db'>,
	{ heads, updates, claims }: Batch,
): Promise<ReadonlyMap<string, Closed>> {
	const [first] = updates;
	if (first && updates.length === 1 && heads.size === 1 && claims.length === 0) {
		const taken = await appendOne(services, heads.get(first.roomId) as number, first);
		// Otherwise the room is locked, gone or ahead: below it is said which.
		if (taken) return new Map();
	}
	const next = new Map(heads);
	const lengths: number[] = [];
	const seqs: number[] = [];
	for (const { roomId, bytes } of updates) {
		const seq = (next.get(roomId) as number) + 1;
		next.set(roomId, seq);
		seqs.push(seq);
		lengths.push(bytes.length);
	}
	const packed = Buffer.concat(updates.map(({ bytes }) => bytes));
	const rooms = [...heads.keys()];
	const { rows } = await sql<{
		id: string;
		locked: boolean;
		moved: boolean;
		again: boolean;
	}>`
		with wanted as (
			select * from unnest(${rooms}::uuid[], ${[...heads.values()]}::bigint[],
				${[...next.values()]}::bigint[]) as w (id, head, next)),
		held as (
			select r.id, r.locked_at, r.head_seq, w.head, w.next
			from room r join wanted w on w.id = r.id order by r.id for update of r),
		good as (select id, next from held where locked_at is null and head_seq = head),
		given as (
			select g.room_id, g.seq, g.account_id,
				substring(${packed}::bytea from (sum(g.length) over (order by g.n) - g.length + 1)::int for g.length) as bytes
			from unnest(${updates.map(({ roomId }) => roomId)}::uuid[], ${seqs}::bigint[],
				${updates.map(({ accountId }) => accountId)}::uuid[], ${lengths}::int[])
				with ordinality as g (room_id, seq, account_id, length, n)),
		inserted as (
			insert into room_update (room_id, seq, account_id, bytes)
			select g.room_id, g.seq, g.account_id, g.bytes from given g join good on good.id = g.room_id),
		claimed as (
			insert into room_client (room_id, client_id, account_id)
			select c.room_id, c.client_id, c.account_id
			from unnest(${claims.map(({ roomId }) => roomId)}::uuid[], ${claims.map(({ client }) => client)}::bigint[],
				${claims.map(({ accountId }) => accountId)}::uuid[])
				as c (room_id, client_id, account_id) join good on good.id = c.room_id
			on conflict do nothing),
		moved as (
			update room set head_seq = good.next from good where room.id = good.id)
		select h.id, h.locked_at is not null as locked, h.head_seq <> h.head as moved,
			h.head_seq = h.next and h.head_seq <> h.head and exists (
				select from room_update u join given g on g.room_id = u.room_id and g.seq = u.seq and g.bytes = u.bytes
				where u.room_id = h.id and u.seq = h.next) as again
		from held h`.execute(services.db);
	const closed = new Map<string, Closed>(rooms.map((id) => [id, 'gone']));
	for (const { id, locked, moved, again } of rows) {
		if (again || (!locked && !moved)) closed.delete(id);
		else closed.set(id, locked ? 'locked' : 'moved');
	}
	return closed;
}

async function quarantine(
	tx: Tx,
	roomId: string,
	rows: readonly { seq: number; reason: string }[],
): Promise<void> {
	for (const { seq, reason } of rows)
		await sql`
			with moved as (
				delete from room_update where room_id = ${roomId} and seq = ${seq}
				returning room_id, seq, account_id, bytes)
			insert into room_quarantine (room_id, seq, account_id, bytes, reason)
			select room_id, seq, account_id, bytes, ${reason} from moved
			on conflict do nothing`.execute(tx.db);
}

async function compact(tx: Tx, roomId: string, upto: number, bytes: Uint8Array): Promise<void> {
	// The room may have been deleted meanwhile: then there is nothing to keep.
	const { rows } = await sql<{ id: string }>`
		select id from room where id = ${roomId} and head_seq >= ${upto} for update`.execute(tx.db);
	if (rows.length === 0) return;
	await sql`
		insert into room_snapshot (room_id, upto_seq, bytes, sha256)
		values (${roomId}, ${upto}, ${Buffer.from(bytes)}, sha256(${Buffer.from(bytes)}::bytea))
		on conflict do nothing`.execute(tx.db);
	await sql`
		delete from room_snapshot where room_id = ${roomId} and upto_seq not in (
			select upto_seq from room_snapshot where room_id = ${roomId}
			order by upto_seq desc limit ${keptSnapshots})`.execute(tx.db);
	await sql`
		delete from room_update where room_id = ${roomId} and seq <= ${upto}
			and at < clock_timestamp() - make_interval(hours => ${keptHours})`.execute(tx.db);
}

async function sweep(tx: Tx): Promise<number> {
	const { numAffectedRows } = await sql`
		delete from room_update u using (
			select room_id, max(upto_seq) as upto from room_snapshot group by room_id) s
		where u.room_id = s.room_id and u.seq <= s.upto
			and u.at < clock_timestamp() - make_interval(hours => ${keptHours})`.execute(tx.db);
	return Number(numAffectedRows ?? 0);
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
