import type { FrameRefusal } from '#domain/relay/protocol.ts';
import { closeCode } from '#domain/relay/protocol.ts';
import { ackFrame, keepAliveFrame, refusedFrame } from './frames.ts';
import type { Meter } from './metrics.ts';
import { Packet, type Line } from './ports.ts';
import type { Entry, Visitor } from './relay.ts';

/** What a socket is in. */
export interface Place {
	/** Whether what sockets say is taken in now. */
	readonly listens: boolean;
	/** Takes up to `most` frames from the inbox, and stops at `until` (ms) when there are more. */
	receive(connection: Connection, most: number, until: number): void;
	leave(connection: Connection): void;
}

/** Who has been let in, and into what. */
export interface Guest {
	readonly kind: string;
	readonly id: string;
	readonly cookie: string;
	readonly visitor: Visitor | null;
	readonly entry: Entry;
	/** The generation of rights it was judged in. */
	readonly generation: number;
}

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

/** What a frame takes while it waits, beside its bytes. */
const frameWeight = 128;
/** Who leaves more frames open than this never sends what they build on. */
const mostGaps = 10_000;

/** Where nothing waits: most sockets most of the time, of which there may be thousands. */
const none: never[] = Object.freeze([]) as never;

/** One socket in one room: who it is, what it was told, and which of its frames are dealt with. */
export class Connection {
	readonly line: Line;
	readonly kind: string;
	readonly id: string;
	readonly cookie: string;
	readonly visitor: Visitor | null;
	entry: Entry;
	/** The room it is in; none when it has left. */
	room: Place | undefined;
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
	/** When it last wrote, or showed itself to the others, to the millisecond. */
	lastWord = -1e9;
	/** What it has sent and nobody has looked at. */
	#inbox: { bytes: Uint8Array; at: number }[] = none;
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
	#gaps: number[] = none;
	#told = 0;
	#sentSinceTick = false;
	/** What had been received (bytes) when it was last pinged; less than that, before. */
	#heardBefore = -1;
	#behindSince: number | undefined;
	/** The size of what it was given while that is on its way (bytes). */
	#given = 0;

	constructor(line: Line, guest: Guest, meter: Meter) {
		this.line = line;
		this.kind = guest.kind;
		this.id = guest.id;
		this.cookie = guest.cookie;
		this.visitor = guest.visitor;
		this.entry = guest.entry;
		this.#meter = meter;
	}

	get mayWrite(): boolean {
		return this.entry.access === 'write' && this.visitor !== null;
	}

	/** Takes in one frame; makes the sender wait when too much is waiting already. */
	receive(bytes: Uint8Array, now: number): void {
		if (this.#inbox === none) this.#inbox = [];
		this.#inbox.push({ bytes, at: now });
		this.#inboxBytes += bytes.length + frameWeight;
		this.#spend(bytes.length + frameWeight, now);
		if (!this.#paused && (this.#inboxBytes > inboxFull || this.#purse < 0)) {
			this.#paused = true;
			this.#meter.paused();
			this.line.pause();
		}
	}

	#spend(bytes: number, now: number): void {
		this.#purse = Math.min(purse, this.#purse + (now - this.#purseAt) * earned) - bytes;
		// To the millisecond, as the other times are: a number with a fraction takes memory of its own.
		this.#purseAt = Math.trunc(now);
	}

	/** Whether something waits to be looked at. */
	get hasMail(): boolean {
		return this.#looked < this.#inbox.length;
	}

	/** The next frame to look at. */
	next(): { bytes: Uint8Array; at: number } | undefined {
		const frame = this.#inbox[this.#looked];
		if (!frame) return undefined;
		this.#inboxBytes -= frame.bytes.length + frameWeight;
		if (++this.#looked === this.#inbox.length || this.#looked === 1_024) {
			this.#inbox = this.hasMail ? this.#inbox.slice(this.#looked) : none;
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
		this.#dealtWith(n);
		if (!answer || this.#gaps.length === 0) return;
		for (const gap of this.#gaps) if (gap < n) this.#dealtWith(gap);
		this.#gaps = this.#gaps.filter((gap) => gap > n);
	}

	#dealtWith(n: number): void {
		this.#waiting?.delete(n);
		if (this.#waiting?.size === 0) this.#waiting = undefined;
	}

	/** The frame came with a gap: it stays waiting for the SyncStep2 that fills it. Closes when there are too many. */
	leaveOpen(n: number): void {
		if (this.#gaps === none) this.#gaps = [];
		this.#gaps.push(n);
		if (this.#gaps.length > mostGaps) this.close(closeCode.badFrame, 'too many gaps');
	}

	/** The frame is not in the log and will not be. */
	refuse(n: number, code: FrameRefusal): void {
		this.#dealtWith(n);
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
		this.line.put(packet);
	}

	/**
	 * Gives the room's content, which may be larger than anybody may be behind. Who asks for it again and again pays for it
	 * like for what they send, and is closed when they cannot.
	 */
	give(packet: Packet, now: number): void {
		const bytes = packet.payloads.reduce((sum, { length }) => sum + length, 0);
		if (this.given) {
			this.#spend(bytes, now);
			if (this.#purse < 0) {
				this.close(closeCode.tryAgain, 'asks too often');
				return;
			}
		}
		this.sendPacket(packet);
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

	/**
	 * Every 15 s: a stock client gives up after 30 s of silence, and a peer of whom nothing was heard since the last ping,
	 * not even its answer, is gone.
	 */
	tick(now: number): void {
		const heard = this.line.received;
		if (heard === this.#heardBefore && !this.#paused) {
			this.line.cut();
			return;
		}
		this.listen(now);
		if (this.line.buffered <= behind) this.#behindSince = undefined;
		else if (now - (this.#behindSince ??= now) > tooLongBehind) {
			this.close(closeCode.tryAgain, 'too long behind');
			return;
		}
		this.#heardBefore = heard;
		this.line.ping();
		if (!this.#sentSinceTick) this.send(keepAliveFrame);
		this.#sentSinceTick = false;
	}

	close(code: number, reason: string): void {
		if (!this.line.open) return;
		this.#meter.closed(code);
		this.line.dismiss(code, reason);
	}
}
