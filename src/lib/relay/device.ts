/** The name of a room's copy on this device: it holds the account, so that somebody else who signs in never sees it. */
export const copyName = (accountId: string, room: string): string =>
	`moothall:${accountId}:${room}`;

/** Removes every document kept here for the account: at sign-out, after asking about work that is not saved. */
export async function forgetDevice(accountId: string): Promise<void> {
	const all = await indexedDB.databases();
	const own = all.flatMap(({ name }) => (name?.startsWith(copyName(accountId, '')) ? [name] : []));
	await Promise.all(own.map(deleted));
}

/** Resolves when the copy of that name is deleted. */
export function deleted(name: string): Promise<void> {
	return new Promise((resolve) => {
		const request = indexedDB.deleteDatabase(name);
		// A page that still holds it open lets go when it is closed.
		request.onsuccess = request.onerror = request.onblocked = () => resolve();
	});
}
