import * as Y from 'yjs';
import { bodyOf } from './section.ydoc.ts';

/** Words of one paragraph that were written under one client id. */
export interface Passage {
	readonly client: number;
	readonly text: string;
}

/** What stands in a body, paragraph by paragraph, each cut where another hand begins. Empty paragraphs are left out. */
export function passagesOf(doc: Y.Doc): Passage[][] {
	const paragraphs: Passage[][] = [];
	const left: unknown[] = bodyOf(doc).toArray().toReversed();
	while (left.length > 0) {
		const node = left.pop();
		if (node instanceof Y.XmlText) {
			const passages = runsOf(node);
			if (passages.length > 0) paragraphs.push(passages);
		} else if (node instanceof Y.XmlElement) left.push(...node.toArray().toReversed());
	}
	return paragraphs;
}

function runsOf(text: Y.XmlText): Passage[] {
	const runs: { client: number; text: string }[] = [];
	for (let item = text._start; item; item = item.right) {
		if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
		const last = runs.at(-1);
		if (last?.client === item.id.client) last.text += item.content.str;
		else runs.push({ client: item.id.client, text: item.content.str });
	}
	return runs;
}
