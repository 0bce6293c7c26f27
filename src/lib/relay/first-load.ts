import * as Y from 'yjs';
import { accountParam, syncPath } from '#domain/relay/protocol.ts';

/** Rooms that may be long. An exempt one comes by its socket only: no copy of it lies on any way. */
const long: readonly string[] = ['agenda', 'section', 'document', 'minutes'];

/** So long (ms) the answer may take to begin, and to come; then the socket brings it all. */
const toBegin = 3_000;
const toCome = 20_000;

/**
 * Fetches what a room holds, compressed, into a document that has nothing of it yet; the socket then brings the
 * difference. `accountId` is whose page it is; to anybody else nothing is given. Resolves to whether there is something now. Never rejects: without it the socket brings everything.
 */
export async function firstLoad(
	kind: string,
	name: string,
	accountId: string | null,
	doc: Y.Doc,
): Promise<boolean> {
	if (!long.includes(kind)) return false;
	const giveUp = new AbortController();
	let late = setTimeout(() => giveUp.abort(), toBegin);
	try {
		// The browser keeps none of it where signing out would not find it.
		const as = accountId === null ? '' : `?${accountParam}=${accountId}`;
		const response = await fetch(`${syncPath}/${name}${as}`, {
			cache: 'no-store',
			headers: { Accept: 'application/octet-stream' },
			signal: giveUp.signal,
		});
		if (response.status !== 200) return false;
		if (response.headers.get('Content-Type') !== 'application/octet-stream') return false;
		clearTimeout(late);
		late = setTimeout(() => giveUp.abort(), toCome);
		Y.applyUpdate(doc, new Uint8Array(await response.arrayBuffer()), firstLoad);
		return true;
	} catch {
		return false;
	} finally {
		clearTimeout(late);
		giveUp.abort();
	}
}
