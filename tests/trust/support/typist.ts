import * as Y from 'yjs';
import { blocksOf } from '../../bench/support/body.ts';
import { Client, type Address } from '../../bench/support/client.ts';
import { Times } from '../../bench/support/stats.ts';

/** y-websocket's pauses between attempts (ms): no jitter, so that all come at once. */
const firstPause = 100;
const longestPause = 2_500;

export interface Comes {
	readonly address: Address;
	readonly room: string;
	readonly cookie: string;
	readonly name: string;
	/** Whether it comes back when the line is cut. */
	readonly returns?: boolean;
}

/**
 * Somebody who writes words in a paragraph of their own, now and then takes one back, and knows which of these edits the
 * server has acknowledged. Speaks the stock protocol with the project's acknowledgements, and keeps a real document.
 */
export class Typist {
	readonly name: string;
	readonly doc = new Y.Doc();
	client!: Client;
	/** Codes of the lines the server closed, and of the frames it refused. */
	readonly closes: number[] = [];
	readonly refusals: string[] = [];
	/** How often it has come in. */
	entered = 0;
	/** What the paragraph said after each edit. */
	readonly #states: string[] = [];
	/** When each edit was made. */
	readonly #at: number[] = [];
	/** From an edit to its acknowledgement. */
	acks = new Times();
	/** How many edits are certain to be in the log. */
	saved = 0;
	/** How many edits are saved when the nth content message of this line is. */
	#covers: number[] = [];
	#words: string[] = [];
	#text: Y.XmlText | undefined;
	#count = 0;
	#attempt = 0;
	#inside = false;
	#leaving = false;
	#timer: NodeJS.Timeout | undefined;
	#pause: NodeJS.Timeout | undefined;
	readonly #comes: Comes;

	constructor(comes: Comes) {
		this.#comes = comes;
		this.name = comes.name;
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== 'server' && this.#inside) this.#send(this.client.content(update));
		});
		this.#knock();
	}

	/** Whether it is in the room and has what the room has. */
	get inside(): boolean {
		return this.#inside;
	}

	/** How many edits it has made. */
	get edits(): number {
		return this.#states.length;
	}

	/** Makes one edit. */
	edit(): void {
		const word = `${this.name}.${++this.#count} `;
		this.doc.transact(() => {
			if (!this.#text) {
				this.#text = new Y.XmlText(`${this.name}: `);
				const paragraph = new Y.XmlElement('paragraph');
				paragraph.insert(0, [this.#text]);
				const body = this.doc.getXmlFragment('body');
				body.insert(body.length, [paragraph]);
			}
			const last = this.#words.at(-1);
			if (last !== undefined && this.#count % 7 === 0) {
				this.#words.pop();
				this.#text.delete(this.#text.length - last.length, last.length);
			} else {
				this.#words.push(word);
				this.#text.insert(this.#text.length, word);
			}
			// Counted before the update goes out, which happens at the end of the transaction.
			this.#states.push(`${this.name}: ${this.#words.join('')}`);
			this.#at.push(performance.now());
		}, 'me');
	}

	/** Edits every so many milliseconds. */
	type(everyMs: number): void {
		clearInterval(this.#timer);
		this.#timer = setInterval(() => this.edit(), everyMs);
	}

	rest(): void {
		clearInterval(this.#timer);
	}

	/** How many acknowledged edits are not in a document: 0 when it says what the paragraph said then or later. */
	lostFrom(doc: Y.Doc): number {
		if (this.saved === 0) return 0;
		const found = blocksOf(doc).find((text) => text.startsWith(`${this.name}: `));
		const there = found === undefined ? 0 : this.#states.lastIndexOf(found) + 1;
		return Math.max(0, this.saved - there);
	}

	/** Leaves without a word, and does not come back. */
	vanish(): void {
		this.rest();
		this.#leaving = true;
		this.#inside = false;
		clearTimeout(this.#pause);
		this.client.line.cut();
	}

	#send(frame: Buffer): void {
		this.#covers.push(this.#states.length);
		this.client.sendContent(frame);
	}

	#knock(): void {
		const { address, room, cookie, returns } = this.#comes;
		this.#covers = [];
		this.client = new Client(
			address,
			room,
			cookie,
			{
				asked: (vector) => {
					this.#covers.push(this.#states.length);
					// From here on edits travel one by one.
					this.#inside = true;
					return Y.encodeStateAsUpdate(this.doc, vector);
				},
				content: (update) => Y.applyUpdate(this.doc, update, 'server'),
				acknowledged: (n) => {
					const saved = Math.max(this.saved, this.#covers[n - 1] ?? 0);
					const now = performance.now();
					for (const at of this.#at.slice(this.saved, saved)) this.acks.add(now - at);
					this.saved = saved;
				},
				refused: (_n, code) => this.refusals.push(code),
				closed: (code) => {
					this.#inside = false;
					if (this.#leaving) return;
					this.closes.push(code);
					if (!returns) return;
					const pause = Math.min(firstPause * 2 ** this.#attempt++, longestPause);
					this.#pause = setTimeout(() => this.#knock(), pause);
				},
			},
			Y.encodeStateVector(this.doc),
		);
		this.client.synced.then(
			() => {
				this.#attempt = 0;
				this.entered++;
			},
			() => {},
		);
	}
}

/** A newcomer's copy of a room: what the server gives somebody who has nothing. */
export async function copyOf(address: Address, room: string, cookie: string): Promise<Y.Doc> {
	const doc = new Y.Doc();
	const client = new Client(address, room, cookie, {
		content: (update) => Y.applyUpdate(doc, update),
	});
	await client.synced;
	client.line.cut();
	return doc;
}
