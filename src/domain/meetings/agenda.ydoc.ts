import * as v from 'valibot';
import * as Y from 'yjs';
import type { Text } from '../kernel/text.ts';
import {
	itemKinds,
	longestItem,
	longestText,
	longestTitle,
	type AgendaDraft,
	type DraftItem,
	type DraftProblem,
	type ItemKind,
	type ItemWords,
} from './agenda.ts';

/*
 * Room `agenda`: Map `meta` (unused so far), Array `items`, append-only, each a Map:
 *   id       uuid, given once
 *   order    fractional key; moving sets it
 *   kind     one of itemKinds
 *   minutes  whole number
 *   lead     person id, or absent
 *   title, title_cy, summary, summary_cy    Y.Text: English, and Welsh under `_cy`; all four made with the item,
 *            since two people making the same one at once would lose one of them
 *   asked_to Y.Array of Y.Map { en: Y.Text, cy: Y.Text }
 *   exempt   compartment id; then no words stand here, they are in the room below
 *   removed  true when taken off the agenda
 * Room `exempt-agenda`: Map `item` with title, title_cy, summary, summary_cy, asked_to and lead of the one item.
 */

export const agendaRoots = { meta: 'map', items: 'array' } as const;
export const exemptAgendaRoots = { item: 'map' } as const;

export type ItemMap = Y.Map<unknown>;

/** Makes a key between two others (null: the open end). Throws when there is none. */
export type KeyBetween = (before: string | null, after: string | null) => string;

/** What a new item begins with. */
export interface NewItem extends Partial<ItemWords> {
	readonly id: string;
	readonly kind: ItemKind;
	readonly minutes: number;
	readonly exempt?: string;
}

export const itemsOf = (doc: Y.Doc): Y.Array<ItemMap> => doc.getArray<ItemMap>('items');

/** The map of the exempt room that holds the item's words. */
export const exemptItemOf = (doc: Y.Doc): ItemMap => doc.getMap('item');

const uuid = v.pipe(v.string(), v.uuid());
const kind = v.picklist(itemKinds);
const wholeMinutes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(longestItem));

/** Reads the draft past anything odd in it, which it lists: the room takes what a client sends under its roots. */
export function parseAgenda(doc: Y.Doc): AgendaDraft {
	const problems: DraftProblem[] = [];
	const seen = new Set<string>();
	const kept: { item: DraftItem; removed: boolean }[] = [];
	for (const map of itemsOf(doc)) {
		if (!(map instanceof Y.Map)) {
			problems.push({ what: 'not_an_item', itemId: null });
			continue;
		}
		const id = map.get('id');
		if (!v.is(uuid, id)) {
			problems.push({ what: 'no_id', itemId: null });
			continue;
		}
		const itemId = id.toLowerCase();
		if (seen.has(itemId)) {
			problems.push({ what: 'duplicate_id', itemId });
			continue;
		}
		seen.add(itemId);
		const removed = map.get('removed') === true;
		const found: DraftProblem['what'][] = [];
		kept.push({ item: readItem(map, itemId, found), removed });
		if (!removed) problems.push(...found.map((what) => ({ what, itemId })));
	}
	kept.sort((a, b) => byOrder(a.item, b.item));
	return {
		items: kept.filter(({ removed }) => !removed).map(({ item }) => item),
		removed: kept.filter(({ removed }) => removed).map(({ item }) => item),
		problems,
	};
}

/** The order items stand in: by key, ties by id, so that every screen agrees. */
function byOrder(
	a: { readonly order: string; readonly id: string },
	b: { readonly order: string; readonly id: string },
): number {
	if (a.order !== b.order) return a.order < b.order ? -1 : 1;
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function readItem(map: ItemMap, id: string, problems: DraftProblem['what'][]): DraftItem {
	const order = map.get('order');
	const ownKind = map.get('kind');
	const minutes = map.get('minutes');
	const exempt = map.get('exempt');
	if (!v.is(kind, ownKind)) problems.push('unknown_kind');
	if (!v.is(wholeMinutes, minutes)) problems.push('odd_minutes');
	const isExempt = v.is(uuid, exempt);
	const words = isExempt ? noWords : parseWords(map);
	if (!isExempt) problems.push(...problemsOfWords(words));
	return {
		...words,
		id,
		order: typeof order === 'string' ? order : '',
		kind: v.is(kind, ownKind) ? ownKind : 'discussion',
		minutes: v.is(wholeMinutes, minutes) ? minutes : 0,
		exempt: isExempt ? exempt.toLowerCase() : null,
	};
}

const noWords: ItemWords = { title: {}, summary: {}, askedTo: [], lead: null };

/** The words of an item, from the open room's item or the exempt room's map. Markup and emoji are plain text. */
export function parseWords(map: ItemMap): ItemWords {
	const lead = map.get('lead');
	return {
		title: twoTongues(oneLine(map.get('title')), oneLine(map.get('title_cy'))),
		summary: twoTongues(lines(map.get('summary')), lines(map.get('summary_cy'))),
		askedTo: askedToLines(map).flatMap((line) => {
			const text = twoTongues(oneLine(line.get('en')), oneLine(line.get('cy')));
			return text.en === undefined && text.cy === undefined ? [] : [text];
		}),
		lead: v.is(uuid, lead) ? lead.toLowerCase() : null,
	};
}

/** What stops these words from being published. */
export function problemsOfWords(words: ItemWords): DraftProblem['what'][] {
	const problems: DraftProblem['what'][] = [];
	const longer = (text: Text, most: number) =>
		[text.en, text.cy].some((words) => (words?.length ?? 0) > most);
	if (words.title.en === undefined && words.title.cy === undefined) problems.push('title_missing');
	if (longer(words.title, longestTitle)) problems.push('title_too_long');
	if ([words.summary, ...words.askedTo].some((text) => longer(text, longestText)))
		problems.push('text_too_long');
	return problems;
}

function askedToLines(map: ItemMap): Y.Map<unknown>[] {
	const list = map.get('asked_to');
	if (!(list instanceof Y.Array)) return [];
	return (list as Y.Array<unknown>)
		.toArray()
		.filter((line): line is Y.Map<unknown> => line instanceof Y.Map);
}

function twoTongues(en: string, cy: string): Text {
	return { ...(en === '' ? {} : { en }), ...(cy === '' ? {} : { cy }) };
}

// Postgres takes neither half a surrogate pair nor a null character in jsonb, and nobody means to type other controls.
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/gu;

function lines(value: unknown): string {
	if (!(value instanceof Y.Text)) return '';
	return value.toJSON().toWellFormed().replaceAll('\r\n', '\n').replace(controls, '').trim();
}

function oneLine(value: unknown): string {
	return lines(value).replace(/\s+/gu, ' ');
}

const text = (words: string | undefined): Y.Text => new Y.Text(words ?? '');

function askedToLine(words: Text): Y.Map<unknown> {
	return new Y.Map<unknown>([
		['en', text(words.en)],
		['cy', text(words.cy)],
	]);
}

function wordEntries(words: Partial<ItemWords>): [string, unknown][] {
	const askedTo = new Y.Array<Y.Map<unknown>>();
	askedTo.push((words.askedTo ?? []).map(askedToLine));
	return [
		['title', text(words.title?.en)],
		['title_cy', text(words.title?.cy)],
		['summary', text(words.summary?.en)],
		['summary_cy', text(words.summary?.cy)],
		['asked_to', askedTo],
		...(words.lead ? ([['lead', words.lead]] as [string, unknown][]) : []),
	];
}

/** Writes the first words of an exempt item into its room. */
export function fillExemptItem(doc: Y.Doc, words: ItemWords): void {
	doc.transact(() => {
		const map = exemptItemOf(doc);
		for (const [key, value] of wordEntries(words)) map.set(key, value);
	});
}

/** Writes the first agenda into its room, in the order given. */
export function fillAgenda(doc: Y.Doc, items: readonly NewItem[], between: KeyBetween): void {
	let order: string | null = null;
	doc.transact(() => {
		for (const item of items) {
			order = between(order, null);
			itemsOf(doc).push([newItem(item, order)]);
		}
	});
}

function newItem(item: NewItem, order: string): ItemMap {
	return new Y.Map<unknown>([
		['id', item.id],
		['order', order],
		['kind', item.kind],
		['minutes', item.minutes],
		...(item.exempt === undefined
			? wordEntries(item)
			: ([['exempt', item.exempt]] as [string, unknown][])),
	]);
}

/**
 * Adds an item at the end. It is appended as removed outside `origin` and put on the agenda inside it:
 * an undo manager that tracks `origin` then takes it off again and never deletes it with a neighbour's words in it.
 */
export function addItem(doc: Y.Doc, item: NewItem, between: KeyBetween, origin?: unknown): void {
	const last = liveItems(doc).at(-1);
	doc.transact(() => {
		const map = newItem(item, safeBetween(between, last?.order ?? null, null) ?? '');
		map.set('removed', true);
		itemsOf(doc).push([map]);
	});
	doc.transact(() => itemMap(doc, item.id)?.set('removed', false), origin);
}

/** The map of an item by its id: the first that carries it. */
export function itemMap(doc: Y.Doc, id: string): ItemMap | undefined {
	for (const map of itemsOf(doc)) {
		const own: unknown = map instanceof Y.Map ? map.get('id') : undefined;
		if (typeof own === 'string' && own.toLowerCase() === id) return map;
	}
	return undefined;
}

function liveItems(doc: Y.Doc): { id: string; order: string }[] {
	return parseAgenda(doc).items.map(({ id, order }) => ({ id, order }));
}

function safeBetween(
	between: KeyBetween,
	before: string | null,
	after: string | null,
): string | undefined {
	if (before !== null && after !== null && before >= after) return undefined;
	try {
		const key = between(before, after);
		return (before === null || key > before) && (after === null || key < after) ? key : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Moves an item to a position from 1 (cut to what there is). Sets its `order` only; where two neighbours hold the
 * same key or one that the generator doesn't know, every live item is given a new key.
 * Answers the position it has now, or undefined when there is no such item.
 */
export function moveItem(
	doc: Y.Doc,
	id: string,
	position: number,
	between: KeyBetween,
	origin?: unknown,
): number | undefined {
	const items = liveItems(doc);
	const from = items.findIndex((item) => item.id === id);
	if (from === -1) return undefined;
	const to = Math.min(Math.max(Math.trunc(position) - 1, 0), items.length - 1);
	if (to === from) return to + 1;
	const others = items.filter((item) => item.id !== id);
	const key = safeBetween(between, others[to - 1]?.order ?? null, others[to]?.order ?? null);
	doc.transact(() => {
		if (key !== undefined) {
			itemMap(doc, id)?.set('order', key);
			return;
		}
		let order: string | null = null;
		for (const item of others.toSpliced(to, 0, { id, order: '' })) {
			order = between(order, null);
			itemMap(doc, item.id)?.set('order', order);
		}
	}, origin);
	return to + 1;
}

/** Takes an item off the agenda; it can be restored. */
export function removeItem(doc: Y.Doc, id: string, origin?: unknown): void {
	doc.transact(() => itemMap(doc, id)?.set('removed', true), origin);
}

/** Puts a removed item back where it stood. */
export function restoreItem(doc: Y.Doc, id: string, origin?: unknown): void {
	doc.transact(() => itemMap(doc, id)?.set('removed', false), origin);
}

export function setKind(doc: Y.Doc, id: string, value: ItemKind, origin?: unknown): void {
	doc.transact(() => itemMap(doc, id)?.set('kind', value), origin);
}

/** Sets the minutes, cut to 0 to 600 and whole; anything else changes nothing. */
export function setMinutes(doc: Y.Doc, id: string, minutes: number, origin?: unknown): void {
	if (!Number.isFinite(minutes)) return;
	const whole = Math.min(Math.max(Math.round(minutes), 0), longestItem);
	doc.transact(() => itemMap(doc, id)?.set('minutes', whole), origin);
}

/** Sets who leads it; null: nobody yet. `words` is the open item or the exempt room's map. */
export function setLead(words: ItemMap, personId: string | null, origin?: unknown): void {
	words.doc?.transact(() => {
		if (personId === null) words.delete('lead');
		else words.set('lead', personId);
	}, origin);
}

/** The Y.Texts of the asked-to lines in one language, in their order; lines without one are left out. */
export function askedToTexts(words: ItemMap, locale: 'en' | 'cy'): Y.Text[] {
	return askedToLines(words).flatMap((line) => {
		const value = line.get(locale);
		return value instanceof Y.Text ? [value] : [];
	});
}

/** Adds an empty asked-to line at the end. */
export function addAskedTo(words: ItemMap, origin?: unknown): void {
	words.doc?.transact(() => {
		const list = words.get('asked_to');
		if (list instanceof Y.Array) list.push([askedToLine({})]);
		else {
			const fresh = new Y.Array<Y.Map<unknown>>();
			fresh.push([askedToLine({})]);
			words.set('asked_to', fresh);
		}
	}, origin);
}

/** Takes an asked-to line away, by its position from 0 among the well-formed ones. */
export function removeAskedTo(words: ItemMap, index: number, origin?: unknown): void {
	const list = words.get('asked_to');
	const line = askedToLines(words)[index];
	if (!(list instanceof Y.Array) || !line) return;
	words.doc?.transact(() => list.delete(list.toArray().indexOf(line)), origin);
}
