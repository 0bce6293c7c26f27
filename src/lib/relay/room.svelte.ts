import { readVarString, readVarUint } from 'lib0/decoding';
import type { IndexeddbPersistence } from 'y-indexeddb';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
	authStep,
	closeCode,
	codesParam,
	message,
	roomName,
	syncPath,
} from '#domain/relay/protocol.ts';
import { keepOnDevice } from './device.ts';
import { isContent, saveState, type SaveState } from './saving.ts';
import { notedUnsaved, noteSaved, noteUnsaved, openRooms } from './unsaved.ts';

export { forgetDevice } from './device.ts';
export type { SaveState } from './saving.ts';

export interface RoomOptions {
	readonly kind: string;
	readonly id: string;
	/** Null for a visitor without session. */
	readonly accountId: string | null;
	/** Keep the text on this device while offline. Never for exempt rooms. */
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

/** How long leaving a page waits for the last words to be saved (ms). */
const lastWords = 5_000;
/** After a change of rights one comes back once, to be let in under the new ones. */
const secondKnock = 300;

/** Opens a room in the browser. Close it with `destroy`. */
export const openRoom = (options: RoomOptions): Room => new Room(options);

export class Room {
	readonly doc = new Y.Doc();
	readonly awareness: Awareness;
	/** What may be said about the reader's words. */
	state: SaveState = $state('connecting');
	/** Why it is closed (4401, 4403, 4404 …) or not saved (a code of message 122). */
	reason: number | string | null = $state(null);
	/** Whether there has been something to show, from the server or kept on this device. */
	synced = $state(false);
	/** Whether the text is kept on this device. */
	kept = $state(false);
	/** Words that are not in the server's log yet. */
	unsaved = $state(false);
	/** The others who are here. */
	people: readonly Present[] = $state.raw([]);
	/** Null until the server has said. */
	me: Me | null = $state.raw(null);

	readonly #options: RoomOptions;
	readonly #provider: WebsocketProvider;
	#device: IndexeddbPersistence | null = null;
	#closed: number | null = null;
	#refused: string | null = null;
	#failed = false;
	#sent = 0;
	#acknowledged = 0;
	#knockedAgain = false;
	#gone = false;
	/** Whether it is noted that this device holds words which the server has not got. */
	#noted = false;

	constructor(options: RoomOptions) {
		this.#options = options;
		const name = roomName(options.kind, options.id);
		openRooms.add(this);
		this.#provider = new WebsocketProvider(
			`${location.origin.replace(/^http/, 'ws')}${syncPath}`,
			name,
			this.doc,
			{
				disableBc: true,
				connect: false,
				params: { [codesParam]: '1' },
				WebSocketPolyfill: this.#countingSocket(),
			},
		);
		this.awareness = this.#provider.awareness;
		this.#listen();
		void this.#start(name);
	}

	/** Says where in the thing the reader is, for the others to see. */
	setPlace(place: unknown): void {
		this.awareness.setLocalStateField('place', place);
	}

	/** Leaves the room; the last words are sent before the line is cut. */
	destroy(): void {
		if (this.#gone) return;
		this.#gone = true;
		removeEventListener('beforeunload', this.#ask);
		removeEventListener('offline', this.#redial);
		this.awareness.setLocalState(null);
		if (!this.unsaved || this.state !== 'saving') this.#destroyNow();
		else {
			const late = setTimeout(() => this.#destroyNow(), lastWords);
			this.#whenSaved = () => {
				clearTimeout(late);
				this.#destroyNow();
			};
		}
	}

	/** Leaves the room with whatever is not saved, and deletes the copy on this device: for signing out. */
	async abandon(): Promise<void> {
		removeEventListener('beforeunload', this.#ask);
		this.#provider.disconnect();
		const device = this.#device;
		this.#device = null;
		this.kept = false;
		this.unsaved = false;
		await device?.clearData();
	}

	#whenSaved: (() => void) | null = null;

	#destroyNow(): void {
		this.#whenSaved = null;
		openRooms.delete(this);
		this.#provider.destroy();
		void this.#device?.destroy();
		this.doc.destroy();
	}

	async #start(name: string): Promise<void> {
		const { accountId, keep } = this.#options;
		if (keep && accountId !== null) {
			this.#device = await keepOnDevice(accountId, name, this.doc, () => {
				this.#device = null;
				this.kept = false;
			});
			if (this.#gone) return void this.#device?.destroy();
			this.kept = this.#device !== null;
			this.#noted = notedUnsaved(accountId).includes(name);
			if (this.doc.store.clients.size > 0) this.synced = true;
		}
		this.#provider.connect();
	}

	/** The browser's WebSocket, counting the frames that the server will acknowledge. */
	#countingSocket(): typeof WebSocket {
		const opened = () => {
			this.#sent = 0;
			this.#acknowledged = 0;
			this.#refused = null;
		};
		const sent = (frame: unknown) => {
			if (frame instanceof Uint8Array && isContent(frame)) this.#sent++;
			this.#judge();
		};
		return class extends WebSocket {
			constructor(url: string | URL, protocols?: string | string[]) {
				super(url, protocols);
				opened();
			}
			override send(data: Parameters<WebSocket['send']>[0]): void {
				super.send(data);
				sent(data);
			}
		};
	}

	#listen(): void {
		const provider = this.#provider;
		provider.messageHandlers[message.ack] = (_encoder, decoder) => {
			this.#acknowledged = readVarUint(decoder);
			this.#judge();
		};
		provider.messageHandlers[message.refused] = (_encoder, decoder) => {
			readVarUint(decoder);
			this.#refused = readVarString(decoder);
			this.#judge();
		};
		provider.messageHandlers[message.auth] = (_encoder, decoder) => {
			if (readVarUint(decoder) === authStep.welcome)
				this.me = JSON.parse(readVarString(decoder)) as Me;
		};
		provider.on('status', ({ status }) => {
			if (status === 'connected') this.#failed = false;
			this.#judge();
		});
		provider.on('connection-close', () => {
			this.#failed = true;
			this.#judge();
		});
		provider.on('sync', (synced) => {
			if (synced) {
				this.synced = true;
				this.#knockedAgain = false;
			}
			this.#judge();
		});
		provider.on('closed', ({ code }) => this.#shown(code));
		this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
			if (origin === provider || origin === this.#device) return;
			this.unsaved = true;
			this.#note();
			this.#judge();
		});
		this.awareness.on('change', () => this.#look());
		addEventListener('beforeunload', this.#ask);
		addEventListener('offline', this.#redial);
	}

	/** The server closed for good, or for a change of rights. */
	#shown(code: number): void {
		if (code === closeCode.rightChanged && !this.#knockedAgain) {
			this.#knockedAgain = true;
			setTimeout(() => {
				if (!this.#gone) this.#provider.connect();
			}, secondKnock);
			return;
		}
		this.#closed = code;
		// What one may no longer see does not stay on the device.
		if (code === closeCode.rightChanged || code === closeCode.gone) {
			void this.#device?.clearData();
			this.#device = null;
			this.kept = false;
			this.#unnote();
		}
		this.#judge();
	}

	#judge(): void {
		const state = saveState({
			closed: this.#closed !== null,
			connected: this.#provider.wsconnected,
			synced: this.#provider.synced,
			shown: this.synced,
			sent: this.#sent,
			acknowledged: this.#acknowledged,
			refused: this.#refused,
			failed: this.#failed,
		});
		if (state === 'saved') {
			this.unsaved = false;
			this.#unnote();
			this.#whenSaved?.();
		}
		this.reason = this.#closed ?? this.#refused;
		this.state = state;
	}

	#note(): void {
		const { accountId, kind, id } = this.#options;
		if (this.#noted || !this.kept || accountId === null) return;
		this.#noted = true;
		noteUnsaved(accountId, roomName(kind, id));
	}

	#unnote(): void {
		const { accountId, kind, id } = this.#options;
		if (!this.#noted || accountId === null) return;
		this.#noted = false;
		noteSaved(accountId, roomName(kind, id));
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

	readonly #ask = (event: BeforeUnloadEvent): void => {
		if (this.unsaved && !this.kept) event.preventDefault();
	};

	/** A lost network is noticed by sockets only after half a minute: a new attempt tells at once. */
	readonly #redial = (): void => {
		if (this.#closed !== null || !this.#provider.shouldConnect) return;
		this.#provider.disconnect();
		this.#provider.connect();
	};
}
