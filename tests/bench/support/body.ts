import * as Y from 'yjs';

/** What the blocks of a room's body begin with, as text; whatever else is in them is passed over. */
export function blocksOf(doc: Y.Doc): string[] {
	return doc
		.getXmlFragment('body')
		.toArray()
		.flatMap((block) => (block instanceof Y.XmlElement ? (block.get(0)?.toJSON() ?? []) : []));
}
