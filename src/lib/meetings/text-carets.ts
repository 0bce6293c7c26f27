import type { Extension, Range } from '@codemirror/state';
import {
	Decoration,
	EditorView,
	ViewPlugin,
	WidgetType,
	type DecorationSet,
	type ViewUpdate,
} from '@codemirror/view';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

/** Somebody in the room as the server says; name and colour never come from the other browser. */
export interface Writer {
	readonly clientId: number;
	readonly name: string;
	readonly colour: number;
}

/** How long a name stands at a caret that moved (design, Fixed 6), in milliseconds. */
const flagged = 2_000;

/** A bar with a square head that covers no letter; the name beside it for two seconds. Hidden from screen readers. */
class Caret extends WidgetType {
	readonly writer: Writer;
	readonly flag: boolean;

	constructor(writer: Writer, flag: boolean) {
		super();
		this.writer = writer;
		this.flag = flag;
	}

	override eq(other: Caret): boolean {
		return other.writer.clientId === this.writer.clientId && other.flag === this.flag;
	}

	toDOM(): HTMLElement {
		const caret = document.createElement('span');
		caret.className = `mh-caret mh-p${this.writer.colour}`;
		caret.setAttribute('aria-hidden', 'true');
		if (this.flag) {
			const name = document.createElement('span');
			name.textContent = this.writer.name;
			caret.append(name);
		}
		return caret;
	}
}

interface Cursor {
	readonly anchor: number;
	readonly head: number;
}

function cursorIn(text: Y.Text, cursor: unknown): Cursor | null {
	if (!text.doc || typeof cursor !== 'object' || cursor === null) return null;
	try {
		const index = (key: 'anchor' | 'head') => {
			const place = Y.createAbsolutePositionFromRelativePosition(
				Y.createRelativePositionFromJSON((cursor as Record<string, unknown>)[key]),
				text.doc as Y.Doc,
			);
			return place?.type === text ? place.index : null;
		};
		const anchor = index('anchor');
		const head = index('head');
		return anchor === null || head === null ? null : { anchor, head };
	} catch {
		// Another client may say anything about where it is.
		return null;
	}
}

/** Shows where others are in a shared text, and tells them where the reader is. */
export function textCarets(
	text: Y.Text,
	awareness: Awareness,
	people: () => readonly Writer[],
): Extension {
	const plugin = ViewPlugin.fromClass(
		class {
			decorations: DecorationSet = Decoration.none;
			readonly #view: EditorView;
			readonly #moved = new Map<number, { at: string; until: number }>();
			readonly #timers = new Set<ReturnType<typeof setTimeout>>();
			#waiting = false;

			constructor(view: EditorView) {
				this.#view = view;
				awareness.on('change', this.#look);
				this.decorations = this.#draw();
			}

			readonly #look = () => this.#later(0);

			/** Draws anew in a moment: news may come while the view is being updated. */
			#later(milliseconds: number): void {
				if (milliseconds === 0 && this.#waiting) return;
				if (milliseconds === 0) this.#waiting = true;
				const timer = setTimeout(() => {
					this.#timers.delete(timer);
					if (milliseconds === 0) this.#waiting = false;
					this.decorations = this.#draw();
					this.#view.dispatch({});
				}, milliseconds);
				this.#timers.add(timer);
			}

			#draw(): DecorationSet {
				const ranges: Range<Decoration>[] = [];
				const length = this.#view.state.doc.length;
				const now = performance.now();
				for (const writer of people()) {
					const state: unknown = awareness.getStates().get(writer.clientId)?.['cursor'];
					const found = cursorIn(text, state);
					if (!found) continue;
					const at = JSON.stringify(state);
					if (this.#moved.get(writer.clientId)?.at !== at) {
						this.#moved.set(writer.clientId, { at, until: now + flagged });
						this.#later(flagged + 20);
					}
					const flag = (this.#moved.get(writer.clientId)?.until ?? 0) > now;
					const head = Math.min(found.head, length);
					const anchor = Math.min(found.anchor, length);
					if (anchor !== head)
						ranges.push(
							Decoration.mark({
								attributes: {
									style: `background-color: color-mix(in srgb, var(--mh-p${writer.colour}) 20%, transparent)`,
								},
							}).range(Math.min(anchor, head), Math.max(anchor, head)),
						);
					ranges.push(Decoration.widget({ widget: new Caret(writer, flag), side: 1 }).range(head));
				}
				return Decoration.set(ranges, true);
			}

			update(update: ViewUpdate): void {
				if (update.docChanged) this.decorations = this.decorations.map(update.changes);
				if (update.selectionSet || update.focusChanged || update.docChanged) this.#tell();
			}

			#tell(): void {
				const state = awareness.getLocalState();
				if (!state) return;
				if (!this.#view.hasFocus) {
					if (cursorIn(text, state['cursor'])) awareness.setLocalStateField('cursor', null);
					return;
				}
				const { anchor, head } = this.#view.state.selection.main;
				const most = text.length;
				const place = (index: number) =>
					Y.createRelativePositionFromTypeIndex(text, Math.min(index, most));
				const cursor = { anchor: place(anchor), head: place(head) };
				if (JSON.stringify(cursor) !== JSON.stringify(state['cursor'] ?? null))
					awareness.setLocalStateField('cursor', cursor);
			}

			destroy(): void {
				awareness.off('change', this.#look);
				for (const timer of this.#timers) clearTimeout(timer);
				const state = awareness.getLocalState();
				if (state && cursorIn(text, state['cursor'])) awareness.setLocalStateField('cursor', null);
			}
		},
		{ decorations: (value) => value.decorations },
	);
	return plugin;
}
