import { Editor as TipTap } from '@tiptap/core';
import { render } from 'vitest-browser-svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { parse, plainText } from '#domain/documents/rich-text.ts';
import { bodyOf, readBody, writeBody } from '#domain/documents/section.ydoc.ts';
import Editor from './Editor.svelte';
import type { EditingRoom, InText } from './editing.ts';
import { sharedExtensions } from './schema.ts';

const started: (() => void)[] = [];
afterEach(() => {
	for (const stop of started.splice(0)) stop();
});

const p = (text: string, marks?: object[]) => ({
	type: 'paragraph',
	content: [{ type: 'text', text, ...(marks ? { marks } : {}) }],
});

function docWith(...content: object[]): Y.Doc {
	const doc = new Y.Doc();
	writeBody(doc, parse({ content }));
	return doc;
}

/** Two documents that hear of each other at once, as two browsers in one room. */
function wire(a: Y.Doc, b: Y.Doc): void {
	Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
	a.on('update', (update: Uint8Array, origin: unknown) => {
		if (origin !== 'wire') Y.applyUpdate(b, update, 'wire');
	});
	b.on('update', (update: Uint8Array, origin: unknown) => {
		if (origin !== 'wire') Y.applyUpdate(a, update, 'wire');
	});
}

const roomOf = (doc: Y.Doc, people: EditingRoom['people'] = []): EditingRoom => {
	const awareness = new Awareness(doc);
	started.push(() => awareness.destroy());
	return { doc, awareness, people, synced: true };
};

function tiptap(doc: Y.Doc): TipTap {
	const element = document.createElement('div');
	document.body.append(element);
	const editor = new TipTap({
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

const sheetIn = (container: Element) => {
	const sheet = container.querySelector<HTMLElement>('[role=textbox]');
	if (!sheet) throw new Error('no text');
	return sheet;
};

test('is a named text box, and opening it changes nothing in the document', async () => {
	const doc = docWith(
		{ type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'A street' }] },
		p('Read ', [{ type: 'link', attrs: { href: 'https://example.org/' } }]),
		{ type: 'orderedList', content: [{ type: 'listItem', content: [p('one')] }] },
		{ type: 'paragraph', attrs: { eventId: 'e1' }, content: [{ type: 'text', text: 'Carried' }] },
	);
	const before = Y.encodeStateAsUpdate(doc);
	const { container } = await render(Editor, { room: roomOf(doc), label: 'Strategy, section 7' });
	const sheet = sheetIn(container);
	expect(sheet.getAttribute('aria-label')).toBe('Strategy, section 7');
	expect(sheet.getAttribute('aria-multiline')).toBe('true');
	expect(container.querySelectorAll('[role=toolbar] [tabindex="0"]')).toHaveLength(1);
	expect(document.querySelector('style[data-tiptap-style]')).toBeNull();
	expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
});

test('two people write into one text and both see both', async () => {
	const [a, b] = [docWith(p('We will open the road.')), new Y.Doc()];
	wire(a, b);
	const first = await render(Editor, { room: roomOf(a), label: 'A' });
	const second = await render(Editor, { room: roomOf(b), label: 'B' });
	await userEvent.click(sheetIn(first.container));
	await userEvent.keyboard('{Control>}{End}{/Control} By 2030.');
	await userEvent.click(sheetIn(second.container));
	await userEvent.keyboard('{Control>}{Home}{/Control}Together: ');
	await vi.waitFor(() =>
		expect(plainText(readBody(a))).toBe('Together: We will open the road. By 2030.'),
	);
	expect(readBody(b)).toEqual(readBody(a));
	expect(sheetIn(first.container).textContent).toBe(sheetIn(second.container).textContent);
});

test('undo takes back what I wrote and leaves what others wrote', () => {
	const [a, b] = [docWith(p('Start.')), new Y.Doc()];
	wire(a, b);
	const mine = tiptap(a);
	const theirs = tiptap(b);
	mine.commands.insertContentAt(1, 'Mine. ');
	theirs.commands.insertContentAt(theirs.state.doc.content.size - 1, ' Theirs.');
	expect(plainText(readBody(a))).toBe('Mine. Start. Theirs.');
	mine.commands.undo();
	expect(plainText(readBody(a))).toBe('Start. Theirs.');
	mine.commands.redo();
	expect(plainText(readBody(b))).toBe('Mine. Start. Theirs.');
});

test('a reader’s text takes no typing and has no tools', async () => {
	const doc = docWith(p('As it stands.'));
	const { container } = await render(Editor, { room: roomOf(doc), label: 'A', readonly: true });
	expect(container.querySelector('[role=toolbar]')).toBeNull();
	expect(sheetIn(container).getAttribute('contenteditable')).toBe('false');
});

test('Tab and Escape leave the text; arrows move along the tools', async () => {
	const { container } = await render(Editor, {
		room: roomOf(
			docWith({ type: 'bulletList', content: [{ type: 'listItem', content: [p('x')] }] }),
		),
		label: 'A',
	});
	const after = document.createElement('button');
	document.body.append(after);
	started.push(() => after.remove());
	const sheet = sheetIn(container);
	await userEvent.click(sheet);
	await userEvent.keyboard('{Tab}');
	expect(sheet.contains(document.activeElement)).toBe(false);
	await userEvent.click(sheet);
	await userEvent.keyboard('{Escape}');
	expect(document.activeElement?.textContent).toBe('Bold');
	await userEvent.keyboard('{ArrowRight}');
	expect(document.activeElement?.textContent).toBe('Italic');
	await userEvent.keyboard('{End}{ArrowRight}');
	expect(document.activeElement?.textContent).toBe('Bold');
});

test('another’s caret is a bar that screen readers skip; its name shows, then goes', async () => {
	const [a, b] = [docWith(p('We will open the road.')), new Y.Doc()];
	wire(a, b);
	const people = [{ clientId: b.clientID, name: 'Pat Dunmore', colour: 3 }];
	const room = roomOf(a, people);
	let inText: readonly InText[] = [];
	const { container } = await render(Editor, {
		room,
		label: 'A',
		get inText() {
			return inText;
		},
		set inText(now) {
			inText = now;
		},
	});
	const other = roomOf(b).awareness;
	const at = (index: number) => {
		const text = (bodyOf(b).get(0) as Y.XmlElement).get(0) as Y.XmlText;
		const position: unknown = Y.relativePositionToJSON(
			Y.createRelativePositionFromTypeIndex(text, index),
		);
		other.setLocalStateField('cursor', { anchor: position, head: position });
		applyAwarenessUpdate(room.awareness, encodeAwarenessUpdate(other, [b.clientID]), 'wire');
	};
	at(3);
	const caret = await vi.waitFor(() => {
		const found = container.querySelector<HTMLElement>('.mh-caret');
		if (!found) throw new Error('no caret');
		return found;
	});
	expect(caret.getAttribute('aria-hidden')).toBe('true');
	expect(caret.style.getPropertyValue('--c')).toBe('var(--mh-p3)');
	const flag = () => container.querySelector<HTMLElement>('.mh-caret > span');
	await vi.waitFor(() => expect(flag()?.hidden).toBe(false));
	expect(flag()?.textContent).toBe('Pat Dunmore');
	await vi.waitFor(() => expect(flag()?.hidden).toBe(true), { timeout: 4000 });
	at(7);
	await vi.waitFor(() => expect(flag()?.hidden).toBe(false));
	await vi.waitFor(() => expect(inText).toMatchObject([{ name: 'Pat Dunmore', place: '' }]));
});
