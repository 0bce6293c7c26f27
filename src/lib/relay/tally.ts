import { closeCode, message, syncStep } from '#domain/relay/protocol.ts';

/** What a page may say about the words somebody is writing. */
export type SaveState = 'connecting' | 'saved' | 'saving' | 'offline' | 'not_saved' | 'closed';

/** Whether this device holds all of the reader's words: it never will, it is being written, it does. */
export type Kept = 'no' | 'writing' | 'yes';

export type TallyEvent =
	/** The first attempt to connect, or one that is expected to be let in: no failure is known. */
	| { readonly is: 'dialled' }
	| { readonly is: 'opened' }
	/** A frame went out on the open connection. Comes after the `edited` whose words it carries. */
	| { readonly is: 'sent'; readonly frame: Uint8Array }
	/** Message 121. */
	| { readonly is: 'acked'; readonly n: number }
	/** Message 122. */
	| { readonly is: 'refused'; readonly n: number; readonly code: string }
	/** The server has given this connection everything that it has. */
	| { readonly is: 'synced' }
	/** The line was lost, or an attempt failed; it is tried again. */
	| { readonly is: 'cut'; readonly code?: number }
	/** The server closed for good. */
	| { readonly is: 'closed'; readonly code: number }
	/** The reader changed the document. */
	| { readonly is: 'edited' }
	/** The copy on this device holds words which the server may not have. */
	| { readonly is: 'found' }
	/** This device has really written everything up to that edit (the `edits` of the tally when the write began). */
	| { readonly is: 'kept'; readonly edits: number }
	/** This device keeps nothing, or no more: no room, a private window, the copy was deleted. */
	| { readonly is: 'not_kept' }
	/** Time has passed. */
	| { readonly is: 'tick' };

export interface Told {
	readonly state: SaveState;
	/** The close code when closed; the code of message 122, or `waiting`, when not saved. */
	readonly reason: number | string | null;
	/** Words of the reader that are not known to be in the server's log. */
	readonly unsaved: boolean;
	readonly kept: Kept;
}

/** How long (ms) words may be on their way before the page says that they are not saved. */
export const patience = 1_500;
/** Frames sent within this time (ms) are one entry among those on their way, of which so many are told apart. */
const grain = 250;
const mostEntries = 32;

/**
 * Counts what a page has sent in one room and what the server has dealt with, over all its connections, and says what
 * may be said about it. "Saved" is said only while connected, after everything the server has came in, when every frame
 * of this connection is dealt with, none was refused, and every word of the reader was in one of them.
 *
 * No clock and no chance: `now` (ms) comes with every event and may jump; a jump back counts as no time at all.
 */
export class Tally {
	/** The reader's edits so far. */
	edits = 0;
	#unsaved = false;
	#kept: number | null = null;
	#closed: number | null = null;
	#refused: string | null = null;

	#connected = false;
	/** Whether an attempt has failed, or the line was lost, since the last connection. */
	#failed = false;
	/** Whether it was the server that closed, since it cannot serve the room at present. */
	#turnedAway = false;
	#synced = false;
	/** Whether this connection has been in the state "saved". */
	#settled = false;
	#sent = 0;
	#acked = 0;
	/** Frames up to `upTo` that are not dealt with, sent at or after `at`. */
	#onTheWay: { upTo: number; readonly at: number }[] = [];
	/** There are words that no frame of this connection has carried: only an answer with everything brings them. */
	#behind = false;
	/** The newest edit has not been seen in a frame. */
	#loose = false;

	/** Milliseconds that have passed, and when the line was dialled or opened, or words were first held back. */
	#clock = 0;
	#last: number | null = null;
	#since = 0;
	#heldSince = 0;

	/** Takes what happened and answers what may be said now. */
	take(event: TallyEvent, now: number): Told {
		this.#clock += Math.max(0, now - (this.#last ?? now));
		this.#last = now;
		this.#change(event);
		if (this.#allDealtWith()) {
			this.#unsaved = false;
			this.#settled = true;
		}
		return this.told;
	}

	get told(): Told {
		const state = this.#state();
		return {
			state,
			reason:
				state === 'closed'
					? this.#closed
					: state === 'not_saved'
						? ((this.#connected ? this.#refused : null) ?? 'waiting')
						: null,
			unsaved: this.#unsaved,
			kept: this.#kept === null ? 'no' : this.#kept < this.edits ? 'writing' : 'yes',
		};
	}

	/** Milliseconds after the last event at which time alone will change what may be said; null for never. */
	get due(): number | null {
		const from = this.#waitingSince();
		const late = from === null ? 0 : from + patience - this.#clock;
		return late > 0 ? late : null;
	}

	#change(event: TallyEvent): void {
		switch (event.is) {
			case 'dialled':
				this.#closed = null;
				this.#failed = false;
				this.#since = this.#clock;
				break;
			case 'opened':
				this.#connected = true;
				this.#closed = null;
				this.#refused = null;
				this.#failed = false;
				this.#synced = false;
				this.#settled = false;
				this.#sent = 0;
				this.#acked = 0;
				this.#onTheWay = [];
				this.#behind = this.#unsaved;
				this.#loose = false;
				this.#since = this.#clock;
				this.#heldSince = this.#clock;
				break;
			case 'sent':
				this.#send(event.frame);
				break;
			case 'acked':
				if (!this.#connected) break;
				this.#acked = Math.max(this.#acked, Math.min(event.n, this.#sent));
				while (this.#onTheWay[0] && this.#onTheWay[0].upTo <= this.#acked) this.#onTheWay.shift();
				break;
			case 'refused':
				if (!this.#connected) break;
				this.#refused = event.code;
				this.#unsaved = true;
				break;
			case 'synced':
				this.#synced = this.#connected;
				break;
			case 'cut':
				this.#connected = false;
				this.#failed = true;
				this.#turnedAway = event.code === closeCode.tryAgain;
				break;
			case 'closed':
				this.#connected = false;
				this.#closed = event.code;
				break;
			case 'edited':
				if (!this.#behind && !this.#loose) this.#heldSince = this.#clock;
				if (this.#loose || !this.#connected) this.#behind = true;
				this.#loose = this.#connected;
				this.#unsaved = true;
				this.edits++;
				break;
			case 'found':
				this.#behind = true;
				this.#unsaved = true;
				this.edits++;
				break;
			case 'kept':
				this.#kept = Math.max(this.#kept ?? 0, event.edits);
				break;
			case 'not_kept':
				this.#kept = null;
				break;
			case 'tick':
				break;
			default:
				event satisfies never;
		}
	}

	#send(frame: Uint8Array): void {
		const step = contentStep(frame);
		if (step === null || !this.#connected) return;
		this.#sent++;
		this.#loose = false;
		if (step === syncStep.two) this.#behind = false;
		const newest = this.#onTheWay.at(-1);
		// More than that are not told apart: the later ones are then taken to be older than they are.
		if (newest && (this.#clock - newest.at < grain || this.#onTheWay.length === mostEntries))
			newest.upTo = this.#sent;
		else this.#onTheWay.push({ upTo: this.#sent, at: this.#clock });
	}

	#allDealtWith(): boolean {
		return (
			this.#connected &&
			this.#synced &&
			this.#refused === null &&
			this.#acked === this.#sent &&
			!this.#behind &&
			!this.#loose
		);
	}

	#state(): SaveState {
		if (this.#closed !== null) return 'closed';
		const from = this.#waitingSince();
		const late = from !== null && this.#clock - from >= patience;
		if (!this.#connected) {
			if (this.#failed && this.#turnedAway) return this.#unsaved ? 'not_saved' : 'connecting';
			if (this.#failed || late) return 'offline';
			return this.#unsaved ? 'saving' : 'connecting';
		}
		if (this.#refused !== null) return 'not_saved';
		if (this.#allDealtWith()) return 'saved';
		if (late) return 'not_saved';
		return this.#unsaved || this.#settled ? 'saving' : 'connecting';
	}

	/** Since when the page waits for what the reader should be told about; null when there is nothing to tell. */
	#waitingSince(): number | null {
		if (this.#closed !== null) return null;
		if (!this.#connected) return this.#failed ? null : this.#since;
		if (!this.#unsaved || this.#refused !== null) return null;
		const waits = [
			...(this.#synced ? [] : [this.#since]),
			...(this.#behind || this.#loose ? [this.#heldSince] : []),
			...(this.#onTheWay[0] ? [this.#onTheWay[0].at] : []),
		];
		return waits.length > 0 ? Math.min(...waits) : null;
	}
}

/** Which step of the sync protocol a frame of content is; null for questions and cursors, which are not acknowledged. */
function contentStep(frame: Uint8Array): number | null {
	const [kind, step] = frame;
	if (kind !== message.sync || (step !== syncStep.two && step !== syncStep.update)) return null;
	return step;
}
