import type { Connection } from './connection.ts';
import type { Ports } from './ports.ts';
import type { Claim, Closed, NewUpdate } from './store.ts';

/** One accepted change, or (without bytes) a question that is answered when everything before it is committed. */
export interface Entry {
	readonly room: Committing;
	readonly bytes: Uint8Array | null;
	readonly accountId: string | null;
	/** Client ids that nobody owned so far. */
	readonly claims: readonly number[];
	/** The frames it was made of; none for the server's own. */
	readonly frames: readonly {
		readonly n: number;
		readonly answer: boolean;
	}[];
	readonly from: Connection | null;
	readonly at: number;
	/** How it went; undefined for "committed". */
	readonly done?: (failed: Closed | 'not_stored' | undefined) => void;
}

/** A room as the committer knows it. */
export interface Committing {
	readonly id: string;
	/** The sequence of the last row in its log. */
	head: number;
	/** Its entries are in the log, in this order. */
	committed(entries: readonly Entry[]): void;
	/** Its entries, and all later ones it has queued, will not be. */
	rejected(why: Closed | 'not_stored'): void;
	/** It could not take what it was told: nothing of that is anybody else's matter. */
	failed(): void;
}

/** What became of a batch: which rooms took none of theirs, and why. */
interface Outcome {
	readonly byRoom: ReadonlyMap<Committing, Entry[]>;
	readonly closed: ReadonlyMap<Committing, Closed | 'not_stored'>;
}

const maxRows = 1_000;
const maxBytes = 4 << 20;
/** What an entry and a frame take while they wait, beside the bytes of the change. */
const entryWeight = 128;
const frameWeight = 64;
const weightOf = ({ bytes, frames }: Entry): number =>
	(bytes?.length ?? 0) + entryWeight + frameWeight * frames.length;
/** With this much waiting (bytes) nothing more is taken in: senders wait. */
const enough = 8 << 20;
const firstRetry = 50;
const lastRetry = 2_000;

/**
 * What passes by itself (SQLSTATE classes): lost connections, a transaction rolled back for another's sake, no room left, a
 * server going down or read-only for now. Everything else is a fault of the batch and would come again.
 */
function passes(error: unknown): boolean {
	const { code } = error as { code?: unknown };
	// What is no SQLSTATE is a broken line (ECONNRESET, EPIPE, or an Error of the driver's).
	if (typeof code !== 'string' || !/^(?=.*\d)[0-9A-Z]{5}$/.test(code)) return true;
	return /^(?:08|40|53|57|58|25006|55P03)/.test(code);
}

/** Group commit: one batch in flight for the whole process, holding what all rooms queued meanwhile. */
export class Committer {
	readonly #ports: Ports;
	#queue: Entry[] = [];
	#bytes = 0;
	#inFlight: readonly Entry[] = [];
	#running: Promise<void> | undefined;
	#held = false;
	/** Something had to wait. */
	#wasFull = false;
	#wake: (() => void) | undefined;
	/** Called when there is room again for what had to wait. */
	onRoom: () => void = () => {};

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	push(entry: Entry): void {
		this.#queue.push(entry);
		this.#bytes += weightOf(entry);
		this.#wasFull ||= this.full;
		this.#running ??= this.#run();
	}

	/** Whether so much is waiting that nothing more should be taken in. */
	get full(): boolean {
		return this.#bytes > enough;
	}

	get uncommittedBytes(): number {
		return this.#bytes;
	}

	/** How long the oldest entry has been waiting (ms). */
	get lag(): number {
		const oldest = this.#inFlight[0] ?? this.#queue[0];
		return oldest ? this.#ports.now() - oldest.at : 0;
	}

	/** Drops what a room still has queued. */
	forget(room: Committing): void {
		this.#queue = this.#queue.filter((entry) => {
			if (entry.room === room) this.#bytes -= weightOf(entry);
			return entry.room !== room;
		});
	}

	/** Commits nothing until `release`: the store may have another owner. */
	hold(): void {
		this.#held = true;
	}

	release(): void {
		this.#held = false;
		this.#wake?.();
	}

	/** Resolves when nothing is queued. */
	async idle(): Promise<void> {
		while (this.#running) await this.#running;
	}

	async #run(): Promise<void> {
		// What else is taken in at the same step shares the first transaction.
		await new Promise<void>((resolve) => this.#ports.next(resolve));
		for (let outcome = this.#begin(); outcome;) {
			const { byRoom, closed } = await outcome;
			this.#settle(byRoom, closed);
			// On its way before anybody hears of the one that is written: telling a crowd takes as long as a commit.
			outcome = this.#begin();
			for (const [room, entries] of byRoom)
				if (!closed.has(room)) this.#tell(room, () => room.committed(entries));
			if (!this.#wasFull || this.full) continue;
			this.#wasFull = false;
			this.onRoom();
		}
		this.#running = undefined;
	}

	/** Begins to write what is queued, when something is. */
	#begin(): Promise<Outcome> | undefined {
		this.#inFlight = this.#take();
		return this.#inFlight.length > 0 ? this.#commit(this.#inFlight) : undefined;
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

	/** Writes a batch. Never rejects: what cannot be stored is told with the rooms that are closed. */
	async #commit(batch: readonly Entry[]): Promise<Outcome> {
		const byRoom = Map.groupBy(batch, (entry) => entry.room);
		try {
			const written = await this.#write(batch);
			const closed = new Map<Committing, Closed>();
			for (const room of byRoom.keys()) {
				const why = written.get(room.id);
				if (why) closed.set(room, why);
			}
			return { byRoom, closed };
		} catch (error) {
			this.#ports.log.error(
				{ err: error, rooms: byRoom.size, rows: batch.length },
				'a batch cannot be stored',
			);
		}
		if (byRoom.size === 1)
			return { byRoom, closed: new Map([...byRoom.keys()].map((room) => [room, 'not_stored'])) };
		// One room's fault is not the others': each on its own.
		const closed = new Map<Committing, Closed | 'not_stored'>();
		for (const [room, entries] of byRoom)
			try {
				const why = (await this.#write(entries)).get(room.id);
				if (why) closed.set(room, why);
			} catch {
				closed.set(room, 'not_stored');
			}
		return { byRoom, closed };
	}

	/** Moves the heads of rooms whose log has moved, and has the others drop what they have queued. */
	#settle(byRoom: Outcome['byRoom'], closed: Outcome['closed']): void {
		for (const [room, entries] of byRoom) {
			for (const entry of entries) this.#bytes -= weightOf(entry);
			const why = closed.get(room);
			if (why) this.#tell(room, () => room.rejected(why));
			else room.head += entries.reduce((count, { bytes }) => count + (bytes ? 1 : 0), 0);
		}
	}

	#tell(room: Committing, tell: () => void): void {
		try {
			tell();
		} catch (error) {
			this.#ports.log.error({ err: error, room: room.id }, 'a room failed');
			try {
				room.failed();
			} catch (more) {
				this.#ports.log.error({ err: more, room: room.id }, 'a room failed twice');
			}
		}
	}

	/** Writes the batch, again and again while it is the store that fails. Throws when it is the batch. */
	async #write(batch: readonly Entry[]): Promise<ReadonlyMap<string, Closed>> {
		const heads = new Map<string, number>();
		const updates: NewUpdate[] = [];
		const claims: Claim[] = [];
		for (const { room, bytes, accountId, claims: clients } of batch) {
			if (bytes) updates.push({ roomId: room.id, bytes, accountId });
			for (const client of clients) claims.push({ roomId: room.id, client, accountId });
			if (bytes || clients.length > 0) heads.set(room.id, room.head);
		}
		if (heads.size === 0) return new Map();
		for (let wait = firstRetry; ; wait = Math.min(2 * wait, lastRetry)) {
			while (this.#held) await new Promise<void>((resolve) => (this.#wake = resolve));
			const began = this.#ports.now();
			try {
				const closed = await this.#ports.store.append({ heads, updates, claims });
				this.#ports.meter.committed(this.#ports.now() - began, updates.length);
				return closed;
			} catch (error) {
				if (!passes(error)) throw error;
				this.#ports.meter.commitFailed();
				this.#ports.log.error({ err: error, rows: batch.length }, 'commit failed, trying again');
				await new Promise<void>((resolve) => this.#ports.after(wait, resolve));
			}
		}
	}
}
