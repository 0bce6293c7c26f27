import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Present } from './carets.ts';

/** The part of an open room (`openRoom` of #lib/relay) that an editor works with. */
export interface EditingRoom {
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	readonly synced: boolean;
	readonly people: readonly Present[];
}

/** Somebody else in the text, with the heading they are under; `place` is null while their caret is nowhere. */
export interface InText extends Present {
	readonly place: string | null;
}
