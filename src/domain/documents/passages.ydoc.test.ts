import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { parse } from './rich-text.ts';
import { passagesOf } from './passages.ydoc.ts';
import { bodyOf, writeBody } from './section.ydoc.ts';

const first = (doc: Y.Doc): Y.XmlText => {
	let node: unknown = bodyOf(doc).get(0);
	while (node instanceof Y.XmlElement) node = node.get(0);
	return node as Y.XmlText;
};

function as(client: number, from: Y.Doc | undefined, write: (doc: Y.Doc) => void): Y.Doc {
	const doc = new Y.Doc();
	doc.clientID = client;
	if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
	write(doc);
	return doc;
}

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

test('each run of words is its writer’s, also in the middle of another’s and inside a list', () => {
	const start = as(1, undefined, (doc) =>
		writeBody(
			doc,
			parse({
				content: [
					paragraph('We will open the road.'),
					{ type: 'bulletList', content: [{ type: 'listItem', content: [paragraph('By bus.')] }] },
				],
			}),
		),
	);
	const second = as(2, start, (doc) => first(doc).insert(8, 're'));
	const third = as(3, second, (doc) => {
		first(doc).delete(0, 3);
		first(doc).insert(0, 'You ');
		first(doc).format(0, 3, { bold: true });
	});
	expect(passagesOf(third)).toEqual([
		[
			{ client: 3, text: 'You ' },
			{ client: 1, text: 'will ' },
			{ client: 2, text: 're' },
			{ client: 1, text: 'open the road.' },
		],
		[{ client: 1, text: 'By bus.' }],
	]);
});

test('a body without words has no passages', () => {
	expect(passagesOf(new Y.Doc())).toEqual([]);
	expect(passagesOf(as(1, undefined, (doc) => writeBody(doc, parse({ content: [] }))))).toEqual([]);
});
