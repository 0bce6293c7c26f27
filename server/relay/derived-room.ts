import * as Y from 'yjs';
import type { Json } from '#domain/kernel/canonical.ts';
import { closeCode, newestKey, topicKey } from '#domain/relay/protocol.ts';
import type { Connection } from './connection.ts';
import { readFrame, stepTwoFrame } from './frames.ts';
import { Out } from './out.ts';
import { Packet, type Ports } from './ports.ts';
import type { Roots } from './relay.ts';

/**
 * A room that shows the record: written by the server only and kept nowhere. What clients send into it is counted as
 * received and dropped, since a stock client sends back what it got from a server before this one.
 */
export class DerivedRoom {
	readonly connections = new Set<Connection>();
	readonly #roots: Roots;
	readonly #ports: Ports;
	readonly #doc = new Y.Doc();
	readonly #out: Out;
	#filled = false;
	#lastUse: number;
	#encoded: Uint8Array | undefined;

	constructor(roots: Roots, ports: Ports) {
		this.#roots = roots;
		this.#ports = ports;
		this.#lastUse = ports.now();
		this.#doc.clientID = ports.chance();
		this.#out = new Out(this.connections, ports);
		this.#doc.on('update', (update: Uint8Array) => {
			this.#encoded = undefined;
			this.#out.push(update, null);
		});
	}

	/** Every topic has been written: what people say is answered from now on. */
	filled(): void {
		this.#filled = true;
	}

	get state(): 'loading' | 'derived' {
		return this.#filled ? 'derived' : 'loading';
	}

	get listens(): boolean {
		return this.#filled;
	}

	join(connection: Connection): void {
		this.connections.add(connection);
		this.#out.joined(connection);
	}

	leave(connection: Connection): void {
		this.connections.delete(connection);
		this.#lastUse = this.#ports.now();
	}

	receive(connection: Connection, most: number): void {
		let asked: Uint8Array | undefined;
		try {
			for (let i = 0; i < most && connection.line.open; i++) {
				const next = connection.next();
				if (!next) break;
				const frame = readFrame(next.bytes);
				if (frame.is === 'step_one') asked = frame.stateVector;
				else if (frame.is === 'content')
					connection.settle(connection.number(next.at), frame.answer, this.#ports.now());
			}
			// Who asks twice in a breath is answered once.
			if (asked) connection.give(new Packet([stepTwoFrame(this.#since(asked))]), this.#ports.now());
		} catch {
			connection.close(closeCode.badFrame, 'bad frame');
		}
		connection.acknowledge();
	}

	#since(vector: Uint8Array): Uint8Array {
		if (vector.length > 1) return Y.encodeStateAsUpdate(this.#doc, vector);
		return (this.#encoded ??= Y.encodeStateAsUpdate(this.#doc));
	}

	/**
	 * Sets a topic to a value at a version. Earlier versions are deleted here; a client may still hold some from a server
	 * before this one, and reads the highest.
	 */
	write(topic: string, version: number, value: Json): void {
		if (!Object.hasOwn(this.#roots, topic)) throw new Error(`no topic ${topic}`);
		const map = this.#doc.getMap<Json>(topic);
		const key = topicKey(version);
		const newest = newestKey(map.keys());
		if (newest !== undefined && newest > key) return;
		if (newest === key && JSON.stringify(map.get(key)) === JSON.stringify(value)) return;
		this.#doc.transact(() => {
			map.set(key, value);
			for (const old of [...map.keys()]) if (old < key) map.delete(old);
		});
	}

	rest(lingerMs: number): boolean {
		return this.connections.size === 0 && this.#ports.now() - this.#lastUse >= lingerMs;
	}

	giveUp(code: number, reason: string): void {
		for (const connection of this.connections) connection.close(code, reason);
	}

	unload(): void {
		this.#out.stop();
		this.#doc.destroy();
	}
}
