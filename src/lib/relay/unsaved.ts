/** What signing out needs of an open room; so that pages without rooms load none of their code. */
export interface OpenRoom {
	readonly state: string;
	/** Words that are not in the server's log yet. */
	readonly unsaved: boolean;
	/** Cuts the line without a last word, and deletes the copy on this device. */
	abandon(): Promise<void>;
}

/** The rooms that are open in this page. */
export const openRooms = new Set<OpenRoom>();

const prefix = (accountId: string) => `moothall:unsaved:${accountId}:`;

/**
 * Notes that the copy of a room on this device holds words that the server has not got. The note stays when the page is
 * closed, as the words do, and every page of the browser sees it.
 */
export function noteUnsaved(accountId: string, room: string): void {
	try {
		localStorage.setItem(prefix(accountId) + room, '1');
	} catch {
		// A browser that keeps nothing kept no words either.
	}
}

/** The server has them now. */
export function noteSaved(accountId: string, room: string): void {
	try {
		localStorage.removeItem(prefix(accountId) + room);
	} catch {
		// Nothing was noted.
	}
}

/** The names of the account's rooms, open or closed, whose words wait on this device. */
export function notedUnsaved(accountId: string): string[] {
	try {
		const own = prefix(accountId);
		return Object.keys(localStorage).flatMap((key) =>
			key.startsWith(own) ? [key.slice(own.length)] : [],
		);
	} catch {
		return [];
	}
}
