import * as Y from 'yjs';
import { deepest, parse, type Block, type Inline, type Mark, type RichText } from './rich-text.ts';

/** The one root of a `section` and of a `minutes` room. */
export const bodyRoot = 'body';

/** The body of a section's or the minutes' shared document. */
export const bodyOf = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment(bodyRoot);

/** What stands in the shared document, narrowed to what the house knows (see `parse`). Reads with yjs alone. */
export function readBody(doc: Y.Doc): RichText {
	return parse({ content: loose(bodyOf(doc), 0) });
}

type LooseNode = {
	type: string;
	attrs?: object;
	text?: string;
	marks?: object[];
	content?: LooseNode[];
};

function loose(parent: Y.XmlFragment, depth: number): LooseNode[] {
	// A block and its words take two levels more than the deepest block that `parse` keeps.
	if (depth > 2 * deepest) return words(parent);
	return parent.toArray().flatMap((child): LooseNode[] => {
		if (child instanceof Y.XmlText) return runs(child);
		if (child instanceof Y.XmlElement)
			return [
				{ type: child.nodeName, attrs: child.getAttributes(), content: loose(child, depth + 1) },
			];
		return [];
	});
}

/** The words under a node that lies too deep, walked without recursion. */
function words(parent: Y.XmlFragment): LooseNode[] {
	const out: LooseNode[] = [];
	const left: unknown[] = parent.toArray().toReversed();
	while (left.length > 0) {
		const node = left.pop();
		if (node instanceof Y.XmlText) out.push(...runs(node));
		else if (node instanceof Y.XmlElement) left.push(...node.toArray().toReversed());
	}
	return out;
}

/** The binding of the editor adds a hash to the name of a mark that may overlap itself. */
const hashed = /^(.*)--[a-zA-Z0-9+/=]{8}$/;

function runs(text: Y.XmlText): LooseNode[] {
	const delta = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
	return delta.flatMap(({ insert, attributes }) =>
		typeof insert === 'string'
			? [
					{
						type: 'text',
						text: insert,
						marks: Object.entries(attributes ?? {}).map(([name, attrs]) => ({
							type: hashed.exec(name)?.[1] ?? name,
							attrs,
						})),
					},
				]
			: [],
	);
}

/** Writes the first content of a room; call it inside the transaction that creates the document. */
export function writeBody(doc: Y.Doc, text: RichText): void {
	const body = bodyOf(doc);
	body.insert(body.length, text.content.map(blockElement));
}

/** A block as the editor's binding would write it, not yet in a document: for blocks that the server inserts. */
export function blockElement(block: Block): Y.XmlElement {
	const element = new Y.XmlElement<{ [key: string]: string | number }>(block.type);
	switch (block.type) {
		case 'heading':
			element.setAttribute('level', block.attrs.level);
			if (block.attrs.eventId !== undefined) element.setAttribute('eventId', block.attrs.eventId);
			element.insert(0, inlineNodes(block.content));
			break;
		case 'paragraph':
			if (block.attrs?.eventId !== undefined) element.setAttribute('eventId', block.attrs.eventId);
			element.insert(0, inlineNodes(block.content));
			break;
		case 'orderedList':
		case 'bulletList':
			if (block.type === 'orderedList') element.setAttribute('start', 1);
			element.insert(
				0,
				block.content.map((item) => {
					const inside = new Y.XmlElement('listItem');
					inside.insert(0, item.content.map(blockElement));
					return inside;
				}),
			);
			break;
		case 'blockquote':
			element.insert(0, block.content.map(blockElement));
			break;
	}
	return element as unknown as Y.XmlElement;
}

/** Runs of words share one text, as the editor's binding expects; a line break is an element between two. */
function inlineNodes(content: readonly Inline[]): (Y.XmlElement | Y.XmlText)[] {
	const out: (Y.XmlElement | Y.XmlText)[] = [];
	let delta: { insert: string; attributes: Record<string, object> }[] = [];
	const close = () => {
		if (delta.length === 0) return;
		const text = new Y.XmlText();
		text.applyDelta(delta);
		out.push(text);
		delta = [];
	};
	for (const run of content) {
		if (run.type === 'text')
			delta.push({
				insert: run.text,
				attributes: Object.fromEntries(
					(run.marks ?? []).map((mark) => [mark.type, markAttrs(mark)]),
				),
			});
		else {
			close();
			out.push(new Y.XmlElement('hardBreak'));
		}
	}
	close();
	return out;
}

const markAttrs = (mark: Mark): object => ('attrs' in mark ? mark.attrs : {});
