import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { message, syncStep } from '#domain/relay/protocol.ts';
import { awarenessMessage, updateMessage } from './attacks.ts';

/** Messages as honest clients send them, to be spoilt: every kind, and updates with every content the editor makes. */
export function honestMessages(chance: () => number): Uint8Array[] {
	const doc = new Y.Doc();
	doc.clientID = 1 + Math.floor(chance() * 0xffff_fffe);
	const messages: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => messages.push(updateMessage(update)));
	const body = doc.getXmlFragment('body');
	const heading = new Y.XmlElement<{ level: number }>('heading');
	heading.setAttribute('level', 2);
	const text = new Y.XmlText('A heading');
	heading.insert(0, [text]);
	body.insert(0, [heading as unknown as Y.XmlElement]);
	text.insert(2, 'plain ');
	text.format(2, 5, { bold: {}, link: { href: 'https://example.org' } });
	text.delete(0, 2);
	const list = new Y.XmlElement('bulletList');
	list.insert(
		0,
		['one', 'two'].map((word) => {
			const item = new Y.XmlElement('listItem');
			const paragraph = new Y.XmlElement('paragraph');
			paragraph.insert(0, [new Y.XmlText(word)]);
			item.insert(0, [paragraph]);
			return item;
		}),
	);
	body.insert(1, [list]);
	list.delete(0, 1);
	text.applyDelta([{ retain: 3 }, { insert: 'ŵ€🏛', attributes: { italic: {} } }]);
	const step = (kind: number, payload: Uint8Array) =>
		encoding.encode((encoder) => {
			encoding.writeVarUint(encoder, message.sync);
			encoding.writeVarUint(encoder, kind);
			encoding.writeVarUint8Array(encoder, payload);
		});
	messages.push(
		step(syncStep.one, Y.encodeStateVector(doc)),
		step(syncStep.two, Y.encodeStateAsUpdate(doc)),
		awarenessMessage([[doc.clientID, 1, { cursor: { anchor: 1, head: 2 }, place: 'here' }]]),
		new Uint8Array([message.queryAwareness]),
		new Uint8Array([message.auth, 0, 1, 65]),
	);
	return messages;
}

/** The message with one to three faults in it. */
export function mutated(honest: readonly Uint8Array[], chance: () => number): Uint8Array {
	const below = (n: number) => Math.floor(chance() * n);
	const pick = () => Buffer.from(honest[below(honest.length)] as Uint8Array);
	let bytes = pick();
	for (let faults = 1 + below(3); faults > 0; faults--) {
		const at = below(bytes.length);
		switch (below(7)) {
			case 0:
				if (bytes.length > 0) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
				break;
			case 1:
				if (bytes.length > 0) bytes[at] = [0, 1, 0x7f, 0x80, 0xff, below(256)][below(6)] as number;
				break;
			case 2:
				bytes = bytes.subarray(0, at);
				break;
			case 3:
				bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))]);
				break;
			case 4:
				bytes = Buffer.concat([
					bytes.subarray(0, at),
					Buffer.from(
						Array.from({ length: 1 + below(12) }, () => (chance() < 0.5 ? 0xff : below(256))),
					),
					bytes.subarray(at),
				]);
				break;
			case 5: {
				const other = pick();
				bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(below(other.length))]);
				break;
			}
			case 6:
				bytes = Buffer.concat([bytes, bytes.subarray(at)]);
				break;
		}
	}
	return bytes;
}
