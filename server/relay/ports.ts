import type { Log } from '../platform/log.ts';
import type { Meter } from './metrics.ts';
import type { RelayStore } from './store.ts';

/**
 * Everything the relay's core has from outside: time, chance, the network, the store. The core itself is step functions
 * over these, so that a simulation can play any history of them (tests/relay/sim).
 */
export interface Ports {
	/** Milliseconds that never go back. */
	now(): number;
	/** Runs in the next turn, after what has already arrived. */
	soon(run: () => void): void;
	/** Runs when the step that is being taken is done, before anything else arrives. */
	next(run: () => void): void;
	/** Runs after so many milliseconds; the answer takes it back. */
	after(ms: number, run: () => void): () => void;
	/** A number for a Yjs client id of the server's own: 0 to 2^32 - 1. */
	chance(): number;
	/** How busy the process has been of late, 0 to 1. */
	load(): number;
	readonly store: RelayStore;
	readonly compact: Compact;
	readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
	readonly meter: Meter;
}

/** Makes one update of a snapshot and the rows after it, and tells whether it holds what the live room holds. */
export type Compact = (work: CompactWork) => Promise<Compacted>;

export interface CompactWork {
	readonly snapshot: Uint8Array | null;
	readonly tail: readonly { readonly seq: number; readonly bytes: Uint8Array }[];
	/** The whole live room at the same sequence, as one update. */
	readonly live: Uint8Array;
}

export interface Compacted {
	readonly bytes: Uint8Array;
	/** Whether live room, log and the result read back are the same by content hash. */
	readonly equal: boolean;
	readonly bad: readonly { readonly seq: number; readonly reason: string }[];
}

/** One or more messages to go out in one piece, framed once for all the lines they go out on. */
export class Packet {
	readonly payloads: readonly Uint8Array[];
	#framed: Buffer | undefined;

	constructor(payloads: readonly Uint8Array[]) {
		this.payloads = payloads;
	}

	/** As WebSocket frames of a server (RFC 6455 §5.2): binary, final, unmasked. */
	get framed(): Buffer {
		return (this.#framed ??= framed(this.payloads));
	}
}

const headerLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

function framed(payloads: readonly Uint8Array[]): Buffer {
	let size = 0;
	for (const { length } of payloads) size += headerLength(length) + length;
	const bytes = Buffer.allocUnsafe(size);
	let at = 0;
	for (const payload of payloads) {
		const { length } = payload;
		bytes[at] = 0x82;
		bytes[at + 1] = length < 126 ? length : length < 65_536 ? 126 : 127;
		if (length >= 65_536) bytes.writeBigUInt64BE(BigInt(length), at + 2);
		else if (length >= 126) bytes.writeUInt16BE(length, at + 2);
		at += headerLength(length);
		bytes.set(payload, at);
		at += length;
	}
	return bytes;
}

/** One socket as the core sees it. */
export interface Line {
	readonly open: boolean;
	/** Bytes handed over and not yet gone out; 0 may stand for so few that they are not worth a look. */
	readonly buffered: number;
	/** Bytes that have come from the peer, answers to pings with them. */
	readonly received: number;
	put(packet: Packet): void;
	ping(): void;
	/** Stops and resumes listening, so that the sender waits. */
	pause(): void;
	resume(): void;
	/** Says why and closes; a peer that doesn't answer is cut off soon after. */
	dismiss(code: number, reason: string): void;
	cut(): void;
}
