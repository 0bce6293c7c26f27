import type { Block, RichText } from '../documents/rich-text.ts';

/**
 * The part of the minutes that tells of one item: from its heading to the next item's, or to the closing line.
 * Empty while the item has not been opened, or when the clerk has taken its heading away.
 */
export function partOf(text: RichText, itemId: string): RichText {
	const anchors = text.content.map(anchorOf);
	const start = anchors.indexOf(`item/${itemId}`);
	if (start === -1) return { type: 'doc', content: [] };
	const next = anchors.findIndex((anchor, at) => at > start && endsPart(anchor));
	return { type: 'doc', content: text.content.slice(start, next === -1 ? undefined : next) };
}

/** Whether a block with this anchor ends the part before it. */
export function endsPart(anchor: string | null): boolean {
	return anchor === 'end' || anchor?.startsWith('item/') === true;
}

/** The anchor in a block's `eventId`: what stands after its event's own id. */
export function anchorIn(eventId: string | null): string | null {
	const cut = eventId?.indexOf('/') ?? -1;
	return eventId === null || cut === -1 ? null : eventId.slice(cut + 1);
}

function anchorOf(block: Block): string | null {
	return block.type === 'heading' || block.type === 'paragraph'
		? anchorIn(block.attrs?.eventId ?? null)
		: null;
}
