import fc from 'fast-check';
import { generateKeyBetween } from 'fractional-indexing';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	addAskedTo,
	addItem,
	askedToTexts,
	fillAgenda,
	itemMap,
	itemsOf,
	moveItem,
	parseAgenda,
	removeAskedTo,
	removeItem,
	restoreItem,
	setKind,
	setLead,
	setMinutes,
	type KeyBetween,
	type NewItem,
} from './agenda.ydoc.ts';

const between: KeyBetween = (a, b) => generateKeyBetween(a, b);
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const item = (n: number): NewItem => ({
	id: id(n),
	kind: 'discussion',
	minutes: 10,
	title: { en: `Item ${n}` },
});
function agenda(count: number): Y.Doc {
	const doc = new Y.Doc();
	fillAgenda(
		doc,
		Array.from({ length: count }, (_, n) => item(n + 1)),
		between,
	);
	return doc;
}
const titles = (doc: Y.Doc) => parseAgenda(doc).items.map(({ title }) => title.en);
const copyOf = (doc: Y.Doc) => {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	return copy;
};
const meet = (a: Y.Doc, b: Y.Doc) => {
	Y.applyUpdate(a, Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)));
	Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)));
};

describe('operations', () => {
	test('what was written is read back', () => {
		const doc = new Y.Doc();
		const whole: NewItem = {
			id: id(1),
			kind: 'decision',
			minutes: 25,
			title: { en: 'Strategy', cy: 'Strategaeth' },
			summary: { en: 'First.\n\nSecond.' },
			askedTo: [{ en: 'approve it', cy: 'ei gymeradwyo' }],
			lead: id(9),
		};
		fillAgenda(
			doc,
			[whole, { id: id(2), kind: 'discussion', minutes: 15, exempt: id(7) }],
			between,
		);
		expect(parseAgenda(doc)).toMatchObject({
			items: [
				{ ...whole, exempt: null },
				{ id: id(2), exempt: id(7), title: {}, summary: {}, askedTo: [], lead: null },
			],
			removed: [],
			problems: [],
		});
	});

	test.each([
		[3, 1, ['Item 3', 'Item 1', 'Item 2', 'Item 4'], 1],
		[1, 4, ['Item 2', 'Item 3', 'Item 4', 'Item 1'], 4],
		[2, 3, ['Item 1', 'Item 3', 'Item 2', 'Item 4'], 3],
		[2, 99, ['Item 1', 'Item 3', 'Item 4', 'Item 2'], 4],
		[2, -5, ['Item 2', 'Item 1', 'Item 3', 'Item 4'], 1],
		[2, 2, ['Item 1', 'Item 2', 'Item 3', 'Item 4'], 2],
	])('item %i moved to position %i', (which, position, order, now) => {
		const doc = agenda(4);
		expect(moveItem(doc, id(which), position, between)).toBe(now);
		expect(titles(doc)).toEqual(order);
	});

	test('moving between two items with one key gives everybody a new key', () => {
		const doc = agenda(4);
		for (const n of [2, 3]) itemMap(doc, id(n))?.set('order', 'a1');
		moveItem(doc, id(4), 3, between);
		expect(titles(doc)).toEqual(['Item 1', 'Item 2', 'Item 4', 'Item 3']);
		itemMap(doc, id(1))?.set('order', '!!');
		moveItem(doc, id(3), 2, between);
		expect(titles(doc)).toEqual(['Item 1', 'Item 3', 'Item 2', 'Item 4']);
	});

	test('an item taken off can be put back where it stood', () => {
		const doc = agenda(3);
		removeItem(doc, id(2));
		expect(titles(doc)).toEqual(['Item 1', 'Item 3']);
		expect(parseAgenda(doc).removed.map((gone) => gone.id)).toEqual([id(2)]);
		restoreItem(doc, id(2));
		expect(titles(doc)).toEqual(['Item 1', 'Item 2', 'Item 3']);
	});

	test('undoing an added item takes it off and leaves it in the document', () => {
		const doc = agenda(1);
		const mine = Symbol('mine');
		const undo = new Y.UndoManager(itemsOf(doc), { trackedOrigins: new Set([mine]) });
		addItem(doc, item(2), between, mine);
		expect(titles(doc)).toEqual(['Item 1', 'Item 2']);
		undo.undo();
		expect(titles(doc)).toEqual(['Item 1']);
		expect(itemsOf(doc).length).toBe(2);
		undo.redo();
		expect(titles(doc)).toEqual(['Item 1', 'Item 2']);
	});

	test('fields', () => {
		const doc = agenda(1);
		setKind(doc, id(1), 'public');
		setMinutes(doc, id(1), 12.4);
		const map = itemMap(doc, id(1));
		if (!map) throw new Error('no item');
		setLead(map, id(9));
		addAskedTo(map);
		addAskedTo(map);
		askedToTexts(map, 'en')[0]?.insert(0, 'note it');
		askedToTexts(map, 'en')[1]?.insert(0, 'agree it');
		expect(parseAgenda(doc).items[0]).toMatchObject({
			kind: 'public',
			minutes: 12,
			lead: id(9),
			askedTo: [{ en: 'note it' }, { en: 'agree it' }],
		});
		removeAskedTo(map, 0);
		setLead(map, null);
		setMinutes(doc, id(1), Number.NaN);
		expect(parseAgenda(doc).items[0]).toMatchObject({
			minutes: 12,
			lead: null,
			askedTo: [{ en: 'agree it' }],
		});
	});
});

describe('what a client may have sent', () => {
	test('markup and emoji are words; controls and halves of characters go', () => {
		const doc = agenda(1);
		const title = itemMap(doc, id(1))?.get('title') as Y.Text;
		title.delete(0, title.length);
		title.insert(0, ' <b>Two\n\u0000lines</b> 🏴󠁧󠁢󠁷󠁬󠁳󠁿 \ud83c ');
		expect(titles(doc)).toEqual(['<b>Two lines</b> 🏴󠁧󠁢󠁷󠁬󠁳󠁿 \ufffd']);
	});

	test('odd values are read past and listed', () => {
		const doc = agenda(1);
		const odd = (entries: [string, unknown][]) => new Y.Map<unknown>(entries);
		itemsOf(doc).push([
			'words' as unknown as Y.Map<unknown>,
			odd([['title', 'no id']]),
			odd([['id', id(1)]]),
			odd([
				['id', id(2)],
				['kind', 'party'],
				['minutes', -3],
				['order', 7],
				['title', 'not a Y.Text'],
				['asked_to', 'nor this'],
				['lead', 'p01'],
			]),
		]);
		const long = new Y.Text('x'.repeat(10_000));
		itemsOf(doc).push([
			odd([
				['id', id(3)],
				['order', 'z'],
				['kind', 'public'],
				['minutes', 1],
				['title', long],
			]),
		]);
		expect(parseAgenda(doc)).toMatchObject({
			items: [
				{ id: id(2), kind: 'discussion', minutes: 0, order: '', title: {}, lead: null },
				{ id: id(1) },
				{ id: id(3) },
			],
			problems: [
				{ what: 'not_an_item' },
				{ what: 'no_id' },
				{ what: 'duplicate_id', itemId: id(1) },
				{ what: 'unknown_kind', itemId: id(2) },
				{ what: 'odd_minutes', itemId: id(2) },
				{ what: 'title_missing', itemId: id(2) },
				{ what: 'title_too_long', itemId: id(3) },
			],
		});
	});
});

test('an edit and a move at once: both are kept, and everybody sees one order', () => {
	let moves = 0;
	fc.assert(
		fc.property(
			fc.integer({ min: 2, max: 8 }),
			fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.string({ minLength: 1, maxLength: 5 })), {
				minLength: 1,
				maxLength: 10,
			}),
			(count, acts) => {
				const one = agenda(count);
				const other = copyOf(one);
				const words = new Map<string, string>();
				for (const [which, to, typed] of acts) {
					const target = id((which % count) + 1);
					const was = parseAgenda(one).items.map((each) => each.id);
					moveItem(one, target, (to % count) + 1, between);
					if (
						was.join() !==
						parseAgenda(one)
							.items.map((each) => each.id)
							.join()
					)
						moves++;
					const letters = typed.replace(/[^a-z]/giu, 'x');
					(itemMap(other, target)?.get('title') as Y.Text).insert(0, letters);
					words.set(target, letters + (words.get(target) ?? ''));
					addItem(other, item(100 + words.size + acts.length * 10), between);
				}
				const wanted = parseAgenda(one).items.map((each) => each.id);
				meet(one, other);
				expect(parseAgenda(one)).toEqual(parseAgenda(other));
				const after = parseAgenda(one).items;
				expect(after.map((each) => each.id).filter((each) => wanted.includes(each))).toEqual(
					wanted,
				);
				for (const [target, typed] of words) {
					const title = after.find((each) => each.id === target)?.title.en;
					expect(title).toBe(`${typed}Item ${Number(target.slice(-12))}`);
				}
			},
		),
		{ numRuns: 60 },
	);
	expect(moves).toBeGreaterThan(0);
});
