import { message, syncStep } from '#domain/relay/protocol.ts';

/** What a page may say about the words somebody is writing. */
export type SaveState = 'connecting' | 'saved' | 'saving' | 'offline' | 'not_saved' | 'closed';

/** What is known at this moment. */
export interface Facts {
	/** The server closed the room for good. */
	readonly closed: boolean;
	readonly connected: boolean;
	/** This connection has been given everything the server has. */
	readonly synced: boolean;
	/** The document has had content to show, from the server or from this device. */
	readonly shown: boolean;
	/** Content frames sent on this connection, and how many of them are dealt with. */
	readonly sent: number;
	readonly acknowledged: number;
	/** Why a frame of this connection was refused. */
	readonly refused: string | null;
	/** An attempt to connect has failed. */
	readonly failed: boolean;
}

/**
 * "Saved" is said only when every frame of this connection is in the server's log and none was refused. The server asks
 * for what the page has before it answers what it has itself, so that a synced connection has sent its offline edits.
 */
export function saveState(facts: Facts): SaveState {
	if (facts.closed) return 'closed';
	if (!facts.connected) return facts.shown || facts.failed ? 'offline' : 'connecting';
	if (facts.refused !== null) return 'not_saved';
	if (!facts.synced && !facts.shown) return 'connecting';
	return facts.synced && facts.acknowledged >= facts.sent ? 'saved' : 'saving';
}

/** Whether a frame counts towards `sent`: SyncStep2 and Update do, questions and cursors do not. */
export function isContent(frame: Uint8Array): boolean {
	return frame[0] === message.sync && (frame[1] === syncStep.two || frame[1] === syncStep.update);
}
