import type { Ports } from './ports.ts';
import type { Room } from './room.ts';

/** A hot room is compacted when its tail has grown to this. Nobody waits for a hot room's log, so it may be long. */
const hotRows = 2_000;
const hotBytes = 1 << 20;
/** A room that is left is compacted for whoever comes next. */
const restRows = 20;
const restBytes = 32 << 10;

/** Compacts rooms, one at a time. */
export class Compactor {
	readonly #ports: Ports;
	readonly #line = new Map<Room, (() => void)[]>();
	/** Rooms whose log and live state were not the same: left alone, with all their rows, until somebody has looked. */
	readonly #unequal = new Set<string>();
	#running: Promise<void> | undefined;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Compacts the room soon if its tail has grown; resolves when that is done or not needed. */
	offer(room: Room): Promise<void> {
		const { rows, bytes, snapshotBytes } = room.tail;
		const left = room.state === 'draining';
		const grown =
			room.state === 'hot'
				? rows > hotRows || (bytes > hotBytes && bytes > snapshotBytes / 2)
				: rows > (left ? 0 : restRows) && (rows > restRows || bytes > restBytes);
		if (!grown || this.#unequal.has(room.id)) return Promise.resolve();
		return new Promise((resolve) => {
			const waiting = this.#line.get(room);
			if (waiting) waiting.push(resolve);
			else this.#line.set(room, [resolve]);
			this.#running ??= this.#run();
		});
	}

	/** Resolves when nothing is being compacted. */
	async idle(): Promise<void> {
		while (this.#running) await this.#running;
	}

	async #run(): Promise<void> {
		for (const [room, waiting] of this.#line) {
			try {
				await this.#compact(room);
			} catch (error) {
				this.#ports.meter.compacted('failed');
				this.#ports.log.error({ err: error, room: room.id }, 'compaction');
			}
			this.#line.delete(room);
			for (const resolve of waiting) resolve();
		}
		this.#running = undefined;
	}

	async #compact(room: Room): Promise<void> {
		const exact = await room.still();
		if (!exact || exact.upto === room.tail.upto) return;
		const stored = await this.#ports.store.load(room.id);
		if (!stored) return;
		const { snapshot, tail } = stored;
		const made = await this.#ports.compact({
			snapshot: snapshot?.bytes ?? null,
			tail: tail.filter(({ seq }) => seq <= exact.upto),
			live: exact.live,
		});
		if (made.bad.length > 0) {
			this.#ports.meter.quarantined(made.bad.length);
			this.#ports.log.error({ room: room.id, rows: made.bad }, 'rows of the log do not decode');
			await this.#ports.store.quarantine(room.id, made.bad);
		}
		if (!made.equal) {
			this.#unequal.add(room.id);
			this.#ports.meter.compacted('unequal');
			this.#ports.log.error(
				{ room: room.id, upto: exact.upto },
				'the log is not what the room shows: not compacted, nothing deleted',
			);
			return;
		}
		await this.#ports.store.compact(room.id, exact.upto, made.bytes);
		room.compacted(exact.upto, exact.tailBytes, made.bytes.length);
		this.#ports.meter.compacted('done');
	}
}
