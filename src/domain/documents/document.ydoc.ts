import type * as Y from 'yjs';
import { isSectionState, type SectionState } from './document.ts';

/** The one root of a `document` room: a map of the sections by id, written by the server only. */
export const sectionsRoot = 'sections';

/** What readers of a document follow without opening its sections. */
export interface SectionLine {
	/** From 1, in the order of the document. */
	readonly position: number;
	readonly state: SectionState;
	/** The last frozen version; 0 before the first. */
	readonly version: number;
	/** Words of the text when this line was written. */
	readonly words: number;
}

/** Writes the line of a section; writes nothing where it already stands so. */
export function writeSection(doc: Y.Doc, sectionId: string, line: SectionLine): void {
	const sections = doc.getMap(sectionsRoot);
	const now = JSON.stringify(lineOf(sections.get(sectionId)));
	if (now !== JSON.stringify(lineOf(line))) sections.set(sectionId, { ...line });
}

/** The lines by section id, as far as they can be read. */
export function readSections(doc: Y.Doc): Map<string, SectionLine> {
	const out = new Map<string, SectionLine>();
	for (const [id, value] of doc.getMap(sectionsRoot)) {
		const line = lineOf(value);
		if (line) out.set(id, line);
	}
	return out;
}

function lineOf(value: unknown): SectionLine | null {
	if (typeof value !== 'object' || value === null) return null;
	const { position, state, version, words } = value as Record<string, unknown>;
	if (typeof position !== 'number' || typeof version !== 'number' || typeof words !== 'number')
		return null;
	if (typeof state !== 'string' || !isSectionState(state)) return null;
	return { position, state, version, words };
}
