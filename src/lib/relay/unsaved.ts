import type { Told } from './tally.ts';

/** What leaving a page needs of an open room; so that pages without rooms load none of their code. */
export interface OpenRoom extends Told {
	/** Cuts the line without a last word, and deletes the copy on this device. */
	abandon(): Promise<void>;
}

/** The rooms that are open in this page. */
export const openRooms = new Set<OpenRoom>();

/** How long words that are on their way get to arrive before anybody is asked about them (ms). */
const onTheWay = 2_000;

/** Waits for words that are on their way. Says whether every word written in this page is saved. */
export async function lastWordsSaved(): Promise<boolean> {
	const unsaved = () => [...openRooms].filter((room) => room.unsaved);
	const late = performance.now() + onTheWay;
	while (unsaved().some(({ state }) => state === 'saving') && performance.now() < late)
		await new Promise((resolve) => setTimeout(resolve, 20));
	return unsaved().length === 0;
}

const prefix = (accountId: string) => `moothall:unsaved:${accountId}:`;

/**
 * One writer's note that the copy of a room on this device holds words which the server has not got. It stays when the
 * page is closed, as the words do, and every page of the browser sees it. Whoever reads the copy takes over the notes that
 * were there before: when its words have arrived, so have theirs.
 */
export class UnsavedNote {
	readonly #own: string;
	#heirOf: string[] = [];
	readonly #all: string;
	#noted = false;

	constructor(accountId: string, room: string) {
		this.#all = `${prefix(accountId)}${room}:`;
		this.#own = this.#all + crypto.randomUUID();
	}

	/** Call before the copy is read. Says whether it holds words that are not saved. */
	inherit(): boolean {
		this.#heirOf = keys(this.#all).filter((key) => key !== this.#own);
		return this.#heirOf.length > 0;
	}

	/** Notes it; also when another page, which could not know of the newest words, has taken the note away. */
	note(): void {
		try {
			if (localStorage.getItem(this.#own) === null) localStorage.setItem(this.#own, '1');
			this.#noted = true;
		} catch {
			// A browser that keeps nothing kept no words either.
		}
	}

	/** The server has them now, or they are gone from the device. */
	clear(): void {
		if (this.#noted) remove([this.#own]);
		remove(this.#heirOf);
		this.#heirOf = [];
		this.#noted = false;
	}
}

/** The account's rooms, open or closed, whose words wait on this device. */
export function notedUnsaved(accountId: string): string[] {
	const own = prefix(accountId);
	return [...new Set(keys(own).map((key) => key.slice(own.length, key.lastIndexOf(':'))))];
}

/** Nothing of the account waits on this device any more. */
export const forgetUnsaved = (accountId: string): void => remove(keys(prefix(accountId)));

function keys(start: string): string[] {
	try {
		return Object.keys(localStorage).filter((key) => key.startsWith(start));
	} catch {
		return [];
	}
}

function remove(all: readonly string[]): void {
	try {
		for (const key of all) localStorage.removeItem(key);
	} catch {
		// Nothing was noted.
	}
}
