import * as Y from 'yjs';

/** How many differences are remembered: a herd of clients asks for the same one. */
const remembered = 8;

type Deletes = ReturnType<typeof Y.decodeUpdate>['ds'];

/** A room's whole content as one update, with what readers ask of it. No structs are kept: they take ten times the room. */
export class Pristine {
	readonly bytes: Uint8Array;
	#stateVector: Uint8Array | undefined;
	#deletes: Deletes | undefined;
	readonly #since = new Map<string, Uint8Array>();
	#coded: Map<string, Promise<Uint8Array>> | undefined;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	get stateVector(): Uint8Array {
		return (this.#stateVector ??= Y.encodeStateVectorFromUpdate(this.bytes));
	}

	/** What is deleted in it. */
	get deletes(): Deletes {
		return (this.#deletes ??= Y.decodeUpdate(this.bytes).ds);
	}

	/** What somebody with this state vector has not got. */
	since(vector: Uint8Array): Uint8Array {
		if (vector.length === 0 || (vector.length === 1 && vector[0] === 0)) return this.bytes;
		const key = Buffer.from(vector).toString('latin1');
		let update = this.#since.get(key);
		if (!update) {
			if (this.#since.size === remembered) this.#since.clear();
			update = Y.diffUpdate(this.bytes, vector);
			this.#since.set(key, update);
		}
		return update;
	}

	applyTo(doc: Y.Doc): void {
		Y.applyUpdate(doc, this.bytes);
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
