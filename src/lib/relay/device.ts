import type { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

const prefix = (accountId: string) => `moothall:${accountId}:`;

/**
 * Keeps a room's document on this device, under a name that holds the account: somebody else who signs in here never sees
 * it. Resolves to null where the browser keeps nothing (private windows). `onTaken` runs when another page deletes the
 * copy, which ends the keeping.
 */
export async function keepOnDevice(
	accountId: string,
	room: string,
	doc: Y.Doc,
	onTaken: () => void,
): Promise<IndexeddbPersistence | null> {
	const name = `${prefix(accountId)}${room}`;
	if (!(await canOpen(name))) return null;
	const { IndexeddbPersistence } = await import('y-indexeddb');
	const kept = new IndexeddbPersistence(name, doc);
	await kept.whenSynced;
	kept.db?.addEventListener('versionchange', () => {
		void kept.destroy();
		onTaken();
	});
	return kept;
}

/** Tried beforehand, since y-indexeddb leaves a refusal of the browser unhandled. */
function canOpen(name: string): Promise<boolean> {
	return new Promise((resolve) => {
		try {
			const request = indexedDB.open(`${name}:probe`);
			request.onerror = () => resolve(false);
			request.onsuccess = () => {
				request.result.close();
				indexedDB.deleteDatabase(`${name}:probe`);
				resolve(true);
			};
		} catch {
			resolve(false);
		}
	});
}

/** Removes every document kept here for the account: at sign-out, after asking about work that is not saved. */
export async function forgetDevice(accountId: string): Promise<void> {
	const all = await indexedDB.databases();
	const own = all.flatMap(({ name }) => (name?.startsWith(prefix(accountId)) ? [name] : []));
	await Promise.all(
		own.map(
			(name) =>
				new Promise<void>((resolve) => {
					const request = indexedDB.deleteDatabase(name);
					// A page that still holds it open lets go when it is closed.
					request.onsuccess = request.onerror = request.onblocked = () => resolve();
				}),
		),
	);
}
