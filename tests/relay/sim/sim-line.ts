import type { Line, Packet } from '#server/relay/ports.ts';
import type { Chance } from './chance.ts';
import type { Timeline } from './timeline.ts';

/** What the two ends of a line hear. */
export interface Ends {
	toClient(payload: Uint8Array): void;
	toServer(payload: Uint8Array): void;
	/** The line is gone for the client; with a code when the server said goodbye. */
	clientClosed(code: number | undefined): void;
	serverClosed(): void;
}

/**
 * A line as TCP makes it: in order, late by any amount, and cut at any byte. A frame that is cut in the middle never
 * arrives; those before it do, if there is still time.
 */
export class SimLine implements Line {
	open = true;
	buffered = 0;
	received = 0;
	/** Milliseconds a frame takes. */
	delay: number;
	/** A reader that takes in nothing for now. */
	stuck = false;
	readonly #timeline: Timeline;
	readonly #chance: Chance;
	readonly #ends: Ends;
	#down = 0;
	#up = 0;
	#clientOpen = true;
	#paused = false;
	readonly #held: (() => void)[] = [];
	readonly #stuckFrames: (() => void)[] = [];

	constructor(timeline: Timeline, chance: Chance, delay: number, ends: Ends) {
		this.#timeline = timeline;
		this.#chance = chance;
		this.delay = delay;
		this.#ends = ends;
	}

	/** Some time from now, and after what went before: what is due at the same time would be shuffled. */
	#late(after: number): number {
		return Math.max(after + 0.001, this.#timeline.now + this.#chance.next() * this.delay);
	}

	put(packet: Packet): void {
		for (const payload of packet.payloads) {
			// What is handed over is handed over: nobody may change it afterwards.
			const copy = payload.slice();
			this.buffered += copy.length;
			const deliver = () => {
				this.buffered -= copy.length;
				if (this.#clientOpen) this.#ends.toClient(copy);
			};
			this.#down = this.#late(this.#down);
			this.#timeline.after(this.#down - this.#timeline.now, () => {
				if (this.stuck) this.#stuckFrames.push(deliver);
				else deliver();
			});
		}
	}

	/** The reader takes in again. */
	unstick(): void {
		this.stuck = false;
		for (const deliver of this.#stuckFrames.splice(0)) deliver();
	}

	/** From the client. */
	sendUp(payload: Uint8Array): void {
		const copy = payload.slice();
		const deliver = () => {
			if (!this.open) return;
			if (this.#paused) this.#held.push(deliver);
			else {
				this.received += copy.length;
				this.#ends.toServer(copy);
			}
		};
		this.#up = this.#late(this.#up);
		this.#timeline.after(this.#up - this.#timeline.now, deliver);
	}

	ping(): void {
		this.#timeline.after(this.delay, () => {
			if (this.open && this.#clientOpen && !this.#paused) this.received += 2;
		});
	}

	pause(): void {
		this.#paused = true;
	}

	resume(): void {
		this.#paused = false;
		for (const deliver of this.#held.splice(0)) deliver();
	}

	dismiss(code: number): void {
		if (!this.open) return;
		this.open = false;
		// The goodbye comes after all that was said before.
		this.#down = this.#late(this.#down);
		this.#timeline.after(this.#down - this.#timeline.now, () => this.#gone(code));
		this.#timeline.after(0, () => this.#ends.serverClosed());
	}

	/** The line breaks: now for the server, sooner or later for the client. */
	cut(): void {
		if (this.open) {
			this.open = false;
			this.#timeline.after(this.#chance.next() * 50, () => this.#ends.serverClosed());
		}
		this.#timeline.after(this.#chance.next() * 50, () => this.#gone(undefined));
	}

	/** The client hangs up. */
	hangUp(): void {
		this.#clientOpen = false;
		this.#timeline.after(this.#chance.next() * 50, () => {
			if (!this.open) return;
			this.open = false;
			this.#ends.serverClosed();
		});
	}

	#gone(code: number | undefined): void {
		if (!this.#clientOpen) return;
		this.#clientOpen = false;
		this.#ends.clientClosed(code);
	}
}
