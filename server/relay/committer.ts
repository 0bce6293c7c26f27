import type { Log } from '../platform/log.ts';
import { transact, type Services } from '../platform/tx.ts';
import type { Connection } from './connection.ts';
import { append, type Closed } from './store.ts';

/** One accepted change, or (without bytes) a question that is answered when everything before it is committed. */
export interface Entry {
	readonly room: Committing;
	readonly bytes: Uint8Array | null;
	readonly accountId: string | null;
	readonly claims: readonly number[];
	/** The frame it came in; null for the server's own. */
	readonly from: {
		readonly connection: Connection;
		readonly n: number;
		readonly answer: boolean;
	} | null;
	/** How it went; undefined for "committed". */
	readonly done?: (failed: Closed | 'not_stored' | undefined) => void;
}

/** A room as the committer knows it. */
export interface Committing {
	readonly id: string;
	/** Its entries are in the log, in this order. */
	committed(entries: readonly Entry[]): void;
	/** Its entries, and all later ones it has queued, will not be. */
	rejected(why: Closed | 'not_stored'): void;
}

const maxRows = 500;
const maxBytes = 4 << 20;
/** Postgres gave way to another transaction and nothing was written. */
const rolledBack = new Set(['40001', '40P01']);

/** Group commit: one transaction in flight for the whole process, holding what all rooms queued meanwhile. */
export class Committer {
	readonly #services: Services;
	readonly #log: Log;
	#queue: Entry[] = [];
	#running: Promise<void> | undefined;

	constructor(services: Services) {
		this.#services = services;
		this.#log = services.log;
	}

	push(entry: Entry): void {
		this.#queue.push(entry);
		this.#running ??= this.#run();
	}

	/** Drops what a room still has queued. */
	forget(room: Committing): void {
		this.#queue = this.#queue.filter((entry) => entry.room !== room);
	}

	/** Resolves when nothing is queued. */
	async idle(): Promise<void> {
		while (this.#running) await this.#running;
	}

	async #run(): Promise<void> {
		// What else arrives in this turn of the loop shares the first transaction.
		await new Promise((resolve) => setImmediate(resolve));
		while (this.#queue.length > 0) await this.#commit(this.#take());
		this.#running = undefined;
	}

	#take(): Entry[] {
		let bytes = 0;
		let count = 0;
		for (const entry of this.#queue) {
			bytes += entry.bytes?.length ?? 0;
			if (count > 0 && (count === maxRows || bytes > maxBytes)) break;
			count++;
		}
		return this.#queue.splice(0, count);
	}

	async #commit(batch: readonly Entry[]): Promise<void> {
		const byRoom = Map.groupBy(batch, (entry) => entry.room);
		let closed: ReadonlyMap<string, Closed>;
		try {
			closed = await this.#write(batch);
		} catch (error) {
			this.#log.error({ err: error, rooms: byRoom.size, rows: batch.length }, 'commit failed');
			for (const room of byRoom.keys()) room.rejected('not_stored');
			return;
		}
		for (const [room, entries] of byRoom) {
			const why = closed.get(room.id);
			if (why) room.rejected(why);
			else room.committed(entries);
		}
	}

	async #write(batch: readonly Entry[]): Promise<ReadonlyMap<string, Closed>> {
		const updates = batch.flatMap(({ room, bytes, accountId, claims }) =>
			bytes ? [{ roomId: room.id, bytes, accountId, claims }] : [],
		);
		if (updates.length === 0) return new Map();
		for (let attempt = 0; ; attempt++) {
			try {
				return await transact(this.#services, (tx) => append(tx, updates));
			} catch (error) {
				const { code } = error as { code?: unknown };
				if (attempt === 3 || typeof code !== 'string' || !rolledBack.has(code)) throw error;
			}
		}
	}
}
