import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import {
	accountParam,
	closeCode,
	codesParam,
	closesForGood,
	message,
	syncPath,
} from '#domain/relay/protocol.ts';
import { knockWindow, Queue } from './knock.ts';

/** What happens on a line, for whoever keeps one. */
export interface LineEvents {
	/** A connection has opened; nothing was sent on it yet. */
	opened?(): void;
	/** A frame has been handed to the open connection. */
	sent?(frame: Uint8Array): void;
	synced(): void;
	/** Lost, or not reached; it is tried again. */
	cut(code: number): void;
	/** Closed after a change of rights, and knocked again to be let in under the new ones. */
	knockedAgain?(): void;
	/** The server closed for good. */
	closed(code: number): void;
}

/** What browsers report when a line just breaks. */
const broken = 1006;
/** Who does not get through in this time (ms) tries again. */
const dialPatience = 20_000;
/** The server says something every 15 s: a line that has been silent for longer (ms) is dead. */
const silence = 20_000;
/** After a change of rights one comes back once within this time (ms). */
const secondKnock = 800;

/** Shared by the rooms of the page. */
const queue = new Queue();

/**
 * One room's line to the server: a stock y-websocket provider that this class tells when to connect, since its own
 * attempts come without jitter and too often. It knocks at once when the browser is online again or the page is looked
 * at, and once more after a change of rights.
 */
export class Line {
	readonly provider: WebsocketProvider;
	readonly #events: LineEvents;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Since when there has been no connection that did its work, or since when that is a new matter. */
	#goneSince: number | undefined;
	#closed: number | null = null;
	#knockedAgain = false;
	#redialling = false;
	#over = false;
	/** While news of the others is being taken in. */
	#hearsOfOthers = false;

	constructor(name: string, accountId: string | null, doc: Y.Doc, events: LineEvents) {
		this.#events = events;
		const provider = new WebsocketProvider(
			`${location.origin.replace(/^http/, 'ws')}${syncPath}`,
			name,
			doc,
			{
				disableBc: true,
				connect: false,
				// The server shows the door when somebody else has signed in meanwhile: these words are not theirs.
				params: { [codesParam]: '1', ...(accountId === null ? {} : { [accountParam]: accountId }) },
				WebSocketPolyfill: listeningSocket({
					passes: (frame) => !this.#hearsOfOthers || frame[0] !== message.awareness,
					sent: (frame) => events.sent?.(frame),
				}),
			},
		);
		this.#sparesEchoes(provider);
		provider.on('status', ({ status }) => {
			if (status === 'disconnected') forgetOthers(provider);
			if (status !== 'connected') return;
			clearTimeout(this.#timer);
			this.#closed = null;
			events.opened?.();
		});
		provider.on('sync', (synced) => {
			if (!synced) return;
			this.#goneSince = undefined;
			this.#knockedAgain = false;
			events.synced();
		});
		provider.on('connection-close', (event) => this.#lost(event?.code ?? broken));
		provider.on('closed', ({ code }) => this.#shown(code));
		this.provider = provider;
	}

	/** A stock provider sends back to the server whatever it hears of others: in a full room a crowd of messages about nothing. */
	#sparesEchoes(provider: WebsocketProvider): void {
		const { awareness, messageHandlers } = provider;
		const take = messageHandlers[message.awareness];
		if (!take) throw new Error('a provider that hears of nobody');
		const ownClock = () => awareness.meta.get(awareness.clientID)?.clock;
		messageHandlers[message.awareness] = (...heard) => {
			const before = ownClock();
			this.#hearsOfOthers = true;
			try {
				take(...heard);
			} finally {
				this.#hearsOfOthers = false;
			}
			// Somebody said that this page has left, and it says that it has not.
			if (ownClock() !== before) awareness.setLocalState(awareness.getLocalState());
		};
	}

	/** Connects, and stays connected from now on. */
	open(): void {
		addEventListener('online', this.#now);
		addEventListener('offline', this.#redial);
		addEventListener('pageshow', this.#shownAgain);
		document.addEventListener('visibilitychange', this.#seen);
		this.#dialIn(queue.wait(performance.now(), 0, Math.random));
	}

	/** Cuts the line for good. */
	close(): void {
		this.#over = true;
		clearTimeout(this.#timer);
		removeEventListener('online', this.#now);
		removeEventListener('offline', this.#redial);
		removeEventListener('pageshow', this.#shownAgain);
		document.removeEventListener('visibilitychange', this.#seen);
		this.provider.destroy();
	}

	/** A new connection in a little while, on which everything is sent again. */
	readonly redialSoon = (): void => {
		if (this.#over || this.#closed !== null) return;
		const wait = this.#wait(broken);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(this.#redial, wait);
	};

	#dialIn(wait: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.provider.connect();
			this.#timer = setTimeout(() => this.provider.disconnect(), dialPatience);
		}, wait);
	}

	#lost(code: number): void {
		if (this.#over) return;
		this.#events.cut(code);
		if (this.#redialling || closesForGood(code)) return;
		// Else it would try by itself.
		this.provider.shouldConnect = false;
		this.#dialIn(this.#wait(code));
	}

	/** How long to wait for the next attempt (ms), the line having closed with that code. */
	#wait(code: number): number {
		const now = performance.now();
		this.#goneSince ??= now;
		return queue.wait(now, knockWindow(now - this.#goneSince, code), Math.random);
	}

	#shown(code: number): void {
		clearTimeout(this.#timer);
		if (code === closeCode.rightChanged && !this.#knockedAgain) {
			this.#knockedAgain = true;
			this.#events.knockedAgain?.();
			this.#dialIn(queue.wait(performance.now(), secondKnock, Math.random));
			return;
		}
		this.#closed = code;
		this.#events.closed(code);
	}

	readonly #shownAgain = ({ persisted }: PageTransitionEvent): void => {
		if (persisted) this.#now();
	};

	/** Tries at once where there is no line. */
	readonly #now = (): void => {
		if (this.#over || this.#closed !== null || this.provider.wsconnected) return;
		this.#goneSince = performance.now();
		this.#hangUp();
		this.#dialIn(queue.wait(performance.now(), 0, Math.random));
	};

	/** A lost network is noticed by sockets only after half a minute: a new attempt tells at once. */
	readonly #redial = (): void => {
		if (this.#over || this.#closed !== null || this.provider.ws === null) return;
		this.#hangUp();
		this.#dialIn(queue.wait(performance.now(), 0, Math.random));
	};

	#hangUp(): void {
		this.#redialling = true;
		this.provider.disconnect();
		this.#redialling = false;
	}

	/** The page is looked at again, perhaps after the device slept, or after signing in in another tab. */
	readonly #seen = (): void => {
		if (this.#over || document.visibilityState !== 'visible') return;
		if (this.#closed === closeCode.sessionEnded) {
			this.#dialIn(queue.wait(performance.now(), 0, Math.random));
			return;
		}
		const quiet = Date.now() - this.provider.wsLastMessageReceived > silence;
		if (this.provider.wsconnected && quiet) this.#redial();
		else if (this.provider.ws === null) this.#now();
	};
}

/** The browser's WebSocket, telling of the frames it is given and sends, which are those that pass. */
function listeningSocket(frames: {
	passes: (frame: Uint8Array) => boolean;
	sent: (frame: Uint8Array) => void;
}): typeof WebSocket {
	return class extends WebSocket {
		override send(data: Parameters<WebSocket['send']>[0]): void {
			if (!(data instanceof Uint8Array)) super.send(data);
			else if (frames.passes(data)) {
				super.send(data);
				frames.sent(data);
			}
		}
	};
}

/** A stock client remembers how often each has said where they are, and would not believe the same word after a cut. */
function forgetOthers({ awareness }: WebsocketProvider): void {
	for (const client of awareness.meta.keys())
		if (client !== awareness.clientID) awareness.meta.delete(client);
}
