import type { RelayStore } from '#server/relay/store.ts';

/** How long a commit is only pretended (ms). */
const late = 300;

/** Faults by name, each as a store that has it. */
const faults: Readonly<Record<string, (store: RelayStore) => RelayStore>> = {
	/** Says that a batch is committed, and writes it a while later: what Hocuspocus's acknowledgement means. */
	'ack-early': (store) => {
		let writing = Promise.resolve();
		return {
			...store,
			append(batch) {
				const due = new Promise((resolve) => setTimeout(resolve, late));
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
};

/** The store with the named fault. Throws for a name that is none. */
export function plant(name: string | undefined, store: RelayStore): RelayStore {
	const fault = faults[name ?? ''];
	if (!fault) throw new Error(`FAULT must be one of ${Object.keys(faults).join(', ')}`);
	return fault(store);
}
