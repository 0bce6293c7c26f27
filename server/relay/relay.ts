import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type * as Y from 'yjs';
import type { Json } from '#domain/kernel/canonical.ts';
import type { Reading, Services, Tx } from '../platform/tx.ts';

/** A stored room: what its row says. */
export interface RoomRef {
	readonly id: string;
	readonly kind: string;
	readonly partnershipId: string;
	/** The meeting, item, section or document whose draft this is. */
	readonly subjectId: string;
	readonly compartmentId: string | null;
}

/** Who knocks, by session; null where a visitor is meant means no session. */
export interface Visitor {
	readonly accountId: string;
	readonly sessionRef: string;
	/** Whether the session came in with a second factor too. */
	readonly secondFactor?: boolean;
}

/** What a gate answers: whether one may write, and how one appears to the others in the room. */
export interface Entry {
	readonly access: 'write' | 'read';
	readonly name: string;
	readonly role: string;
	/** 1 to 8: the person colour of the design. */
	readonly colour: number;
	readonly personId: string | null;
}

/** The shared types of a room's document by root name; nothing else is accepted in it. */
export type Roots = Readonly<Record<string, 'map' | 'array' | 'xml' | 'text'>>;

/** A draft: kept in the update log, written by people (and by `edit`). A visitor without session never writes. */
export interface StoredKind {
	readonly stored: true;
	readonly roots: Roots;
	/** Null for "not found" and "not yours" alike. */
	gate(room: RoomRef, visitor: Visitor | null): Promise<Entry | null>;
}

/** A picture of the record: never stored, written by `writeTopic` only. Its roots are its topics, each a map. */
export interface DerivedKind {
	readonly stored: false;
	readonly roots: Roots;
	gate(id: string, visitor: Visitor | null): Promise<Entry | null>;
	/** Writes every topic of a room that somebody is about to enter. Runs once at a time for a room. */
	fill(id: string): Promise<void>;
}

export type RoomKind = StoredKind | DerivedKind;

export interface Relay {
	/** Room kinds by name, wired in app.ts. */
	readonly kinds: Map<string, RoomKind>;
	/** The relay's figures. */
	readonly metrics: Registry;
	/** Answers `GET /sync/<kind>:<uuid>` with the room's content, and false for every other address. */
	readonly answer: (request: IncomingMessage, response: ServerResponse) => boolean;
	/** Serves `/sync/<kind>:<uuid>` on the server and leaves every other upgrade alone. */
	attach(server: EventEmitter): { close(): Promise<void> };
	/** Creates a stored room inside the caller's transaction, with its first content. Throws for an unknown or derived kind. */
	createRoom(tx: Tx, room: RoomRef, content?: (doc: Y.Doc) => void): Promise<void>;
	/**
	 * The one way the server writes a draft: one Yjs transaction under a client id of its own, through the committer.
	 * Resolves when it is in the log. Rejects when it could not be stored: the caller tries again, so `change` must be
	 * idempotent (skip what is already there). Never called inside a transaction: it would wait for itself.
	 */
	edit(roomId: string, change: (doc: Y.Doc) => void): Promise<void>;
	/** Resolves when everything the room has received so far is committed or refused. Never called inside a transaction. */
	drain(roomId: string): Promise<void>;
	/** The room's document as the log has it, with the room row locked: nothing is committed to it until the transaction ends. */
	readLocked(tx: Tx, roomId: string): Promise<Y.Doc>;
	/** The room's document as the log has it. */
	read(tx: Reading, roomId: string): Promise<Y.Doc>;
	/**
	 * Writes a topic of a derived room that is open, else nothing. A version below the one written is ignored.
	 * Versions must never go back, not even over a restart: clients keep their documents and read the highest.
	 */
	writeTopic(kind: string, id: string, topic: string, version: number, value: Json): void;
	/** Whether a derived room is held here, so that its topics must be kept fresh. */
	isOpen(kind: string, id: string): boolean;
	/** Asks the gates of these sockets (of all, for `{}`) again; closes those that lost or changed their right (4401, 4403, 4404). */
	recheck(which: { accountId?: string; roomId?: string }): void;
	/** Closes that session's sockets (4401). */
	endSession(sessionRef: string): void;
	/** Commits nothing until `resume`: the store may have another owner. What is written waits, and is not acknowledged. */
	hold(): void;
	resume(): void;
	/** Stops taking part: commits what was received, then closes every socket (1012), in waves. */
	close(): Promise<void>;
}

/** What parts right of the relay work with. */
export type PartServices = Services & { readonly relay: Relay };
