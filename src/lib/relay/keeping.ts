import type * as Y from 'yjs';
import { keepOnDevice, type Copy } from './copy.ts';
import { UnsavedNote } from './unsaved.ts';

export interface KeepingEvents {
	/** The copy holds words that the server may not have. */
	found(): void;
	/** The device has written so many of the reader's edits. */
	kept(edits: number): void;
	/** It keeps nothing, or no more. */
	notKept(): void;
}

/** The copy of one room on this device: how far it is written, and whether it is noted that it holds unsaved words. */
export class Keeping {
	readonly #accountId: string;
	readonly #room: string;
	readonly #events: KeepingEvents;
	readonly #note: UnsavedNote;
	#copy: Copy | null = null;
	#wanted = 0;
	#written = -1;
	#writing = false;
	#unsaved = false;
	#over = false;
	/** Also what is being opened is to be deleted. */
	#forgotten = false;

	constructor(accountId: string, room: string, events: KeepingEvents) {
		this.#accountId = accountId;
		this.#room = room;
		this.#events = events;
		this.#note = new UnsavedNote(accountId, room);
		addEventListener('storage', this.#renote);
	}

	/** Puts what is kept into the document, and keeps what comes. */
	async open(doc: Y.Doc): Promise<void> {
		const found = this.#note.inherit();
		const copy = await keepOnDevice(this.#accountId, this.#room, doc, () => this.#lose());
		if (this.#over) return this.#forgotten ? copy?.forget() : copy?.close();
		this.#copy = copy;
		if (!copy) return;
		if (found && doc.store.clients.size > 0) this.#events.found();
		if (this.#unsaved) this.#note.note();
		void this.#write();
	}

	/** The reader has made so many edits. */
	edited(edits: number): void {
		this.#wanted = edits;
		this.#unsaved = true;
		if (!this.#copy) return;
		this.#note.note();
		void this.#write();
	}

	/** The server has all of it. */
	saved(): void {
		this.#unsaved = false;
		this.#note.clear();
	}

	/** Stops keeping; the copy stays. */
	close(): void {
		this.#end();
		this.#copy?.close();
		this.#copy = null;
	}

	/** Stops keeping and deletes the copy. */
	async forget(): Promise<void> {
		this.#forgotten = true;
		this.#end();
		this.#note.clear();
		const copy = this.#copy;
		this.#copy = null;
		this.#events.notKept();
		await copy?.forget();
	}

	#end(): void {
		this.#over = true;
		removeEventListener('storage', this.#renote);
	}

	#lose(): void {
		this.#copy = null;
		this.#events.notKept();
	}

	/** One write is waited for at a time, and everything that came meanwhile with the next. */
	async #write(): Promise<void> {
		if (this.#writing) return;
		this.#writing = true;
		while (this.#copy && this.#written < this.#wanted) {
			// The copy hears of an edit right after this page does: only then is there something to wait for.
			await Promise.resolve();
			const copy = this.#copy;
			if (!copy) break;
			const edits = this.#wanted;
			const whole = await copy.written();
			if (copy !== this.#copy) break;
			if (!whole) {
				this.#events.notKept();
				break;
			}
			this.#written = edits;
			this.#events.kept(edits);
		}
		this.#writing = false;
	}

	/** Another page has saved what it found here and taken the note away: it does not know of the newest words. */
	readonly #renote = (): void => {
		if (this.#unsaved && this.#copy) this.#note.note();
	};
}
