import * as Y from 'yjs';
import type { Json } from '#domain/kernel/canonical.ts';
import { closeCode, newestKey, topicKey } from '#domain/relay/protocol.ts';
import type { Connection } from './connection.ts';
import { readFrame, stepTwoFrame, updateFrame } from './frames.ts';
import type { Roots } from './relay.ts';

/**
 * A room that shows the record: written by the server only and kept nowhere. What clients send into it is counted as
 * received and dropped, since a stock client sends back what it got from a server before this one.
 */
export class DerivedRoom {
	readonly connections = new Set<Connection>();
	readonly #roots: Roots;
	readonly #doc = new Y.Doc();
	#lastUse: number;

	constructor(roots: Roots, now: number) {
		this.#roots = roots;
		this.#lastUse = now;
		this.#doc.on('update', (update: Uint8Array) => {
			const frame = updateFrame(update);
			for (const connection of this.connections) connection.send(frame);
		});
	}

	join(connection: Connection): void {
		this.connections.add(connection);
	}

	leave(connection: Connection, now: number): void {
		this.connections.delete(connection);
		this.#lastUse = now;
	}

	receive(connection: Connection, bytes: Uint8Array): void {
		try {
			const frame = readFrame(bytes);
			if (frame.is === 'step_one') connection.send(stepTwoFrame(this.#doc, frame.stateVector));
			else if (frame.is === 'content') {
				connection.settle(connection.number(), frame.answer);
				connection.acknowledge();
			}
		} catch {
			connection.close(closeCode.badFrame, 'bad frame');
		}
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

	rest(now: number, lingerMs: number): boolean {
		return this.connections.size === 0 && now - this.#lastUse >= lingerMs;
	}

	giveUp(code: number, reason: string): void {
		for (const connection of this.connections) connection.close(code, reason);
	}

	unload(): void {
		this.#doc.destroy();
	}
}
