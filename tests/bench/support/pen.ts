import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** The clock of a writer's first letter: the paragraph, its text and an opening letter come before it. */
const firstLetter = 3;
/** Yjs update format V1: a string with its left neighbour given. */
const stringAfter = 0x80 | 4;
const letters = 'the quick brown fox jumps over the lazy dog ';

/** Somebody who writes on and on in a paragraph of their own: one letter an update, made of bytes by hand (Yjs V1). */
export class Pen {
	readonly client: number;
	#written = 0;

	constructor(client: number) {
		this.client = client;
	}

	/** How many letters were written after the opening one. */
	get written(): number {
		return this.#written;
	}

	/** The clock of the last letter. */
	get clock(): number {
		return firstLetter + this.#written - 1;
	}

	/** The update that makes the paragraph; before all others. */
	opening(): Uint8Array {
		const doc = new Y.Doc();
		doc.clientID = this.client;
		const paragraph = new Y.XmlElement('paragraph');
		const text = new Y.XmlText('>');
		paragraph.insert(0, [text]);
		doc.getXmlFragment('body').insert(0, [paragraph]);
		return Y.encodeStateAsUpdate(doc);
	}

	/** The update with the next letter. */
	letter(): Uint8Array {
		const n = this.#written++;
		const clock = firstLetter + n;
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarUint(encoder, this.client);
		encoding.writeVarUint(encoder, clock);
		encoding.writeUint8(encoder, stringAfter);
		encoding.writeVarUint(encoder, this.client);
		encoding.writeVarUint(encoder, clock - 1);
		encoding.writeVarString(encoder, letters[n % letters.length] as string);
		encoding.writeVarUint(encoder, 0);
		return encoding.toUint8Array(encoder);
	}

	/** What stands in the paragraph when the first `count` letters are there. */
	static text(count: number): string {
		return `>${letters.repeat(Math.ceil(count / letters.length)).slice(0, count)}`;
	}

	/** The number of the letter at a clock, from 0. */
	static letterAt(clock: number): number {
		return clock - firstLetter;
	}
}
