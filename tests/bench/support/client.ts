import * as encoding from 'lib0/encoding';
import { message, syncStep } from '#domain/relay/protocol.ts';
import { Line, framed } from './line.ts';

/** How a server wants to be spoken to. */
export interface Address {
	readonly port: number;
	/** `plain` is y-websocket's protocol; Hocuspocus puts the room's name before each message and wants a token first. */
	readonly dialect: 'plain' | 'hocuspocus';
	/** The path of a plain room begins with this. */
	readonly prefix: string;
}

export interface Hears {
	/** What the client has beyond a state vector, when the server asks for it. Nothing when not given. */
	asked?(stateVector: Buffer): Uint8Array;
	/** The content of a sync message: an answer to what was asked (SyncStep2) or an update. The bytes are only lent. */
	content?(update: Buffer, answer: boolean): void;
	/** The server says that the first `n` content messages of this client are dealt with. */
	acknowledged?(n: number): void;
	/** News of where somebody is. The bytes are only lent. */
	awareness?(update: Buffer): void;
	refused?(n: number, code: string): void;
	closed?(code: number, status: number | undefined): void;
}

/** Hocuspocus: a sync message that asks for no answer, and its word that a message was applied. */
const syncReply = 4;
const syncStatus = 8;
const nothing = new Uint8Array([0, 0]);
/** The state vector of somebody who has nothing. */
const blank = new Uint8Array([0]);

/**
 * Somebody in a room, by bytes. Asks for everything on arrival, as stock clients do, answers the server's question,
 * and counts the content messages it sends as acknowledgements count them.
 */
export class Client {
	readonly line: Line;
	/** Content messages sent on this line. */
	sent = 0;
	acknowledged = 0;
	closedWith: number | undefined;
	readonly #room: Uint8Array;
	readonly #hears: Hears;
	#synced!: () => void;
	#failed!: (error: Error) => void;
	/** Resolves with the first answer to what was asked; rejects when the line closes before. */
	readonly synced = new Promise<void>((resolve, reject) => {
		this.#synced = resolve;
		this.#failed = reject;
	});

	constructor(
		address: Address,
		room: string,
		cookie: string | undefined,
		hears: Hears = {},
		has: Uint8Array = blank,
	) {
		this.#hears = hears;
		const hocuspocus = address.dialect === 'hocuspocus';
		this.#room = hocuspocus
			? encoding.encode((encoder) => encoding.writeVarString(encoder, room))
			: new Uint8Array();
		this.synced.catch(() => {});
		this.line = new Line(
			{
				port: address.port,
				path: `${address.prefix}${hocuspocus ? '' : room}`,
				cookie,
			},
			{
				open: () => {
					if (hocuspocus) {
						this.#send((encoder) => {
							encoding.writeVarUint(encoder, message.auth);
							encoding.writeVarUint(encoder, 0);
							encoding.writeVarString(encoder, 'anybody');
						});
					}
					this.ask(has);
				},
				message: (bytes) => this.#hear(bytes),
				close: (code, status) => {
					this.closedWith = code;
					this.#failed(new Error(`closed with ${code}, status ${status}`));
					hears.closed?.(code, status);
				},
			},
		);
	}

	/** Asks for what the room has beyond a state vector. */
	ask(stateVector: Uint8Array): void {
		this.line.sendFramed(framed(this.#sync(syncStep.one, stateVector)));
	}

	/** A content message as it goes on the wire, to be sent with `sendContent`. */
	content(update: Uint8Array, step: number = syncStep.update): Buffer {
		return framed(this.#sync(step, update));
	}

	/** A message saying where one is (JSON), as it goes on the wire. */
	awareness(client: number, clock: number, state: string): Buffer {
		const encoder = encoding.createEncoder();
		encoding.writeUint8Array(encoder, this.#room);
		encoding.writeVarUint(encoder, message.awareness);
		encoding.writeVarUint8Array(
			encoder,
			encoding.encode((entry) => {
				encoding.writeVarUint(entry, 1);
				encoding.writeVarUint(entry, client);
				encoding.writeVarUint(entry, clock);
				encoding.writeVarString(entry, state);
			}),
		);
		return framed(encoding.toUint8Array(encoder));
	}

	/** Sends content messages that are frames already. */
	sendContent(frames: Uint8Array, count = 1): boolean {
		this.sent += count;
		return this.line.sendFramed(frames);
	}

	close(): void {
		this.line.close();
	}

	#send(write: (encoder: encoding.Encoder) => void): void {
		const encoder = encoding.createEncoder();
		encoding.writeUint8Array(encoder, this.#room);
		write(encoder);
		this.line.send(encoding.toUint8Array(encoder));
	}

	#sync(step: number, payload: Uint8Array): Uint8Array {
		const encoder = encoding.createEncoder();
		encoding.writeUint8Array(encoder, this.#room);
		encoding.writeVarUint(encoder, message.sync);
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, payload);
		return encoding.toUint8Array(encoder);
	}

	#hear(bytes: Buffer): void {
		const start = this.#room.length;
		const kind = bytes[start];
		if (kind === message.sync || kind === syncReply) {
			const step = bytes[start + 1];
			const [length, at] = varUint(bytes, start + 2);
			const payload = bytes.subarray(at, at + length);
			if (step === syncStep.one) {
				const answer = this.#hears.asked?.(payload) ?? nothing;
				this.sendContent(this.content(answer, syncStep.two));
				return;
			}
			this.#hears.content?.(payload, step === syncStep.two);
			if (step === syncStep.two) this.#synced();
		} else if (kind === message.awareness) {
			const [length, at] = varUint(bytes, start + 1);
			this.#hears.awareness?.(bytes.subarray(at, at + length));
		} else if (kind === message.ack) {
			[this.acknowledged] = varUint(bytes, start + 1);
			this.#hears.acknowledged?.(this.acknowledged);
		} else if (kind === syncStatus) this.#hears.acknowledged?.(++this.acknowledged);
		else if (kind === message.refused) {
			const [n, at] = varUint(bytes, start + 1);
			const [length, from] = varUint(bytes, at);
			this.#hears.refused?.(n, bytes.toString('utf8', from, from + length));
		}
	}
}

/** Reads lib0's variable-length number. Returns it with where it ends. */
export function varUint(bytes: Uint8Array, at: number): [value: number, next: number] {
	let value = 0;
	let factor = 1;
	for (;;) {
		const byte = bytes[at++] as number;
		value += (byte & 0x7f) * factor;
		if (byte < 0x80) return [value, at];
		factor *= 128;
	}
}
