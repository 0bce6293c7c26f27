import type { Batch, Closed, LogRow, RelayStore, StoredRoom } from '#server/relay/store.ts';

interface Room {
	head: number;
	snapshots: { readonly upto: number; readonly bytes: Uint8Array }[];
	rows: (LogRow & { readonly accountId: string | null })[];
	readonly owners: Map<number, string | null>;
	quarantined: number[];
}

/** What a disk keeps: rooms, their rows and snapshots. It outlives every server that writes to it. */
export class Disk {
	readonly rooms = new Map<string, Room>();
	/** Counts up with every change. */
	version = 0;

	add(id: string): void {
		this.rooms.set(id, { head: 0, snapshots: [], rows: [], owners: new Map(), quarantined: [] });
	}
}

/** The rooms of a disk, in the words of RelayStore, without any time passing. */
export function diskStore(disk: Disk, kind: string): RelayStore {
	const at = (id: string): Room => disk.rooms.get(id) as Room;
	return {
		load(roomId): Promise<StoredRoom | undefined> {
			const room = disk.rooms.get(roomId);
			if (!room) return Promise.resolve(undefined);
			const snapshot = room.snapshots.at(-1) ?? null;
			return Promise.resolve({
				kind,
				head: room.head,
				locked: false,
				snapshot,
				tail: room.rows.filter(({ seq }) => seq > (snapshot?.upto ?? 0)),
				owners: new Map(room.owners),
			});
		},

		append({ heads, updates, claims }: Batch): Promise<ReadonlyMap<string, Closed>> {
			const closed = new Map<string, Closed>();
			for (const [id, head] of heads) {
				const room = disk.rooms.get(id);
				const own = updates.filter(({ roomId }) => roomId === id);
				if (!room) {
					closed.set(id, 'gone');
					continue;
				}
				if (room.head !== head) {
					const last = room.rows.at(-1);
					const again =
						room.head === head + own.length &&
						last?.seq === room.head &&
						Buffer.compare(last.bytes, own.at(-1)?.bytes as Uint8Array) === 0;
					if (!again) closed.set(id, 'moved');
					continue;
				}
				for (const { accountId, bytes } of own)
					room.rows.push({ seq: ++room.head, bytes, accountId });
				for (const { roomId, client, accountId } of claims)
					if (roomId === id && !room.owners.has(client)) room.owners.set(client, accountId);
				disk.version++;
			}
			return Promise.resolve(closed);
		},

		quarantine(roomId, rows) {
			const room = at(roomId);
			const bad = new Set(rows.map(({ seq }) => seq));
			room.quarantined.push(...bad);
			room.rows = room.rows.filter(({ seq }) => !bad.has(seq));
			disk.version++;
			return Promise.resolve();
		},

		compact(roomId, upto, bytes) {
			const room = disk.rooms.get(roomId);
			if (!room || room.head < upto) return Promise.resolve();
			room.snapshots = [...room.snapshots, { upto, bytes }].slice(-3);
			// A day of rows is kept in truth; here nothing is, so that what a snapshot lacks is really gone.
			room.rows = room.rows.filter(({ seq }) => seq > upto);
			disk.version++;
			return Promise.resolve();
		},

		sweep: () => Promise.resolve(0),
	};
}
