import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';

/** How many differences are remembered: a herd of clients asks for the same one. */
const remembered = 8;

type Deletes = ReturnType<typeof Y.decodeUpdate>['ds'];

const emptyUpdate = new Uint8Array([0, 0]);

/**
 * A room's whole content as updates that follow on one another (a snapshot and the rows after it), with what readers ask
 * of it. No structs are kept: they take ten times the room. Nor are the parts merged before somebody needs them as one.
 */
export class Pristine {
	#parts: readonly Uint8Array[];
	#stateVector: Uint8Array | undefined;
	#deletes: Deletes | undefined;
	readonly #since = new Map<string, Uint8Array>();
	#coded: Map<string, Promise<Uint8Array>> | undefined;

	constructor(parts: readonly Uint8Array[], stateVector?: Uint8Array) {
		this.#parts = parts;
		this.#stateVector = stateVector;
	}

	/** Updates that make the content when they are applied in order. */
	get parts(): readonly Uint8Array[] {
		return this.#parts;
	}

	/** Bytes of the parts together. */
	get size(): number {
		return this.#parts.reduce((sum, part) => sum + part.length, 0);
	}

	/** The content as one update. */
	get bytes(): Uint8Array {
		const [first, ...more] = this.#parts;
		if (!first) return emptyUpdate;
		if (more.length === 0) return first;
		const bytes = Y.mergeUpdates([first, ...more]);
		this.#parts = [bytes];
		return bytes;
	}

	get stateVector(): Uint8Array {
		return (this.#stateVector ??= Y.encodeStateVectorFromUpdate(this.bytes));
	}

	/** The state vector, read. */
	get clocks(): ReadonlyMap<number, number> {
		return Y.decodeStateVector(this.stateVector);
	}

	/** Whether all of these are deleted in it. */
	hasDeleted(client: number, from: number, to: number): boolean {
		this.#deletes ??= Y.mergeDeleteSets(this.#parts.map((part) => Y.decodeUpdate(part).ds));
		// In order and apart from one another, so that the last that begins before the end is the one.
		const ranges = this.#deletes.clients.get(client) ?? [];
		let low = 0;
		let high = ranges.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((ranges[middle] as { clock: number }).clock <= from) low = middle + 1;
			else high = middle;
		}
		const found = ranges[low - 1];
		return found !== undefined && to <= found.clock + found.len;
	}

	/** What somebody with this state vector has not got, as updates to be applied in order. */
	since(vector: Uint8Array): readonly Uint8Array[] {
		if (vector.length === 0 || (vector.length === 1 && vector[0] === 0)) return this.#parts;
		const key = Buffer.from(vector).toString('latin1');
		let update = this.#since.get(key);
		if (!update) {
			if (this.#since.size === remembered) this.#since.clear();
			update = Y.diffUpdate(this.bytes, vector);
			this.#since.set(key, update);
		}
		return [update];
	}

	applyTo(doc: Y.Doc): void {
		doc.transact(() => {
			for (const part of this.#parts) Y.applyUpdate(doc, part);
		});
	}

	/** The content in a coding such as brotli, made once. */
	coded(coding: string, code: (bytes: Uint8Array) => Promise<Uint8Array>): Promise<Uint8Array> {
		this.#coded ??= new Map();
		let made = this.#coded.get(coding);
		if (!made) {
			made = code(this.bytes);
			this.#coded.set(coding, made);
		}
		return made;
	}

	/** Forgets what can be made again. */
	rest(): void {
		this.#deletes = undefined;
		this.#coded = undefined;
		this.#since.clear();
	}
}

/**
 * Which clocks of which clients an update spans, every part of it having been read once. Throws when one cannot be.
 * `Y.parseUpdateMeta` alone stops before the deletions, which stand at the end.
 */
function readThrough(update: Uint8Array): ReturnType<typeof Y.parseUpdateMeta> {
	let rest = decoding.createDecoder(update);
	class Read extends Y.UpdateDecoderV1 {
		constructor(from: decoding.Decoder) {
			super(from);
			rest = from;
		}
	}
	const spans = Y.parseUpdateMetaV2(update, Read);
	for (let clients = decoding.readVarUint(rest); clients > 0; clients--) {
		decoding.readVarUint(rest);
		for (let ranges = decoding.readVarUint(rest); ranges > 0; ranges--) {
			decoding.readVarUint(rest);
			decoding.readVarUint(rest);
		}
	}
	return spans;
}

/**
 * The content that a snapshot and the rows after it make, read through once but not merged. Throws when a row cannot be
 * read or does not follow on those before it.
 */
export function pristineOf(updates: readonly Uint8Array[]): Pristine {
	const vector = new Map<number, number>();
	for (const update of updates) {
		const { from, to } = readThrough(update);
		for (const [client, clock] of from)
			if (clock > (vector.get(client) ?? 0)) throw new Error('does not follow');
		for (const [client, clock] of to) vector.set(client, Math.max(clock, vector.get(client) ?? 0));
	}
	return new Pristine(updates, Y.encodeStateVector(vector));
}
