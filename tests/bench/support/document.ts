import { readFileSync, writeFileSync } from 'node:fs';
import * as Y from 'yjs';
import { mulberry } from './chance.ts';

/** Letters of one writer before another one, or another place, has its turn. */
const meanRun = 10;
const authors = 20;
const perParagraph = 2_000;
/** Edits that travel in one message when the document is put into a room. */
const perChunk = 20_000;

/**
 * A document of so many edits: twenty people who write in turns at many places, and take back one letter in ten. As
 * updates in their order, each small enough for one message. The same seed gives the same document.
 */
export function writeDocument(edits: number, seed = 1): Uint8Array[] {
	const chance = mulberry(seed);
	const below = (n: number) => Math.floor(chance() * n);
	const doc = new Y.Doc();
	const people = Array.from({ length: authors }, () => 1 + below(0xffff_fffe));
	const chunks: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => chunks.push(update));
	doc.clientID = people[0] as number;
	const body = doc.getXmlFragment('body');
	const texts: Y.XmlText[] = [];
	for (let done = 0; done < edits;) {
		doc.transact(() => {
			const end = Math.min(edits, done + perChunk);
			while (done < end) {
				if (texts.length <= done / perParagraph) {
					const paragraph = new Y.XmlElement('paragraph');
					const text = new Y.XmlText();
					paragraph.insert(0, [text]);
					body.insert(body.length, [paragraph]);
					texts.push(text);
				}
				const text = texts[
					Math.max(0, texts.length - 1 - below(Math.min(20, texts.length)))
				] as Y.XmlText;
				let at = below(text.length + 1);
				for (let run = 1 + below(2 * meanRun - 1); run > 0 && done < end; run--, done++) {
					if (at > 0 && chance() < 0.1) text.delete(--at, 1);
					else text.insert(at++, String.fromCharCode(97 + below(26)));
				}
			}
		});
		doc.clientID = people[below(authors)] as number;
	}
	return chunks;
}

/** A document of about so many bytes as an update, written likewise. */
export function writeDocumentOf(bytes: number): Uint8Array[] {
	let edits = Math.ceil(bytes / 4);
	for (;;) {
		const chunks = writeDocument(edits);
		const size = Y.mergeUpdates(chunks).length;
		if (Math.abs(size - bytes) < bytes / 50) return chunks;
		edits = Math.round((edits * bytes) / size);
	}
}

/** Chunks in a file: each after its length (four bytes). */
export function writeChunks(file: string, chunks: readonly Uint8Array[]): void {
	const parts: Buffer[] = [];
	for (const chunk of chunks) {
		const length = Buffer.alloc(4);
		length.writeUInt32BE(chunk.length);
		parts.push(length, Buffer.from(chunk));
	}
	writeFileSync(file, Buffer.concat(parts));
}

export function readChunks(file: string): Uint8Array[] {
	const bytes = readFileSync(file);
	const chunks: Uint8Array[] = [];
	for (let at = 0; at < bytes.length;) {
		const length = bytes.readUInt32BE(at);
		chunks.push(new Uint8Array(bytes.subarray(at + 4, at + 4 + length)));
		at += 4 + length;
	}
	return chunks;
}
