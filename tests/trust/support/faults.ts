import { WebSocket } from 'ws';
import type { RelayStore } from '#server/relay/store.ts';

/** What a fault spoils: it gives back a store that has it, or changes the process. */
type Fault = (store: RelayStore) => RelayStore;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const faults: Readonly<Record<string, Fault>> = {
	/** Says that a batch is committed, and writes it 300 ms later: what Hocuspocus's acknowledgement means. */
	'ack-early': (store) => {
		let writing = Promise.resolve();
		return {
			...store,
			append(batch) {
				const due = wait(300);
				writing = writing
					.then(() => due)
					.then(() => store.append(batch))
					.then(
						() => {},
						() => {},
					);
				return Promise.resolve(new Map());
			},
		};
	},
	/** Keeps four megabytes of each batch for ever. */
	leak: (store) => {
		const kept: Uint8Array[] = [];
		return {
			...store,
			append(batch) {
				kept.push(new Uint8Array(4 << 20).fill(1));
				return store.append(batch);
			},
		};
	},
	/** Falls with the tenth batch. */
	falls: (store) => {
		let batches = 0;
		return {
			...store,
			append(batch) {
				if (++batches === 10) process.exit(9);
				return store.append(batch);
			},
		};
	},
	/** Never sees that somebody has stopped reading. */
	blind: (store) => {
		Object.defineProperty(WebSocket.prototype, 'bufferedAmount', { get: () => 0 });
		return store;
	},
	/** Takes eleven seconds to load a room that has something in it. */
	'slow-load': (store) => ({
		...store,
		async load(roomId) {
			const stored = await store.load(roomId);
			if (stored && stored.head > 0) await wait(11_000);
			return stored;
		},
	}),
};

/** The store with the named fault. Throws for a name that is none. */
export function plant(name: string | undefined, store: RelayStore): RelayStore {
	const fault = faults[name ?? ''];
	if (!fault) throw new Error(`FAULT must be one of ${Object.keys(faults).join(', ')}`);
	return fault(store);
}
