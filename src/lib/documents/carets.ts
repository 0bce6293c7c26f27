import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { yCursorPlugin } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';

/** A person in the room, as the server says (name and colour 1 to 8 come from the session, never from the other browser). */
export interface Present {
	readonly clientId: number;
	readonly name: string;
	readonly colour: number;
}

export interface CaretOptions {
	readonly awareness: Awareness | null;
	readonly people: () => readonly Present[];
}

/** How long a name stands at a caret that moved (design, Fixed 6), in milliseconds. */
const flagged = 2000;

/**
 * Where others write: a bar with a square head that covers no letter, the name for two seconds after a move.
 * Hidden from screen readers, since the text would be torn by names; "Here now" says who is where.
 */
export const Carets = Extension.create<CaretOptions>({
	name: 'carets',
	priority: 999,
	addOptions() {
		return { awareness: null, people: () => [] };
	},
	addProseMirrorPlugins() {
		const { awareness, people } = this.options;
		if (!awareness) return [];
		const person = (clientId: number) => people().find((one) => one.clientId === clientId);
		const hue = (clientId: number) => `var(--mh-p${person(clientId)?.colour ?? 8})`;
		return [
			// The binding is typed by JSDoc and answers any.
			yCursorPlugin(awareness, {
				cursorBuilder: (user: { name?: string }, clientId: number) => {
					const caret = document.createElement('span');
					caret.className = 'mh-caret';
					caret.dataset['client'] = String(clientId);
					caret.style.setProperty('--c', hue(clientId));
					caret.setAttribute('aria-hidden', 'true');
					const flag = document.createElement('span');
					flag.textContent = person(clientId)?.name ?? user.name ?? '';
					flag.hidden = true;
					caret.append(flag);
					return caret;
				},
				selectionBuilder: (_user: unknown, clientId: number) => ({
					style: `background-color: color-mix(in srgb, ${hue(clientId)} 20%, transparent)`,
				}),
			}) as Plugin,
			new Plugin({
				view(view) {
					const timers = new Map<number, ReturnType<typeof setTimeout>>();
					const last = new Map<number, string>();
					const show = (clientId: number, shown: boolean) => {
						const flag = view.dom.querySelector<HTMLElement>(
							`.mh-caret[data-client="${clientId}"] > span`,
						);
						if (flag) flag.hidden = !shown;
					};
					const onChange = ({ added, updated }: { added: number[]; updated: number[] }) => {
						for (const clientId of [...added, ...updated]) {
							if (clientId === awareness.clientID) continue;
							const cursor = JSON.stringify(
								awareness.getStates().get(clientId)?.['cursor'] ?? null,
							);
							if (cursor === 'null' || cursor === last.get(clientId)) continue;
							last.set(clientId, cursor);
							clearTimeout(timers.get(clientId));
							// The caret itself is drawn one tick after the news of it.
							timers.set(
								clientId,
								setTimeout(() => {
									show(clientId, true);
									timers.set(
										clientId,
										setTimeout(() => show(clientId, false), flagged),
									);
								}, 20),
							);
						}
					};
					awareness.on('change', onChange);
					return {
						destroy() {
							awareness.off('change', onChange);
							for (const timer of timers.values()) clearTimeout(timer);
						},
					};
				},
			}),
		];
	},
});
