import { EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { yCollab } from 'y-codemirror.next';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { styleNonce } from '#lib/ui/nonce.ts';
import { textCarets, type Writer } from './text-carets.ts';

export interface TextOptions {
	readonly parent: HTMLElement;
	readonly text: Y.Text;
	readonly awareness: Awareness;
	readonly people: () => readonly Writer[];
	readonly manager: Y.UndoManager;
	/** The reader's own undo and redo over the whole sheet, not this field alone. */
	readonly undo: () => void;
	readonly redo: () => void;
	/** A field of several paragraphs; else Enter does `onenter` and pasted line breaks become spaces. */
	readonly multiline: boolean;
	readonly onenter?: () => void;
	readonly attributes: Readonly<Record<string, string>>;
}

/** A field on a shared text: others' words and carets as they come, one's own undo, Tab leaves. */
export function textView(options: TextOptions): EditorView {
	const { text, multiline } = options;
	const did = (act: () => void) => () => {
		act();
		return true;
	};
	return new EditorView({
		parent: options.parent,
		state: EditorState.create({
			doc: text.toJSON(),
			extensions: [
				// The shared text counts every character; by default the editor would swallow carriage returns and lose count.
				EditorState.lineSeparator.of('\n'),
				EditorView.clipboardInputFilter.of((pasted) =>
					multiline ? pasted.replace(/\r\n?/gu, '\n') : pasted.replace(/\s*[\r\n]+\s*/gu, ' '),
				),
				keymap.of([
					{ key: 'Mod-z', run: did(options.undo), preventDefault: true },
					{ key: 'Mod-y', run: did(options.redo), preventDefault: true },
					{ key: 'Mod-Shift-z', run: did(options.redo), preventDefault: true },
					{
						key: 'Enter',
						run: (view) => {
							if (multiline)
								view.dispatch(view.state.replaceSelection('\n'), {
									scrollIntoView: true,
									userEvent: 'input',
								});
							else options.onenter?.();
							return true;
						},
					},
				]),
				EditorView.domEventHandlers({
					beforeinput(event) {
						if (event.inputType === 'historyUndo') options.undo();
						else if (event.inputType === 'historyRedo') options.redo();
						else return false;
						event.preventDefault();
						return true;
					},
				}),
				EditorView.cspNonce.of(styleNonce()),
				EditorView.lineWrapping,
				EditorView.contentAttributes.of({
					...options.attributes,
					role: 'textbox',
					'aria-multiline': String(multiline),
					spellcheck: 'true',
					autocorrect: 'on',
					autocapitalize: 'sentences',
				}),
				yCollab(text, null, { undoManager: options.manager }),
				textCarets(text, options.awareness, options.people),
			],
		}),
	});
}

/** Gives the focus back to what lost it by being moved in the page; a shared text keeps its selection. */
export function focusAgain(element: HTMLElement): void {
	const view = EditorView.findFromDOM(element);
	if (view) view.focus();
	else element.focus({ preventScroll: true });
}
