import type { FrameRefusal } from '#domain/relay/protocol.ts';
import { closeCode } from '#domain/relay/protocol.ts';
import { ackFrame, keepAliveFrame, refusedFrame } from './frames.ts';
import type { Meter } from './metrics.ts';
import { Packet, type Line } from './ports.ts';
import type { Entry, Visitor } from './relay.ts';

/**
 * A reader this far behind (bytes, beyond the document it was given) is closed and comes back for what it missed; so is
 * one that long behind (ms).
 */
const tooFarBehind = 4 << 20;
const tooLongBehind = 10_000;
/** A reader this far behind is spared the cursors of others. */
const behind = 256 << 10;
/** What waits to be looked at (bytes) until the sender has to wait too, and until it may go on. */
const inboxFull = 512 << 10;
const inboxLow = 128 << 10;
/** What one socket may send: a burst (bytes), and what it earns (bytes a millisecond). An honest burst never meets it. */
const purse = 32 << 20;
const earned = 2_000;

/** One socket in one room: who it is, what it was told, and which of its frames are dealt with. */
export class Connection {
	readonly line: Line;
	readonly visitor: Visitor | null;
	entry: Entry;
	/** The client id it speaks for in awareness. */
	client: number | undefined;
	/** Whether it has been asked for all it has and has not answered yet. */
	asked = false;
	/** Whether it has been given the room, so that news concern it. */
	given = false;
	/** Whether it belongs to the audience of a crowded room (out.ts). */
	audience = false;
	/** When it is looked after next. */
	tickAt = 0;
	/** When it last wrote, or showed itself to the others. */
	lastWord = -Infinity;
	/** What it has sent and nobody has looked at. */
	#inbox: { bytes: Uint8Array; at: number }[] = [];
	#looked = 0;
	readonly #meter: Meter;
	#inboxBytes = 0;
	#paused = false;
	#purse = purse;
	#purseAt = 0;
	#numbered = 0;
	/** Frames not dealt with yet, lowest first, with the time of their arrival. Who only reads has none. */
	#waiting: Map<number, number> | undefined;
	/** Waiting frames whose content the next SyncStep2 brings again. */
	#gaps: number[] = [];
	#told = 0;
	#sentSinceTick = false;
	#answeredPing = true;
	#behindSince: number | undefined;
	/** The size of what it was given while that is on its way (bytes). */
	#given = 0;

	constructor(line: Line, visitor: Visitor | null, entry: Entry, meter: Meter) {
		this.line = line;
		this.visitor = visitor;
		this.entry = entry;
		this.#meter = meter;
	}

	get mayWrite(): boolean {
		return this.entry.access === 'write' && this.visitor !== null;
	}

	/** Takes in one frame; makes the sender wait when too much is waiting already. */
	receive(bytes: Uint8Array, now: number): void {
		this.#inbox.push({ bytes, at: now });
		this.#inboxBytes += bytes.length;
		this.#purse = Math.min(purse, this.#purse + (now - this.#purseAt) * earned) - bytes.length;
		this.#purseAt = now;
		if (!this.#paused && (this.#inboxBytes > inboxFull || this.#purse < 0)) {
			this.#paused = true;
			this.#meter.paused();
			this.line.pause();
		}
	}

	/** Whether something waits to be looked at. */
	get hasMail(): boolean {
		return this.#looked < this.#inbox.length;
	}

	/** The next frame to look at. */
	next(): { bytes: Uint8Array; at: number } | undefined {
		const frame = this.#inbox[this.#looked];
		if (!frame) return undefined;
		this.#inboxBytes -= frame.bytes.length;
		if (++this.#looked === this.#inbox.length || this.#looked === 1_024) {
			this.#inbox = this.#inbox.slice(this.#looked);
			this.#looked = 0;
		}
		return frame;
	}

	/** Lets a sender that had to wait go on, when there is room again. */
	listen(now: number): void {
		if (!this.#paused || this.#inboxBytes > inboxLow) return;
		if (this.#purse + (now - this.#purseAt) * earned < 0) return;
		this.#paused = false;
		this.line.resume();
	}

	/** Gives the frame just received its number. */
	number(at: number): number {
		(this.#waiting ??= new Map()).set(++this.#numbered, at);
		return this.#numbered;
	}

	/** The frame is in the log. A SyncStep2 (`answer`) brought along every earlier frame that came with a gap. */
	settle(n: number, answer: boolean, now: number): void {
		const at = this.#waiting?.get(n);
		if (at !== undefined) this.#meter.acknowledged(now - at);
		this.#waiting?.delete(n);
		if (!answer || this.#gaps.length === 0) return;
		for (const gap of this.#gaps) if (gap < n) this.#waiting?.delete(gap);
		this.#gaps = this.#gaps.filter((gap) => gap > n);
	}

	/** The frame came with a gap: it stays waiting for the SyncStep2 that fills it. */
	leaveOpen(n: number): void {
		this.#gaps.push(n);
	}

	/** The frame is not in the log and will not be. */
	refuse(n: number, code: FrameRefusal): void {
		this.#waiting?.delete(n);
		this.#meter.refused(code);
		this.send(refusedFrame(n, code));
	}

	/** Tells how many frames are dealt with, when that has grown. */
	acknowledge(): void {
		const first = this.#waiting?.keys().next();
		const done = !first || first.done ? this.#numbered : first.value - 1;
		if (done <= this.#told) return;
		this.#told = done;
		this.send(ackFrame(done));
	}

	send(payload: Uint8Array): void {
		this.sendPacket(new Packet([payload]));
	}

	sendPacket(packet: Packet): void {
		if (!this.line.open) return;
		const { buffered } = this.line;
		if (buffered <= behind) this.#given = 0;
		if (buffered > tooFarBehind + this.#given) {
			this.close(closeCode.tryAgain, 'too far behind');
			return;
		}
		this.#sentSinceTick = true;
		this.line.send(packet);
	}

	/** Gives the room's content, which may be larger than anybody may be behind. */
	give(packet: Packet): void {
		this.sendPacket(packet);
		const bytes = packet.payloads.reduce((sum, { length }) => sum + length, 0);
		this.#given = Math.max(this.#given, bytes);
		this.given = true;
	}

	/** So far behind that it is spared what may be missed. */
	get isBehind(): boolean {
		return this.line.buffered > behind;
	}

	/** Sends what may be missed. */
	sendLightly(packet: Packet): void {
		if (!this.isBehind) this.sendPacket(packet);
	}

	/** The peer has answered a ping. */
	alive(): void {
		this.#answeredPing = true;
	}

	/**
	 * Every 15 s: a stock client gives up after 30 s of silence, and a peer that answers no ping is gone.
	 */
	tick(now: number): void {
		if (!this.#answeredPing && !this.#paused) {
			this.line.cut();
			return;
		}
		this.listen(now);
		if (this.line.buffered <= behind) this.#behindSince = undefined;
		else if (now - (this.#behindSince ??= now) > tooLongBehind) {
			this.close(closeCode.tryAgain, 'too long behind');
			return;
		}
		this.#answeredPing = false;
		this.line.ping();
		if (!this.#sentSinceTick) this.send(keepAliveFrame);
		this.#sentSinceTick = false;
	}

	close(code: number, reason: string): void {
		if (!this.line.open) return;
		this.#meter.closed(code);
		this.line.close(code, reason);
	}
}
