import * as Y from 'yjs';
import { transact, type Reading, type Services } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';

/** What loading needs of the relay before any socket is served: rooms as their update log, without clients. */
export function logOnlyRelay(
	services: Services,
): Pick<Relay, 'createRoom' | 'read' | 'readLocked' | 'drain' | 'edit'> {
	async function read(tx: Reading, roomId: string): Promise<Y.Doc> {
		const rows = await tx.db
			.selectFrom('room_update')
			.select('bytes')
			.where('room_id', '=', roomId)
			.orderBy('seq')
			.execute();
		const doc = new Y.Doc();
		for (const { bytes } of rows) Y.applyUpdate(doc, new Uint8Array(bytes));
		return doc;
	}
	return {
		read,
		async createRoom(tx, room, content) {
			const doc = new Y.Doc();
			content?.(doc);
			const written = doc.store.clients.size > 0;
			await tx.db
				.insertInto('room')
				.values({
					id: room.id,
					kind: room.kind,
					partnership_id: room.partnershipId,
					subject_id: room.subjectId,
					compartment_id: room.compartmentId,
					head_seq: written ? 1 : 0,
				})
				.execute();
			if (!written) return;
			await tx.db
				.insertInto('room_update')
				.values({
					room_id: room.id,
					seq: 1,
					account_id: null,
					bytes: Buffer.from(Y.encodeStateAsUpdate(doc)),
				})
				.execute();
			await tx.db
				.insertInto('room_client')
				.values({ room_id: room.id, client_id: doc.clientID, account_id: null })
				.execute();
		},
		async readLocked(tx, roomId) {
			await tx.db
				.selectFrom('room')
				.select('id')
				.where('id', '=', roomId)
				.forUpdate()
				.executeTakeFirstOrThrow();
			return read(tx, roomId);
		},
		drain: () => Promise.resolve(),
		edit: (roomId, change) =>
			transact(services, async (tx) => {
				const doc = await read(tx, roomId);
				const before = Y.encodeStateVector(doc);
				change(doc);
				const room = await tx.db
					.updateTable('room')
					.set((eb) => ({ head_seq: eb('head_seq', '+', 1) }))
					.where('id', '=', roomId)
					.returning('head_seq')
					.executeTakeFirstOrThrow();
				await tx.db
					.insertInto('room_update')
					.values({
						room_id: roomId,
						seq: room.head_seq,
						account_id: null,
						bytes: Buffer.from(Y.encodeStateAsUpdate(doc, before)),
					})
					.execute();
				await tx.db
					.insertInto('room_client')
					.values({ room_id: roomId, client_id: doc.clientID, account_id: null })
					.onConflict((oc) => oc.doNothing())
					.execute();
			}),
	};
}
