import type { WebSocket } from 'ws';
import type { FrameRefusal } from '#domain/relay/protocol.ts';
import { closeCode } from '#domain/relay/protocol.ts';
import { ackFrame, keepAliveFrame, refusedFrame } from './frames.ts';
import type { Entry, Visitor } from './relay.ts';

/** A reader this far behind (bytes) is closed and comes back for what it missed. */
const tooFarBehind = 8 << 20;
/** A reader this far behind is spared the cursors of others. */
const behind = 256 << 10;

/** One socket in one room: who it is, what it was told, and which of its frames are dealt with. */
export class Connection {
	readonly socket: WebSocket;
	readonly visitor: Visitor | null;
	/** Kept to ask again whether its session still stands. */
	readonly cookie: string;
	entry: Entry;
	/** The client id it speaks for in awareness. */
	client: number | undefined;
	/** Whether it has been asked for all it has and has not answered yet. */
	asked = false;
	#numbered = 0;
	/** Frames not dealt with yet, lowest first. */
	readonly #waiting = new Set<number>();
	/** Waiting frames whose content the next SyncStep2 brings again. */
	#gaps: number[] = [];
	#told = 0;
	#sentSinceTick = false;
	#answeredPing = true;

	constructor(socket: WebSocket, visitor: Visitor | null, cookie: string, entry: Entry) {
		this.socket = socket;
		this.visitor = visitor;
		this.cookie = cookie;
		this.entry = entry;
		socket.on('pong', () => {
			this.#answeredPing = true;
		});
	}

	get mayWrite(): boolean {
		return this.entry.access === 'write' && this.visitor !== null;
	}

	/** Gives the frame just received its number. */
	number(): number {
		this.#waiting.add(++this.#numbered);
		return this.#numbered;
	}

	/** The frame is in the log. A SyncStep2 (`answer`) brought along every earlier frame that came with a gap. */
	settle(n: number, answer: boolean): void {
		this.#waiting.delete(n);
		if (!answer) return;
		for (const gap of this.#gaps) if (gap < n) this.#waiting.delete(gap);
		this.#gaps = this.#gaps.filter((gap) => gap > n);
	}

	/** The frame came with a gap: it stays waiting for the SyncStep2 that fills it. */
	leaveOpen(n: number): void {
		this.#gaps.push(n);
	}

	/** The frame is not in the log and will not be. */
	refuse(n: number, code: FrameRefusal): void {
		this.#waiting.delete(n);
		this.send(refusedFrame(n, code));
	}

	/** Tells how many frames are dealt with, when that has grown. */
	acknowledge(): void {
		const [first] = this.#waiting;
		const done = first === undefined ? this.#numbered : first - 1;
		if (done <= this.#told) return;
		this.#told = done;
		this.send(ackFrame(done));
	}

	send(frame: Uint8Array): void {
		if (this.socket.readyState !== this.socket.OPEN) return;
		if (this.socket.bufferedAmount > tooFarBehind) {
			this.close(closeCode.tryAgain, 'too far behind');
			return;
		}
		this.#sentSinceTick = true;
		this.socket.send(frame);
	}

	/** Sends what may be missed. */
	sendLightly(frame: Uint8Array): void {
		if (this.socket.bufferedAmount <= behind) this.send(frame);
	}

	/**
	 * Every 15 s at most: a stock client gives up after 30 s of silence, and a peer that answers no ping is gone.
	 */
	tick(): void {
		if (!this.#answeredPing) {
			this.socket.terminate();
			return;
		}
		this.#answeredPing = false;
		this.socket.ping();
		if (!this.#sentSinceTick) this.send(keepAliveFrame);
		this.#sentSinceTick = false;
	}

	/** Closes with a code; a peer that does not answer is cut off soon after. */
	close(code: number, reason: string): void {
		if (this.socket.readyState === this.socket.CLOSED) return;
		this.socket.close(code, reason);
		setTimeout(() => this.socket.terminate(), 800).unref();
	}
}
