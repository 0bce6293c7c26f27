import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { message, syncStep } from '#domain/relay/protocol.ts';
import { until, type Hall, type Person } from './hall.ts';

/** A client that says what it is told to, and writes down what it hears. */
export class Raw {
	readonly socket: WebSocket;
	/** What the server has sent, as a stock client would apply it. */
	readonly doc = new Y.Doc();
	acknowledged = 0;
	readonly refusals: [n: number, code: string][] = [];
	/** How often the server asked for everything. */
	asked = 0;
	updates = 0;
	readonly awareness = new Map<number, { clock: number; state: Record<string, unknown> | null }>();
	closed: number | undefined;
	welcome: unknown;

	constructor(h: Hall, room: string, person: Person | null, origin: string | null = h.base) {
		this.socket = new WebSocket(`${h.base.replace('http', 'ws')}/sync/${room}`, {
			headers: { ...(origin && { origin }), ...(person && { cookie: person.cookie }) },
		});
		this.socket.on('message', (data: Buffer) => this.#hear(data));
		this.socket.on('close', (code) => (this.closed = code));
		this.socket.on('error', () => {});
	}

	/** The status with which the handshake is refused. */
	refusedWith(): Promise<number | undefined> {
		return new Promise((resolve) =>
			this.socket.on('unexpected-response', (_request, response) => resolve(response.statusCode)),
		);
	}

	async open(): Promise<this> {
		await until(() => this.socket.readyState === this.socket.OPEN, 'the socket opens');
		return this;
	}

	/** Opens, asks for everything, and waits for it. */
	async join(): Promise<this> {
		await this.open();
		this.sync(syncStep.one, Y.encodeStateVector(this.doc));
		await until(() => this.#answered, 'the server answers');
		return this;
	}
	#answered = false;

	send(...numbers: number[]): void {
		this.socket.send(new Uint8Array(numbers));
	}

	sync(step: number, payload: Uint8Array): void {
		this.socket.send(
			encoding.encode((encoder) => {
				encoding.writeVarUint(encoder, message.sync);
				encoding.writeVarUint(encoder, step);
				encoding.writeVarUint8Array(encoder, payload);
			}),
		);
	}

	update(payload: Uint8Array): void {
		this.sync(syncStep.update, payload);
	}

	aware(client: number, clock: number, state: unknown): void {
		this.socket.send(
			encoding.encode((encoder) => {
				encoding.writeVarUint(encoder, message.awareness);
				encoding.writeVarUint8Array(
					encoder,
					encoding.encode((inner) => {
						encoding.writeVarUint(inner, 1);
						encoding.writeVarUint(inner, client);
						encoding.writeVarUint(inner, clock);
						encoding.writeVarString(inner, JSON.stringify(state));
					}),
				);
			}),
		);
	}

	#hear(data: Buffer): void {
		const decoder = decoding.createDecoder(data);
		switch (decoding.readVarUint(decoder)) {
			case message.sync: {
				const step = decoding.readVarUint(decoder);
				const payload = decoding.readVarUint8Array(decoder);
				if (step === syncStep.one) this.asked++;
				else Y.applyUpdate(this.doc, payload, 'server');
				if (step === syncStep.two) this.#answered = true;
				if (step === syncStep.update) this.updates++;
				break;
			}
			case message.awareness: {
				const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
				for (let left = decoding.readVarUint(inner); left > 0; left--) {
					const client = decoding.readVarUint(inner);
					const clock = decoding.readVarUint(inner);
					const state = JSON.parse(decoding.readVarString(inner)) as Record<string, unknown> | null;
					this.awareness.set(client, { clock, state });
				}
				break;
			}
			case message.auth:
				decoding.readVarUint(decoder);
				this.welcome = JSON.parse(decoding.readVarString(decoder)) as unknown;
				break;
			case message.ack:
				this.acknowledged = decoding.readVarUint(decoder);
				break;
			case message.refused:
				this.refusals.push([decoding.readVarUint(decoder), decoding.readVarString(decoder)]);
				break;
		}
	}
}

/** An update that writes `text` into the root `note`, under a client id of choice. */
export function writing(text: string, client?: number): Uint8Array {
	const doc = new Y.Doc();
	if (client !== undefined) doc.clientID = client;
	doc.getText('note').insert(0, text);
	return Y.encodeStateAsUpdate(doc);
}
