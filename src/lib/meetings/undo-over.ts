import * as Y from 'yjs';

/** Undo over a shared type for what was done under `origin` and typed into its fields. */
export const undoOver = (scope: unknown, origin: object): Y.UndoManager =>
	new Y.UndoManager(scope as Y.AbstractType<unknown>, { trackedOrigins: new Set([origin]) });
