import type { Entry, Relay, Visitor } from '#server/relay/relay.ts';

/** The kinds of these tests: `agenda`, a draft for those whom `entryOf` knows, and `live`, a picture for everybody. */
export function addKinds(
	relay: Relay,
	entryOf: (visitor: Visitor) => Entry | null,
	fill: (id: string) => Promise<void> = () => Promise.resolve(),
): void {
	relay.kinds.set('agenda', {
		stored: true,
		roots: { meta: 'map', items: 'array', body: 'xml', note: 'text' },
		gate: (_room, visitor) => Promise.resolve(visitor && entryOf(visitor)),
	});
	relay.kinds.set('live', {
		stored: false,
		roots: { run: 'map', queue: 'map' },
		gate: () =>
			Promise.resolve({ access: 'read', name: 'Visitor', role: '', colour: 1, personId: null }),
		fill,
	});
}
