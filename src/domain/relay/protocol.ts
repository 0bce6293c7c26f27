/**
 * First number of a message on the wire. 0 to 3 are y-websocket's own; 121 and 122 are ours, and a client that does not
 * know them loses nothing but the word "Saved".
 */
export const message = {
	sync: 0,
	awareness: 1,
	auth: 2,
	queryAwareness: 3,
	/**
	 * `[121, varuint n]`: of the SyncStep2 and Update frames this connection has sent, the first n are dealt with:
	 * committed to the log, already in it, or refused by a 122 that named them.
	 */
	ack: 121,
	/** `[122, varuint n, varstring code]`: the nth such frame was refused and is not in the log. */
	refused: 122,
} as const;

/** Second number of a sync message (y-protocols/sync). */
export const syncStep = { one: 0, two: 1, update: 2 } as const;

/**
 * Second number of an auth message. A stock client reads `denied` only and passes over the rest.
 * `[2, welcome, varstring json]` tells a client who it is in the room: `{ access, name, role, colour }`.
 */
export const authStep = { denied: 0, welcome: 2 } as const;

/** Why a frame was refused, as told in message 122. */
export const frameRefusals = [
	'read_only',
	'locked',
	'too_big',
	'not_stored',
	'foreign_client',
	'undeclared_root',
	'malformed',
	/** Even all that the client has builds on something the room has not got. */
	'gap',
	'grows_too_fast',
] as const;
export type FrameRefusal = (typeof frameRefusals)[number];

/**
 * Close codes. y-websocket reads 4400 to 4499 as "do not come back" and everything else as "try again soon".
 * The last two digits follow HTTP.
 */
export const closeCode = {
	badFrame: 4400,
	sessionEnded: 4401,
	rightChanged: 4403,
	gone: 4404,
	/** What the client holds is of another life of the room and must not be merged into this one. */
	replaced: 4409,
	tooBig: 4413,
	restarting: 1012,
	tryAgain: 1013,
} as const;

/** Whether a client stays away after this code. */
export const closesForGood = (code: number): boolean => code >= 4400 && code < 4500;

/** Where the relay listens: `/sync/<kind>:<uuid>`. */
export const syncPath = '/sync';

/** Asks the relay to open and close with a code where it would answer the handshake with a status, which browsers hide. */
export const codesParam = 'codes';

/**
 * The account whose page this is. Another one may have signed in since, in the same browser: words that wait in the page
 * must not go into the log as theirs, so the relay closes with `sessionEnded`.
 */
export const accountParam = 'as';

/** A frame larger than this is refused (bytes). */
export const maxFrameBytes = 1 << 20;

const room =
	/^([a-z]+(?:-[a-z]+)*):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** The name of a room on the wire. */
export const roomName = (kind: string, id: string): string => `${kind}:${id}`;

/** Reads "agenda:<uuid>"; undefined for anything else. */
export function parseRoomName(name: string): { kind: string; id: string } | undefined {
	const match = room.exec(name);
	return match ? { kind: match[1] as string, id: match[2] as string } : undefined;
}

const topicDigits = 15;

/** The key of a version in a topic of a live room: padded, so that the highest version is the last key by text order. */
export const topicKey = (version: number): string => String(version).padStart(topicDigits, '0');

/** The key with the highest version among a topic's keys; undefined for none. */
export function newestKey(keys: Iterable<string>): string | undefined {
	let newest: string | undefined;
	for (const key of keys) if (newest === undefined || key > newest) newest = key;
	return newest;
}
