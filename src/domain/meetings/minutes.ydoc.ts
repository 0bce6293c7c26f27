import * as Y from 'yjs';
import type { Block } from '../documents/rich-text.ts';
import { blockElement, bodyOf, bodyRoot } from '../documents/section.ydoc.ts';
import { anchorIn, endsPart } from './minutes-parts.ts';

/** The root of a `minutes` room: one text, which the record begins and the clerk goes on with. */
export const minutesRoots = { [bodyRoot]: 'xml' } as const;

/**
 * Where in the minutes a block of the record stands, so that later ones find their place:
 * the list of those present, an organisation or a person in it, an item's heading, the end.
 */
export type Anchor =
	| 'present'
	| 'attending'
	| 'apologies'
	| 'end'
	| `org/${string}`
	| `person/${string}`
	| `apology/${string}`
	| `item/${string}`;

/** A list of people at the top of the minutes, with its heading in the language of the minutes. */
export interface Roll {
	readonly is: 'present' | 'attending' | 'apologies';
	readonly heading: string;
}

/** The order of the lists. */
const rolls = ['present', 'attending', 'apologies'] as const;

/**
 * The `eventId` of a block: the event that wrote it and, where later events look for it, its anchor.
 * At most 64 characters (what the text's schema keeps).
 */
export function blockId(eventId: string, anchor?: Anchor): string {
	return anchor ? `${eventId}/${anchor}` : eventId;
}

/** A paragraph of the record. */
export function line(eventId: string, text: string, anchor?: Anchor): Block {
	return {
		type: 'paragraph',
		attrs: { eventId: blockId(eventId, anchor) },
		content: text === '' ? [] : [{ type: 'text', text }],
	};
}

/** A paragraph of the record with its first words in bold. */
export function leadLine(eventId: string, lead: string, text: string): Block {
	return {
		type: 'paragraph',
		attrs: { eventId: blockId(eventId) },
		content: [
			{ type: 'text', text: lead, marks: [{ type: 'bold' }] },
			{ type: 'text', text: ` ${text}` },
		],
	};
}

/** A heading of the record. */
export function heading(eventId: string, level: 2 | 3, text: string, anchor?: Anchor): Block {
	return {
		type: 'heading',
		attrs: { level, eventId: blockId(eventId, anchor) },
		content: [{ type: 'text', text }],
	};
}

/** Whether the event has written into the text already: a reaction that runs again changes nothing. */
export function hasEvent(doc: Y.Doc, eventId: string): boolean {
	return ids(bodyOf(doc)).some((id) => id === eventId || id.startsWith(`${eventId}/`));
}

/** Whether a block with this anchor stands in the text. */
export function hasAnchor(doc: Y.Doc, anchor: Anchor): boolean {
	return ids(bodyOf(doc)).some((id) => anchorIn(id) === anchor);
}

/** Puts the opening of the minutes before all else. */
export function insertOpening(doc: Y.Doc, blocks: readonly Block[]): void {
	bodyOf(doc).insert(0, blocks.map(blockElement));
}

/**
 * Puts blocks at the end of an item's part: before the next item's heading. Without an item, or when the clerk has
 * taken its heading away, at the end of the text (before its closing line).
 */
export function insertInItem(doc: Y.Doc, itemId: string | null, blocks: readonly Block[]): void {
	const body = bodyOf(doc);
	const anchors = body.toArray().map((child) => anchorIn(idOf(child)));
	const start = itemId === null ? -1 : anchors.indexOf(`item/${itemId}`);
	const next =
		start === -1
			? anchors.indexOf('end')
			: anchors.findIndex((anchor, at) => at > start && endsPart(anchor));
	body.insert(next === -1 ? body.length : next, blocks.map(blockElement));
}

/**
 * Adds a person to those present, under their organisation; `order` is all organisations in the order of the roll.
 * Changes nothing when the person stands there already.
 */
export function insertPresent(
	doc: Y.Doc,
	eventId: string,
	heading: string,
	person: { id: string; text: string },
	organisation: { id: string; name: string },
	order: readonly string[],
): void {
	if (hasAnchor(doc, `person/${person.id}`)) return;
	const list = listUnder(doc, eventId, { is: 'present', heading });
	const entry = blockElement(line(eventId, person.text, `person/${person.id}`));
	const organisations = list.toArray().map((item) =>
		ids(item)
			.map(anchorIn)
			.find((anchor) => anchor?.startsWith('org/')),
	);
	const own = organisations.indexOf(`org/${organisation.id}`);
	const item = own === -1 ? undefined : list.get(own);
	if (item instanceof Y.XmlElement) {
		item.insert(item.length, [entry]);
		return;
	}
	const rank = (anchor: string | null | undefined) => order.indexOf(anchor?.slice(4) ?? '');
	const after = organisations.findIndex(
		(anchor) => anchor && rank(anchor) > order.indexOf(organisation.id),
	);
	insertItem(list, after === -1 ? list.length : after, [
		blockElement(line(eventId, organisation.name, `org/${organisation.id}`)),
		entry,
	]);
}

/** Adds a person to those in attendance or to the apologies; nothing when they stand there already. */
export function insertListed(
	doc: Y.Doc,
	eventId: string,
	roll: Roll & { is: 'attending' | 'apologies' },
	person: { id: string; text: string },
): void {
	const anchor = listed(roll.is, person.id);
	if (hasAnchor(doc, anchor)) return;
	const list = listUnder(doc, eventId, roll);
	insertItem(list, list.length, [blockElement(line(eventId, person.text, anchor))]);
}

/** Takes a person out of those in attendance (they have a seat now) or of the apologies (they came, or it was a mistake). */
export function removeListed(doc: Y.Doc, roll: 'attending' | 'apologies', personId: string): void {
	const body = bodyOf(doc);
	const anchor = listed(roll, personId);
	const list = listAt(body, indexOf(body, roll) + 1);
	const at =
		list?.toArray().findIndex((item) => ids(item).some((id) => anchorIn(id) === anchor)) ?? -1;
	if (!list || at === -1) return;
	// A list without items is nothing the editor knows; its heading goes with it.
	if (list.length === 1) body.delete(indexOf(body, roll), 2);
	else list.delete(at, 1);
}

const listed = (roll: 'attending' | 'apologies', personId: string): Anchor =>
	roll === 'attending' ? `person/${personId}` : `apology/${personId}`;

/** The list under a roll's heading; heading and list are made, after the roll before, when they aren't there yet. */
function listUnder(doc: Y.Doc, eventId: string, roll: Roll): Y.XmlElement {
	const body = bodyOf(doc);
	let at = indexOf(body, roll.is);
	if (at === -1) {
		at = 0;
		for (const before of rolls.slice(0, rolls.indexOf(roll.is))) {
			const there = indexOf(body, before);
			if (there !== -1) at = there + (listAt(body, there + 1) ? 2 : 1);
		}
		if (at === 0) at = endOfOpening(body);
		body.insert(at, [blockElement(heading(eventId, 3, roll.heading, roll.is))]);
	}
	const found = listAt(body, at + 1);
	if (found) return found;
	const list = new Y.XmlElement('bulletList');
	body.insert(at + 1, [list]);
	return list;
}

function indexOf(body: Y.XmlFragment, anchor: Anchor): number {
	return body.toArray().findIndex((child) => anchorIn(idOf(child)) === anchor);
}

function listAt(body: Y.XmlFragment, at: number): Y.XmlElement | null {
	const child = at > 0 && at < body.length ? body.get(at) : null;
	return child instanceof Y.XmlElement && child.nodeName === 'bulletList' ? child : null;
}

/** Before the first item, or at the end of the text. */
function endOfOpening(body: Y.XmlFragment): number {
	const at = body.toArray().findIndex((child) => endsPart(anchorIn(idOf(child))));
	return at === -1 ? body.length : at;
}

function insertItem(list: Y.XmlElement, at: number, content: Y.XmlElement[]): void {
	const item = new Y.XmlElement('listItem');
	item.insert(0, content);
	list.insert(at, [item]);
}

/** Lists stand at most so deep in the text as the server writes it; what the clerk nests deeper holds no events. */
const deepest = 6;

function ids(parent: unknown, depth = 0): string[] {
	if (depth > deepest || !(parent instanceof Y.XmlFragment)) return [];
	return parent.toArray().flatMap((child) => {
		const id = idOf(child);
		return [...(id === null ? [] : [id]), ...ids(child, depth + 1)];
	});
}

function idOf(node: unknown): string | null {
	if (!(node instanceof Y.XmlElement)) return null;
	const id: unknown = node.getAttribute('eventId');
	return typeof id === 'string' ? id : null;
}
