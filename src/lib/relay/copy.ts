import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { copyName, deleted } from './device.ts';

/** The copy of one room's document on this device. */
export interface Copy {
	/** Resolves when everything the document held at the call is written; to false when the device did not take it. */
	written(): Promise<boolean>;
	/** Stops writing; the copy stays. */
	close(): void;
	/** Stops writing and deletes the copy. */
	forget(): Promise<void>;
}

/** How soon (ms) a device without room is tried again. */
const tryAgainAfter = 10_000;

/**
 * Keeps a room's document on this device. Resolves, when what was kept is in the document, to null where the browser keeps nothing. `onTaken` runs when
 * another page or the reader deletes the copy, which ends the keeping.
 */
export async function keepOnDevice(
	accountId: string,
	room: string,
	doc: Y.Doc,
	onTaken: () => void,
): Promise<Copy | null> {
	const name = copyName(accountId, room);
	if (!(await canOpen(name))) return null;
	const kept = new IndexeddbPersistence(name, doc);
	await kept.whenSynced;
	const db = kept.db as IDBDatabase;
	/** Whether every change so far was written. A write that fails tells nobody but the database (no room, mostly). */
	let whole = true;
	let tryAgainAt = 0;
	db.addEventListener('abort', () => {
		whole = false;
	});
	const taken = () => {
		void kept.destroy();
		onTaken();
	};
	db.addEventListener('versionchange', taken);
	db.addEventListener('close', taken);

	/** All of it once more, since a change in the middle may be missing. */
	async function writeAll(): Promise<void> {
		if (performance.now() < tryAgainAt) return;
		tryAgainAt = performance.now() + tryAgainAfter;
		whole = await ended(db, 'readwrite', (updates) => updates.add(Y.encodeStateAsUpdate(doc)));
	}

	return {
		async written() {
			try {
				if (!whole) await writeAll();
				// Waits for the writing transactions that were opened before it.
				else await ended(db, 'readonly', (updates) => updates.count());
				return whole;
			} catch {
				// The database is closing.
				return false;
			}
		},
		close: () => void kept.destroy(),
		async forget() {
			await kept.destroy();
			await deleted(name);
		},
	};
}

/** Whether a transaction on the updates of the copy went through. */
function ended(
	db: IDBDatabase,
	mode: IDBTransactionMode,
	ask: (updates: IDBObjectStore) => IDBRequest,
): Promise<boolean> {
	return new Promise((resolve) => {
		const transaction = db.transaction('updates', mode);
		transaction.oncomplete = () => resolve(true);
		transaction.onabort = () => resolve(false);
		ask(transaction.objectStore('updates'));
	});
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
