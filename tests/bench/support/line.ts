import { randomBytes } from 'node:crypto';
import net from 'node:net';

export interface LineOptions {
	readonly port: number;
	readonly path: string;
	readonly cookie?: string;
	readonly origin?: string;
}

export interface Ear {
	open?(): void;
	/** One message. The bytes are only lent: whoever keeps them copies them. */
	message(bytes: Buffer): void;
	/** The code of the server's close frame; 1006 without one. `status` is that of a refused handshake. */
	close?(code: number, status: number | undefined): void;
}

const opcode = { binary: 2, close: 8, ping: 9, pong: 10 } as const;
/** Node hands every read of every line over in this one, since each is dealt with before the next. */
const shared = Buffer.allocUnsafe(1 << 18);
const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/**
 * A websocket client with as little in it as will do (RFC 6455): a load generator must cost less than what it measures.
 * No extensions, no fragments, whole messages only.
 */
export class Line {
	readonly #socket: net.Socket;
	readonly #ear: Ear;
	#handshaken = false;
	#status: number | undefined;
	#code = 1006;
	/** What has come of a message that is not whole yet. */
	#pieces: Buffer[] = [];
	#pieceBytes = 0;
	/** How many bytes the pieces must have before looking again. */
	#wanted = 0;
	#paused = false;
	closed = false;

	constructor(options: LineOptions, ear: Ear) {
		this.#ear = ear;
		this.#socket = net.connect({
			port: options.port,
			host: '127.0.0.1',
			noDelay: true,
			onread: {
				buffer: shared,
				callback: (count, buffer) => {
					this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, count));
					return !this.#paused;
				},
			},
		});
		this.#socket.on('error', () => {});
		this.#socket.on('close', () => {
			this.closed = true;
			ear.close?.(this.#code, this.#status);
		});
		const headers = [
			`GET ${options.path} HTTP/1.1`,
			`Host: localhost:${options.port}`,
			'Connection: Upgrade',
			'Upgrade: websocket',
			'Sec-WebSocket-Version: 13',
			`Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
			...(options.cookie ? [`Cookie: ${options.cookie}`] : []),
			...(options.origin ? [`Origin: ${options.origin}`] : []),
		];
		this.#socket.write(`${headers.join('\r\n')}\r\n\r\n`);
	}

	/** Sends one message. False when the kernel takes no more for now. */
	send(payload: Uint8Array): boolean {
		return this.sendFramed(framed(payload));
	}

	/** Sends bytes that are websocket frames already. */
	sendFramed(frames: Uint8Array): boolean {
		return !this.closed && this.#socket.write(frames);
	}

	/** Whether more is waiting in this process than the kernel takes. */
	get full(): boolean {
		return this.#socket.writableNeedDrain;
	}

	/** Calls back once when what was sent has left this process. */
	onceDrained(run: () => void): void {
		this.#socket.once('drain', run);
	}

	/** Stops reading, as a client does that has gone to sleep. */
	pause(): void {
		this.#paused = true;
		this.#socket.pause();
	}

	resume(): void {
		this.#paused = false;
		this.#socket.resume();
	}

	close(): void {
		this.#control(opcode.close, Buffer.from([0x03, 0xe8]));
		this.#socket.end();
	}

	/** Cuts the line without a word. */
	cut(): void {
		this.#socket.destroy();
	}

	#control(code: number, payload: Uint8Array): void {
		this.sendFramed(framed(payload, code));
	}

	#read(bytes: Buffer): void {
		if (this.#pieceBytes > 0) {
			this.#keep(bytes);
			if (this.#pieceBytes < this.#wanted) return;
			bytes = Buffer.concat(this.#pieces);
			this.#pieces = [];
			this.#pieceBytes = 0;
		}
		let at = 0;
		if (!this.#handshaken) {
			const end = bytes.indexOf('\r\n\r\n');
			if (end < 0) return this.#keepRest(bytes, 0, bytes.length + 1);
			this.#status = Number(bytes.toString('latin1', 9, 12));
			if (this.#status !== 101) return void this.#socket.destroy();
			this.#handshaken = true;
			this.#ear.open?.();
			at = end + 4;
		}
		while (at < bytes.length) {
			const need = this.#message(bytes, at);
			if (at + need > bytes.length) return this.#keepRest(bytes, at, need);
			at += need;
		}
	}

	/** Deals with the message that begins at `at` if it is whole. Returns its length, or what is known of it. */
	#message(bytes: Buffer, at: number): number {
		const left = bytes.length - at;
		if (left < 2) return 2;
		const short = (bytes[at + 1] as number) & 0x7f;
		let head = 2;
		let length = short;
		if (short === 126) {
			head = 4;
			if (left < head) return head;
			length = bytes.readUInt16BE(at + 2);
		} else if (short === 127) {
			head = 10;
			if (left < head) return head;
			length = Number(bytes.readBigUInt64BE(at + 2));
		}
		const need = head + length;
		if (left < need) return need;
		const payload = bytes.subarray(at + head, at + need);
		switch ((bytes[at] as number) & 0x0f) {
			case opcode.binary:
				this.#ear.message(payload);
				break;
			case opcode.ping:
				this.#control(opcode.pong, Buffer.from(payload));
				break;
			case opcode.close:
				this.#code = length >= 2 ? payload.readUInt16BE(0) : 1005;
				this.#control(opcode.close, Buffer.from(payload.subarray(0, 2)));
				this.#socket.end();
				break;
		}
		return need;
	}

	#keepRest(bytes: Buffer, at: number, wanted: number): void {
		this.#wanted = wanted;
		this.#keep(bytes.subarray(at));
	}

	#keep(bytes: Buffer): void {
		this.#pieces.push(Buffer.from(bytes));
		this.#pieceBytes += bytes.length;
	}
}

/** A masked frame, as a client must send it. */
export function framed(payload: Uint8Array, code: number = opcode.binary): Buffer {
	const length = payload.length;
	const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
	const frame = Buffer.allocUnsafe(head + 4 + length);
	frame[0] = 0x80 | code;
	if (head === 2) frame[1] = 0x80 | length;
	else if (head === 4) {
		frame[1] = 0x80 | 126;
		frame.writeUInt16BE(length, 2);
	} else {
		frame[1] = 0x80 | 127;
		frame.writeBigUInt64BE(BigInt(length), 2);
	}
	mask.copy(frame, head);
	for (let i = 0; i < length; i++)
		frame[head + 4 + i] = (payload[i] as number) ^ (mask[i & 3] as number);
	return frame;
}
