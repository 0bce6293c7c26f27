import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { parse, plainText, type RichText } from './rich-text.ts';
import { bodyOf, readBody, writeBody } from './section.ydoc.ts';

const mark = fc.oneof(
	fc.constant({ type: 'bold' }),
	fc.constant({ type: 'italic' }),
	fc.record({ type: fc.constant('link'), attrs: fc.record({ href: fc.webUrl() }) }),
	fc.record({ type: fc.constant('lang'), attrs: fc.record({ lang: fc.constantFrom('cy', 'en') }) }),
);
const words = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({ type: fc.constant('text'), text: fc.string(), marks: fc.array(mark) }),
	},
	{ weight: 1, arbitrary: fc.constant({ type: 'hardBreak' }) },
);
const { block } = fc.letrec((tie) => ({
	block: fc.oneof(
		{ maxDepth: 4 },
		fc.record({
			type: fc.constantFrom('paragraph', 'heading'),
			attrs: fc.record({ level: fc.constantFrom(2, 3), eventId: fc.uuid() }),
			content: fc.array(words, { maxLength: 6 }),
		}),
		fc.record({
			type: fc.constantFrom('bulletList', 'orderedList', 'blockquote'),
			content: fc.array(tie('block'), { minLength: 1, maxLength: 4 }),
		}),
	),
}));
const richText = fc.array(block, { maxLength: 8 }).map((content): RichText => parse({ content }));

test('what is written is read again', () => {
	fc.assert(
		fc.property(richText, (text) => {
			const doc = new Y.Doc();
			writeBody(doc, text);
			expect(readBody(doc)).toEqual(text);
			const copy = new Y.Doc();
			Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
			expect(readBody(copy)).toEqual(text);
		}),
	);
});

test('reads what editors write: hashed marks, split texts, strange elements', () => {
	const doc = new Y.Doc();
	const body = bodyOf(doc);
	const paragraph = new Y.XmlElement('paragraph');
	const first = new Y.XmlText();
	first.applyDelta([{ insert: 'Croeso', attributes: { 'lang--aGVsbG8h': { lang: 'cy' } } }]);
	const second = new Y.XmlText();
	second.applyDelta([{ insert: ' all', attributes: { comment: { id: 1 }, bold: true } }]);
	paragraph.insert(0, [first, second]);
	const chart = new Y.XmlElement('chart');
	const inside = new Y.XmlElement('paragraph');
	inside.insert(0, [new Y.XmlText('391 homes')]);
	chart.insert(0, [inside]);
	const script = new Y.XmlElement('script');
	script.insert(0, [new Y.XmlText('alert(1)')]);
	body.insert(0, [paragraph, chart, script]);
	expect(readBody(doc)).toEqual({
		type: 'doc',
		content: [
			{
				type: 'paragraph',
				content: [
					{ type: 'text', text: 'Croeso', marks: [{ type: 'lang', attrs: { lang: 'cy' } }] },
					{ type: 'text', text: ' all', marks: [{ type: 'bold' }] },
				],
			},
			{ type: 'paragraph', content: [{ type: 'text', text: '391 homes' }] },
			{ type: 'paragraph', content: [{ type: 'text', text: 'alert(1)' }] },
		],
	});
});

test('a very deep document is read without harm', () => {
	const doc = new Y.Doc();
	let inner: Y.XmlFragment = bodyOf(doc);
	doc.transact(() => {
		for (let n = 0; n < 3000; n++) {
			const next = new Y.XmlElement('blockquote');
			inner.insert(0, [next]);
			inner = next;
		}
		inner.insert(0, [new Y.XmlText('at the bottom')]);
	});
	expect(plainText(readBody(doc))).toBe('at the bottom');
});
