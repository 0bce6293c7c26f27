import { readVarString, readVarUint } from 'lib0/decoding';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { authStep, closeCode, message, roomName } from '#domain/relay/protocol.ts';
import { firstLoad } from './first-load.ts';
import type { Keeping } from './keeping.ts';
import { Line } from './line.ts';
import { Tally, type Kept, type SaveState, type TallyEvent } from './tally.ts';
import { openRooms, type OpenRoom } from './unsaved.ts';

export interface RoomOptions {
	readonly kind: string;
	readonly id: string;
	/** Null for a visitor without session. */
	readonly accountId: string | null;
	/** Keep the text on this device while offline. Exempt rooms are never kept. */
	readonly keep?: boolean;
}

/** Somebody else who is here, as the server says; `place` is what their page says about where they are. */
export interface Present {
	readonly clientId: number;
	readonly name: string;
	readonly role: string;
	readonly colour: number;
	readonly place?: unknown;
}

/** The reader, as the others see them. */
export interface Me {
	readonly access: 'write' | 'read';
	readonly name: string;
	readonly role: string;
	readonly colour: number;
}

/** How long a room that was left waits for the last words to be saved (ms). */
const lastWords = 5_000;

/** How long the copy on this device may take to open (ms). */
const toKeep = 5_000;

/** What one may no longer see does not stay on the device, nor what would be merged into something else. */
const forgetAfter: readonly number[] = [closeCode.rightChanged, closeCode.gone, closeCode.replaced];

/** Opens a room in the browser. Close it with `destroy`. */
export const openRoom = (options: RoomOptions): Room => new Room(options);

export class Room implements OpenRoom {
	readonly doc = new Y.Doc();
	readonly awareness: Awareness;
	/** What may be said about the reader's words. */
	state: SaveState = $state('connecting');
	/** Why it is closed (4401, 4403, 4404 …) or not saved (a code of message 122, or `waiting`). */
	reason: number | string | null = $state(null);
	/** Whether there has been something to show, from the server or kept on this device. */
	synced = $state(false);
	/** Whether what the server has is here and what comes is heard: connected, and up to date. */
	heard = $state(false);
	/** Whether all of the reader's words are kept on this device. */
	kept: Kept = $state('no');
	/** Words that are not in the server's log yet. */
	unsaved = $state(false);
	/** The others who are here. */
	people: readonly Present[] = $state.raw([]);
	/** Null until the server has said. */
	me: Me | null = $state.raw(null);

	readonly #line: Line;
	#keeping: Keeping | null = null;
	readonly #tally = new Tally();
	#alarm: ReturnType<typeof setTimeout> | undefined;
	#left = false;
	#dialled = false;
	/** Nothing is said or kept any more. */
	#over = false;
	#whenSaved: (() => void) | null = null;

	constructor({ kind, id, accountId, keep = false }: RoomOptions) {
		const name = roomName(kind, id);
		// Before the line, which sends an edit when it hears of it: the edit comes before its frame.
		this.doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }) => {
			if (local) this.#changed('edited');
		});
		this.#line = new Line(name, accountId, this.doc, {
			opened: () => this.#take({ is: 'opened' }),
			sent: (frame) => this.#take({ is: 'sent', frame }),
			synced: () => {
				this.synced = true;
				this.heard = true;
				this.#take({ is: 'synced' });
			},
			cut: (code) => {
				this.heard = false;
				this.#take({ is: 'cut', code });
			},
			knockedAgain: () => this.#take({ is: 'dialled' }),
			closed: (code) => this.#shown(code),
		});
		this.awareness = this.#line.provider.awareness;
		this.#hear();
		openRooms.add(this);
		addEventListener('beforeunload', this.#ask);
		void this.#start(kind, name, accountId, keep && !kind.startsWith('exempt-'));
	}

	/** Says where in the thing the reader is, for the others to see. */
	setPlace(place: unknown): void {
		this.awareness.setLocalStateField('place', place);
	}

	/**
	 * Leaves the room when the last words are saved. Words that this device keeps are waited for a little, words that are
	 * nowhere else as long as the page lives.
	 */
	destroy(): void {
		if (this.#left) return;
		this.#left = true;
		this.awareness.setLocalState(null);
		if (!this.unsaved || this.state === 'closed') {
			this.#destroyNow();
			return;
		}
		this.#whenSaved = () => this.#destroyNow();
		if (this.kept === 'yes') setTimeout(() => this.#destroyNow(), lastWords);
	}

	/** Leaves the room with whatever is not saved, and deletes the copy on this device. */
	async abandon(): Promise<void> {
		this.#end();
		openRooms.delete(this);
		this.#line.close();
		this.unsaved = false;
		this.kept = 'no';
		await this.#keeping?.forget();
	}

	#destroyNow(): void {
		this.#whenSaved = null;
		if (!openRooms.has(this)) return;
		this.#end();
		openRooms.delete(this);
		this.#line.close();
		this.#keeping?.close();
		this.doc.destroy();
	}

	#end(): void {
		this.#over = true;
		clearTimeout(this.#alarm);
		removeEventListener('beforeunload', this.#ask);
	}

	/** `keep`: the document is kept on this device, for that account. */
	async #start(kind: string, name: string, accountId: string | null, keep: boolean): Promise<void> {
		this.#take({ is: 'dialled' });
		if (keep && accountId !== null) await this.#tryToKeep(accountId, name);
		if (!this.#over && this.doc.store.clients.size === 0)
			await firstLoad(kind, name, accountId, this.doc);
		if (this.#over) return;
		if (this.doc.store.clients.size > 0) this.synced = true;
		this.#dialled = true;
		this.#line.open();
	}

	/** A device that does not keep, or does not answer, holds nobody up: the line is what saves. */
	async #tryToKeep(accountId: string, name: string): Promise<void> {
		let late: ReturnType<typeof setTimeout> | undefined;
		const tooLate = new Promise<never>((_resolve, reject) => {
			late = setTimeout(() => reject(new Error('the device does not answer')), toKeep);
		});
		try {
			await Promise.race([this.#keep(accountId, name), tooLate]);
		} catch {
			this.#take({ is: 'not_kept' });
		} finally {
			clearTimeout(late);
		}
	}

	async #keep(accountId: string, name: string): Promise<void> {
		const { Keeping } = await import('./keeping.ts');
		if (this.#over) return;
		this.#keeping = new Keeping(accountId, name, {
			found: () => {
				this.#changed('found');
				// It came late: only a new line asks for all that is here.
				if (this.#dialled) this.#line.redialSoon();
			},
			kept: (edits) => this.#take({ is: 'kept', edits }),
			notKept: () => this.#take({ is: 'not_kept' }),
		});
		if (this.unsaved) this.#keeping.edited(this.#tally.edits);
		await this.#keeping.open(this.doc);
	}

	#hear(): void {
		const { messageHandlers } = this.#line.provider;
		messageHandlers[message.ack] = (_encoder, decoder) =>
			this.#take({ is: 'acked', n: readVarUint(decoder) });
		messageHandlers[message.refused] = (_encoder, decoder) => {
			this.#take({ is: 'refused', n: readVarUint(decoder), code: readVarString(decoder) });
			// Another time it may be stored; nothing else would send it again.
			if (this.reason === 'not_stored') this.#line.redialSoon();
		};
		messageHandlers[message.auth] = (_encoder, decoder) => {
			if (readVarUint(decoder) === authStep.welcome)
				this.me = JSON.parse(readVarString(decoder)) as Me;
		};
		this.awareness.on('change', () => this.#look());
	}

	#changed(is: 'edited' | 'found'): void {
		this.#take({ is });
		this.#keeping?.edited(this.#tally.edits);
	}

	#shown(code: number): void {
		this.#take({ is: 'closed', code });
		if (forgetAfter.includes(code)) void this.#keeping?.forget();
	}

	/** Tells the tally what happened, and the page what may be said now. */
	#take(event: TallyEvent): void {
		if (this.#over) return;
		const { state, reason, unsaved, kept } = this.#tally.take(event, performance.now());
		this.state = state;
		this.reason = reason;
		this.unsaved = unsaved;
		this.kept = kept;
		clearTimeout(this.#alarm);
		const { due } = this.#tally;
		if (due !== null) this.#alarm = setTimeout(() => this.#take({ is: 'tick' }), Math.ceil(due));
		if (state !== 'saved') return;
		this.#keeping?.saved();
		this.#whenSaved?.();
	}

	#look(): void {
		const people: Present[] = [];
		for (const [clientId, state] of this.awareness.getStates()) {
			const user = state['user'] as Omit<Present, 'clientId' | 'place'> | undefined;
			if (clientId === this.doc.clientID || typeof user?.name !== 'string') continue;
			const { name, role, colour } = user;
			people.push({ clientId, name, role, colour, place: state['place'] as unknown });
		}
		this.people = people;
	}

	/** Also when it is kept on this device: nobody else sees it yet. */
	readonly #ask = (event: BeforeUnloadEvent): void => {
		if (this.unsaved) event.preventDefault();
	};
}
