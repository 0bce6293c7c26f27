import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { plainText } from '../documents/rich-text.ts';
import { blockElement, bodyOf, readBody } from '../documents/section.ydoc.ts';
import {
	blockId,
	hasAnchor,
	hasEvent,
	heading,
	insertInItem,
	insertListed,
	insertOpening,
	insertPresent,
	line,
	removeListed,
} from './minutes.ydoc.ts';

const uuid = '11111111-1111-4111-8111-111111111111';

function opened(): Y.Doc {
	const doc = new Y.Doc();
	insertOpening(doc, [
		heading('1', 2, 'Minutes'),
		line('1', 'It started.'),
		heading('1', 3, 'Present', 'present'),
	]);
	return doc;
}

const item = (doc: Y.Doc, event: string, id: string) =>
	insertInItem(doc, null, [heading(event, 2, `Item ${id}`, `item/${id}`), line(event, 'Started.')]);
const lines = (doc: Y.Doc) => plainText(readBody(doc)).split(/\n+/);
const typed = (doc: Y.Doc, at: number, text: string) =>
	bodyOf(doc).insert(at, [blockElement({ type: 'paragraph', content: [{ type: 'text', text }] })]);

test('the longest id fits what the schema of the text keeps', () => {
	expect(blockId('123456789012', `apology/${uuid}`).length).toBeLessThanOrEqual(64);
	const doc = opened();
	insertListed(
		doc,
		'123456789012',
		{ is: 'apologies', heading: 'Apologies' },
		{ id: uuid, text: 'A' },
	);
	expect(JSON.stringify(readBody(doc))).toContain(`123456789012/apology/${uuid}`);
});

test('events are found at any depth, and none by the beginning of another', () => {
	const doc = opened();
	insertPresent(doc, '12', 'Present', { id: 'p', text: 'P' }, { id: 'o', name: 'O' }, ['o']);
	expect([hasEvent(doc, '12'), hasEvent(doc, '1'), hasEvent(doc, '2')]).toEqual([
		true,
		true,
		false,
	]);
	expect([hasAnchor(doc, 'person/p'), hasAnchor(doc, 'person/q')]).toEqual([true, false]);
});

test('blocks go to the end of their item, after what the clerk typed there', () => {
	const doc = opened();
	item(doc, '2', 'a');
	item(doc, '3', 'b');
	typed(doc, 5, 'Typed under a.');
	insertInItem(doc, 'a', [line('4', 'Closed a.')]);
	insertInItem(doc, null, [line('5', 'The end.', 'end')]);
	insertInItem(doc, 'b', [line('6', 'Closed b.')]);
	insertInItem(doc, 'gone', [line('7', 'Somewhere.')]);
	expect(lines(doc)).toEqual([
		'Minutes',
		'It started.',
		'Present',
		'Item a',
		'Started.',
		'Typed under a.',
		'Closed a.',
		'Item b',
		'Started.',
		'Closed b.',
		'Somewhere.',
		'The end.',
	]);
});

test('those present stand by organisation, in the order of the roll, once', () => {
	const doc = opened();
	item(doc, '2', 'a');
	const add = (event: string, person: string, organisation: string) =>
		insertPresent(
			doc,
			event,
			'Present',
			{ id: person, text: person },
			{ id: organisation, name: `Org ${organisation}` },
			['x', 'y', 'z'],
		);
	add('3', 'last', 'z');
	add('4', 'first', 'x');
	add('5', 'second', 'x');
	add('6', 'between', 'y');
	add('7', 'first', 'x');
	expect(lines(doc).slice(2, 10)).toEqual([
		'Present',
		'Org x',
		'first',
		'second',
		'Org y',
		'between',
		'Org z',
		'last',
	]);
});

test('a list comes with its heading and goes with its last name', () => {
	const doc = opened();
	item(doc, '2', 'a');
	const before = lines(doc);
	const apologies = { is: 'apologies', heading: 'Apologies' } as const;
	const attending = { is: 'attending', heading: 'In attendance' } as const;
	insertListed(doc, '3', apologies, { id: 'p', text: 'P' });
	insertListed(doc, '4', apologies, { id: 'q', text: 'Q' });
	insertListed(doc, '5', attending, { id: 'r', text: 'R' });
	expect(lines(doc).slice(2, 8)).toEqual(['Present', 'In attendance', 'R', 'Apologies', 'P', 'Q']);
	removeListed(doc, 'apologies', 'p');
	removeListed(doc, 'apologies', 'somebody');
	expect(lines(doc)).not.toContain('P');
	removeListed(doc, 'apologies', 'q');
	removeListed(doc, 'attending', 'r');
	expect(lines(doc)).toEqual(before);
});

test('where the clerk took the headings away, names still find a place before the items', () => {
	const doc = opened();
	item(doc, '2', 'a');
	bodyOf(doc).delete(2, 1);
	insertListed(doc, '3', { is: 'apologies', heading: 'Apologies' }, { id: 'p', text: 'P' });
	expect(lines(doc)).toEqual(['Minutes', 'It started.', 'Apologies', 'P', 'Item a', 'Started.']);
});
