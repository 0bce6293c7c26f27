import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { message, syncStep } from '#domain/relay/protocol.ts';
import { awarenessFrame, readAwareness } from '#server/relay/frames.ts';
import { Tally } from '#lib/relay/tally.ts';
import type { Chance } from './chance.ts';
import type { SimLine } from './sim-line.ts';

export interface Range {
	readonly client: number;
	readonly from: number;
	readonly to: number;
}

/** What somebody has written: up to which clock under which ids, and what they deleted. */
export interface Work {
	readonly clocks: Map<number, number>;
	readonly deleted: Range[];
}

export const syncFrame = (step: number, payload: Uint8Array): Uint8Array =>
	encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, message.sync);
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, payload);
	});

/**
 * A page with one room open, as y-websocket and our tally make it: asks for what is missing when it connects, answers the
 * server with what it has, sends each edit at once, and says "Saved" when the tally does.
 */
export class SimClient {
	readonly name: string;
	readonly cookie: string;
	doc!: Y.Doc;
	tally!: Tally;
	line: SimLine | undefined;
	/** Set while it has been told to stay away. */
	shutOut: number | undefined;
	connecting = false;
	/** Client ids that the page has seen others use. */
	readonly seen = new Set<number>();
	/** Under which id it shows itself, where it says it is, and how often it has said so. */
	presence = 0;
	place = 0;
	#clock = 1;
	/** Where it sees the others; null for one who has left. */
	readonly others = new Map<number, { clock: number; place: unknown }>();
	/** It was told of itself what it has not said: a stock client would take that for its own. */
	mistaken = false;
	/** What the page has said is saved. */
	saved: Work = { clocks: new Map(), deleted: [] };
	#made: Work = { clocks: new Map(), deleted: [] };
	readonly #chance: Chance;
	/** The page's own clock, which may be wrong and may jump. */
	readonly #now: () => number;

	constructor(name: string, cookie: string, chance: Chance, now: () => number) {
		this.name = name;
		this.cookie = cookie;
		this.#chance = chance;
		this.#now = now;
		this.#start(undefined);
	}

	#start(kept: Uint8Array | undefined): void {
		const doc = new Y.Doc();
		doc.clientID = this.#chance.below(2 ** 32);
		this.doc = doc;
		this.presence = doc.clientID;
		this.#clock = 1;
		this.tally = new Tally();
		if (kept) {
			Y.applyUpdate(doc, kept, 'device');
			this.#tell({ is: 'found' });
		}
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === 'server' || origin === 'device') return;
			this.#made.clocks.set(doc.clientID, Y.getState(doc.store, doc.clientID));
			for (const [client, ranges] of Y.decodeUpdate(update).ds.clients)
				for (const { clock, len } of ranges)
					this.#made.deleted.push({ client, from: clock, to: clock + len });
			this.#tell({ is: 'edited' });
			if (this.line) this.#send(syncFrame(syncStep.update, update));
		});
	}

	/** The page is closed and opened again: the device kept what it had. */
	reload(): void {
		this.hangUp();
		const kept = Y.encodeStateAsUpdate(this.doc);
		this.doc.destroy();
		this.#start(kept);
	}

	hangUp(): void {
		this.line?.hangUp();
		this.line = undefined;
		this.others.clear();
		this.#tell({ is: 'cut' });
	}

	opened(line: SimLine): void {
		this.line = line;
		this.#tell({ is: 'opened' });
		this.#send(syncFrame(syncStep.one, Y.encodeStateVector(this.doc)));
		this.#show();
	}

	/** Says that it is still here, as stock clients do every 15 s. */
	renew(): void {
		this.#clock++;
		if (this.line) this.#show();
	}

	/** Where it stands, to everybody. */
	#show(): void {
		const state = { place: this.place };
		this.#send(awarenessFrame([{ client: this.presence, clock: this.#clock, state }]));
	}

	#see(client: number, clock: number, state: Record<string, unknown> | null): void {
		this.seen.add(client);
		if (client === this.presence) {
			if (clock <= this.#clock) return;
			if (state) this.mistaken = true;
			// A stock client answers that it is still here.
			this.#clock = clock + 1;
			this.#show();
			return;
		}
		const known = this.others.get(client);
		if (known && clock < known.clock + (state ? 1 : 0)) return;
		this.others.set(client, { clock, place: state && state['place'] });
	}

	lost(code: number | undefined): void {
		this.line = undefined;
		this.others.clear();
		if (code !== undefined && code >= 4400 && code < 4500) {
			this.shutOut = code;
			this.#tell({ is: 'closed', code });
		} else this.#tell({ is: 'cut' });
	}

	hear(frame: Uint8Array): void {
		const decoder = decoding.createDecoder(frame);
		const kind = decoding.readVarUint(decoder);
		if (kind === message.ack) this.#tell({ is: 'acked', n: decoding.readVarUint(decoder) });
		else if (kind === message.refused)
			this.#tell({
				is: 'refused',
				n: decoding.readVarUint(decoder),
				code: decoding.readVarString(decoder),
			});
		if (kind === message.awareness)
			for (const { client, clock, state } of readAwareness(
				decoding.readVarUint8Array(decoder),
				100,
				() => true,
			))
				this.#see(client, clock, state);
		if (kind !== message.sync) return;
		const step = decoding.readVarUint(decoder);
		const payload = decoding.readVarUint8Array(decoder);
		if (step === syncStep.one) {
			this.#send(syncFrame(syncStep.two, Y.encodeStateAsUpdate(this.doc, payload)));
			return;
		}
		const id = this.doc.clientID;
		Y.applyUpdate(this.doc, payload, 'server');
		// Yjs takes a new id when another uses its own; here chance comes from the seed.
		if (this.doc.clientID !== id) this.doc.clientID = this.#chance.below(2 ** 32);
		if (step === syncStep.two) this.#tell({ is: 'synced' });
	}

	/** Now and then the same frame twice, as from a page that is not sure. */
	#send(frame: Uint8Array): void {
		for (let times = this.#chance.one(0.02) ? 2 : 1; times > 0; times--) {
			this.line?.sendUp(frame);
			this.#tell({ is: 'sent', frame });
		}
	}

	#tell(event: Parameters<Tally['take']>[0]): void {
		const { state } = this.tally.take(event, this.#now());
		if (state !== 'saved') return;
		for (const [client, clock] of this.#made.clocks) this.saved.clocks.set(client, clock);
		this.saved.deleted.push(...this.#made.deleted.splice(0));
	}

	/** Changes something, and its cursor goes along. */
	edit(): void {
		this.#change();
		this.place = this.#chance.below(1_000);
		this.#clock++;
		if (this.line) this.#show();
	}

	#change(): void {
		const chance = this.#chance;
		const text = this.doc.getText('note');
		const what = chance.below(10);
		if (what < 5) text.insert(chance.below(text.length + 1), `${this.name}${chance.below(100)}`);
		else if (what < 7 && text.length > 3) {
			const from = chance.below(text.length - 2);
			text.delete(from, 1 + chance.below(Math.min(6, text.length - from)));
		} else if (what < 8) this.doc.getMap('meta').set(`k${chance.below(4)}`, chance.below(1_000));
		else if (what < 9) {
			const items = this.doc.getArray('items');
			items.insert(chance.below(items.length + 1), [chance.below(1_000)]);
		} else
			this.doc.transact(() => {
				for (let i = 0; i < 5; i++) text.insert(text.length, String(chance.below(10)));
			});
	}
}
