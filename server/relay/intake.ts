import type { Connection } from './connection.ts';
import type { Ports } from './ports.ts';

/** How long one turn of the loop listens, and to one socket in a row (ms); and how many frames are one change at most. */
const turn = 10;
const slice = 3;
const framesInARow = 256;
/** A process less busy than this (0 to 1) does not wait for what else may have arrived. */
const idle = 0.5;

/**
 * Listens to all sockets in turn, so that one that sends a hundred thousand edits does not silence the others: it is only
 * read from more slowly (its inbox fills, and its socket is paused).
 */
export class Intake {
	readonly #ports: Ports;
	/** Whether nothing more can be taken in for now. */
	readonly #full: () => boolean;
	#line: Connection[] = [];
	readonly #inLine = new Set<Connection>();
	#scheduled = false;

	constructor(ports: Ports, full: () => boolean) {
		this.#ports = ports;
		this.#full = full;
	}

	/** There is something in the socket's inbox, or the room has begun to listen. */
	wake(connection: Connection): void {
		if (!connection.hasMail || this.#inLine.has(connection)) return;
		this.#inLine.add(connection);
		this.#line.push(connection);
		this.#schedule();
	}

	#schedule(more = false): void {
		if (this.#scheduled) return;
		this.#scheduled = true;
		// While there is time, what one socket brought is heard at once; in a busy process all that have arrived are heard
		// together.
		const listen = () => this.#listen();
		if (more || this.#ports.load() > idle) this.#ports.soon(listen);
		else this.#ports.next(listen);
	}

	#listen(): void {
		try {
			this.#hear();
		} finally {
			this.#scheduled = false;
			if (this.#line.length > 0) this.#schedule(true);
		}
	}

	#hear(): void {
		const end = this.#ports.now() + turn;
		const line = this.#line;
		this.#line = [];
		for (const [i, connection] of line.entries()) {
			const now = this.#ports.now();
			if (now > end) {
				this.#line = [...line.slice(i), ...this.#line];
				break;
			}
			this.#inLine.delete(connection);
			const { room } = connection;
			// Woken again when the room listens, or when there is room.
			if (!room?.listens || this.#full()) continue;
			if (!connection.line.open) continue;
			room.receive(connection, framesInARow, now + slice);
			connection.listen(now);
			this.wake(connection);
		}
	}
}
