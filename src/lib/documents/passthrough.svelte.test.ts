import { Editor } from '@tiptap/core';
import { afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { parse } from '#domain/documents/rich-text.ts';
import { bodyOf, writeBody } from '#domain/documents/section.ydoc.ts';
import { sharedExtensions } from './schema.ts';

const started: (() => void)[] = [];
afterEach(() => {
	for (const stop of started.splice(0)) stop();
});

function open(doc: Y.Doc): Editor {
	const element = document.createElement('div');
	document.body.append(element);
	const editor = new Editor({
		element,
		injectCSS: false,
		extensions: sharedExtensions(bodyOf(doc)),
	});
	started.push(() => {
		editor.destroy();
		element.remove();
	});
	return editor;
}

/** A text of a newer release: a chart with a caption, a mention among words, a comment mark, a paragraph with a direction. */
function newer(): Y.Doc {
	const doc = new Y.Doc();
	writeBody(
		doc,
		parse({ content: [{ type: 'paragraph', content: [{ type: 'text', text: 'First.' }] }] }),
	);
	const chart = new Y.XmlElement('chart');
	chart.setAttribute('kind', 'bars');
	const caption = new Y.XmlElement('paragraph');
	const words = new Y.XmlText();
	words.applyDelta([{ insert: '391 homes', attributes: { comment: { threadId: 't1' } } }]);
	caption.insert(0, [words]);
	chart.insert(0, [caption]);
	const paragraph = new Y.XmlElement('paragraph');
	paragraph.setAttribute('dir', 'rtl');
	const before = new Y.XmlText();
	before.applyDelta([
		{ insert: 'Ask ' },
		{ insert: 'this', attributes: { comment: { threadId: 't2' }, bold: {} } },
		{ insert: ' of ' },
	]);
	const mention = new Y.XmlElement('mention');
	mention.setAttribute('personId', 'p12');
	paragraph.insert(0, [before, mention, new Y.XmlText(' soon.')]);
	bodyOf(doc).push([chart, paragraph]);
	return doc;
}

const text = (doc: Y.Doc) => bodyOf(doc).toJSON();

describe('what the schema does not know', () => {
	test('is there after opening, and opening writes nothing', () => {
		const doc = newer();
		const before = Y.encodeStateAsUpdate(doc);
		const editor = open(doc);
		expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
		expect(editor.view.dom.textContent).toContain('391 homes');
		expect(editor.view.dom.querySelectorAll('.mh-kept')).toHaveLength(2);
	});

	test('is there when somebody else writes it into an open text', () => {
		const doc = new Y.Doc();
		writeBody(
			doc,
			parse({ content: [{ type: 'paragraph', content: [{ type: 'text', text: 'a' }] }] }),
		);
		open(doc);
		const other = new Y.Doc();
		Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
		bodyOf(other).push([new Y.XmlElement('chart')]);
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
		expect(text(doc)).toContain('<chart>');
	});

	test('is there after edits around it', () => {
		const doc = newer();
		const editor = open(doc);
		editor.commands.insertContentAt(1, 'Now: ');
		editor.commands.insertContentAt(editor.state.doc.content.size - 1, ' Please.');
		const after = text(doc);
		expect(after).toContain('Now: First.');
		expect(after).toContain('soon. Please.');
		expect(after).toContain('<chart kind="bars">');
		expect(after).toContain('391 homes');
		expect(after).toContain('<mention personId="p12">');
		expect(after).toContain('dir="rtl"');
		expect(JSON.stringify(comments(doc))).toBe(JSON.stringify(['t1', 't2']));
	});

	test('stays in a list, where no schema has a place for it', () => {
		const doc = new Y.Doc();
		const list = new Y.XmlElement('bulletList');
		const item = new Y.XmlElement('listItem');
		item.insert(0, [new Y.XmlElement('paragraph')]);
		list.insert(0, [item, new Y.XmlElement('checkItem')]);
		bodyOf(doc).insert(0, [list, new Y.XmlElement('paragraph')]);
		const editor = open(doc);
		editor.commands.insertContentAt(editor.state.doc.content.size - 1, 'After.');
		expect(text(doc)).toContain('<checkitem>');
		expect(text(doc)).toContain('After.');
	});

	test('goes along when its paragraph is split, and comes back by undo', () => {
		const doc = newer();
		const editor = open(doc);
		let at = 0;
		editor.state.doc.descendants((node, pos) => {
			if (node.type.name === 'keptInline') at = pos;
		});
		expect(at).toBeGreaterThan(0);
		editor.commands.setTextSelection(at);
		editor.commands.splitBlock();
		expect(text(doc)).toContain('<mention personId="p12">');
		expect(text(doc)).not.toContain('kept');
		editor.commands.clearContent();
		expect(text(doc)).not.toContain('chart');
		editor.commands.undo();
		expect(text(doc)).toContain('<chart kind="bars">');
		expect(text(doc)).toContain('391 homes');
		expect(text(doc)).not.toContain('kept');
	});

	test('without the extension the binding would delete it (the fault this guards against)', () => {
		const doc = newer();
		const element = document.createElement('div');
		document.body.append(element);
		const editor = new Editor({
			element,
			injectCSS: false,
			extensions: sharedExtensions(bodyOf(doc)).filter(({ name }) => name !== 'passthrough'),
		});
		started.push(() => {
			editor.destroy();
			element.remove();
		});
		expect(text(doc)).not.toContain('<chart');
	});
});

function comments(doc: Y.Doc): string[] {
	const found: string[] = [];
	for (const node of bodyOf(doc).createTreeWalker((type) => type instanceof Y.XmlText)) {
		const delta = (node as Y.XmlText).toDelta() as {
			attributes?: { comment?: { threadId: string } };
		}[];
		for (const { attributes } of delta)
			if (attributes?.comment) found.push(attributes.comment.threadId);
	}
	return found;
}
