import type * as Y from 'yjs';
import type { AgendaDraft, ItemKind, ItemWords } from '#domain/meetings/agenda.ts';
import {
	addAskedTo,
	addItem,
	exemptItemOf,
	itemMap,
	itemsOf,
	moveItem,
	parseAgenda,
	parseWords,
	removeAskedTo,
	removeItem,
	restoreItem,
	setKind,
	setLead,
	setMinutes,
	type ItemMap,
} from '#domain/meetings/agenda.ydoc.ts';
import { reactiveY } from '#lib/relay/reactive-y.svelte.ts';
import { openRoom, type Room } from '#lib/relay/room.svelte.ts';
import { keyBetween } from './order-key.ts';
import { undoOver } from './undo-over.ts';

/** A draft in which the words of one or more items live, with the reader's own undo over it. */
export interface Sheet {
	readonly room: Room;
	readonly undo: Y.UndoManager;
}

/** An exempt item's own room. */
interface Hidden extends Sheet {
	readonly words: { readonly current: ItemWords };
}

const minutesOfNew = 10;

/** What one person does to one agenda: the open room, the exempt rooms they may enter, and one undo over all of it. */
export class AgendaEditing {
	readonly sheet: Sheet;
	canUndo = $state(false);
	canRedo = $state(false);
	/** The item whose fields are open here. */
	open: string | null = $state(null);

	/** Origin of this person's acts other than typing; undo follows it. */
	readonly #mine = {};
	readonly #draft: { readonly current: AgendaDraft };
	readonly #hidden: Record<string, Hidden> = {};
	/** The managers in the order of what was done, since typing and moving are undone in one line. */
	#done: Y.UndoManager[] = [];
	#undone: Y.UndoManager[] = [];
	#turning = false;

	constructor(options: {
		roomId: string;
		accountId: string;
		exemptRooms: Readonly<Record<string, string>>;
	}) {
		const { roomId, accountId, exemptRooms } = options;
		const room = openRoom({ kind: 'agenda', id: roomId, accountId, keep: true });
		this.sheet = { room, undo: this.#manager(itemsOf(room.doc)) };
		// A state that was never set has clock 0, which other browsers take for old news.
		room.setPlace(null);
		this.#draft = reactiveY(itemsOf(room.doc), () => parseAgenda(room.doc));
		for (const [itemId, id] of Object.entries(exemptRooms)) {
			const inside = openRoom({ kind: 'exempt-agenda', id, accountId });
			const map = exemptItemOf(inside.doc);
			this.#hidden[itemId] = {
				room: inside,
				undo: this.#manager(map),
				words: reactiveY(map, () => parseWords(map)),
			};
		}
	}

	get room(): Room {
		return this.sheet.room;
	}

	/** All rooms in which words of this page are written: what is said of saving is said of all of them. */
	get rooms(): readonly Room[] {
		return [this.sheet, ...Object.values(this.#hidden)].map(({ room }) => room);
	}

	get draft(): AgendaDraft {
		return this.#draft.current;
	}

	/** The words of an item, from its own room when exempt; null when they are not the reader's to see. */
	wordsOf(
		item: ItemWords & { readonly id: string; readonly exempt: string | null },
	): ItemWords | null {
		if (item.exempt === null) return item;
		return this.#hidden[item.id]?.words.current ?? null;
	}

	/** Where the words of an item are written: the map and the sheet it is on. */
	place(item: {
		readonly id: string;
		readonly exempt: string | null;
	}): { readonly map: ItemMap; readonly sheet: Sheet } | null {
		if (item.exempt !== null) {
			const hidden = this.#hidden[item.id];
			return hidden ? { map: exemptItemOf(hidden.room.doc), sheet: hidden } : null;
		}
		const map = itemMap(this.room.doc, item.id);
		return map ? { map, sheet: this.sheet } : null;
	}

	/** Says on which item the reader is, for the others. */
	openItem(id: string | null): void {
		this.open = id;
		this.room.setPlace(id === null ? null : { item: id });
	}

	/** Who else has the item open. */
	othersOn(id: string): { name: string; colour: number }[] {
		return this.room.people.filter(
			({ place }) =>
				typeof place === 'object' && place !== null && 'item' in place && place.item === id,
		);
	}

	/** Adds an item at the end and answers its id. */
	add(kind: ItemKind = 'discussion'): string {
		const id = crypto.randomUUID();
		this.#act(this.sheet, () =>
			addItem(this.room.doc, { id, kind, minutes: minutesOfNew }, keyBetween, this.#mine),
		);
		return id;
	}

	/** Moves an item to a position from 1; answers the position it has now. */
	move(id: string, position: number): number | undefined {
		return this.#act(this.sheet, () =>
			moveItem(this.room.doc, id, position, keyBetween, this.#mine),
		);
	}

	remove(id: string): void {
		this.#act(this.sheet, () => removeItem(this.room.doc, id, this.#mine));
	}

	restore(id: string): void {
		this.#act(this.sheet, () => restoreItem(this.room.doc, id, this.#mine));
	}

	setKind(id: string, kind: ItemKind): void {
		this.#act(this.sheet, () => setKind(this.room.doc, id, kind, this.#mine));
	}

	setMinutes(id: string, minutes: number): void {
		this.#act(this.sheet, () => setMinutes(this.room.doc, id, minutes, this.#mine));
	}

	setLead(on: { map: ItemMap; sheet: Sheet }, personId: string | null): void {
		this.#act(on.sheet, () => setLead(on.map, personId, this.#mine));
	}

	addAskedTo(on: { map: ItemMap; sheet: Sheet }): void {
		this.#act(on.sheet, () => addAskedTo(on.map, this.#mine));
	}

	removeAskedTo(on: { map: ItemMap; sheet: Sheet }, index: number): void {
		this.#act(on.sheet, () => removeAskedTo(on.map, index, this.#mine));
	}

	/** Takes back the reader's last change, typed or made by a button. Says whether there was one. */
	undo(): boolean {
		return this.#turn(this.#done, this.#undone, (manager) => manager.undo() !== null);
	}

	redo(): boolean {
		return this.#turn(this.#undone, this.#done, (manager) => manager.redo() !== null);
	}

	destroy(): void {
		for (const { room, undo } of [this.sheet, ...Object.values(this.#hidden)]) {
			undo.destroy();
			room.destroy();
		}
	}

	#manager(scope: unknown): Y.UndoManager {
		const manager = undoOver(scope, this.#mine);
		manager.on('stack-item-added', ({ type }) => {
			if (type !== 'undo' || this.#turning) return;
			this.#done.push(manager);
			this.#undone = [];
			this.#count();
		});
		return manager;
	}

	/** One act is one step of undo, however soon it follows typing. */
	#act<T>(sheet: Sheet, act: () => T): T {
		sheet.undo.stopCapturing();
		const answer = act();
		sheet.undo.stopCapturing();
		return answer;
	}

	#turn(
		from: Y.UndoManager[],
		to: Y.UndoManager[],
		act: (manager: Y.UndoManager) => boolean,
	): boolean {
		this.#turning = true;
		try {
			for (let manager = from.pop(); manager; manager = from.pop())
				if (act(manager)) {
					to.push(manager);
					return true;
				}
			return false;
		} finally {
			this.#turning = false;
			this.#count();
		}
	}

	#count(): void {
		this.canUndo = this.#done.length > 0;
		this.canRedo = this.#undone.length > 0;
	}
}
