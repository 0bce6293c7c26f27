import * as Y from 'yjs';
import { Refusal } from '#domain/kernel/refusal.ts';
import { closeCode, type FrameRefusal } from '#domain/relay/protocol.ts';
import type { Log } from '../platform/log.ts';
import type { Committer, Committing, Entry } from './committer.ts';
import type { Connection } from './connection.ts';
import { readFrame, stepOneFrame, stepTwoFrame, updateFrame } from './frames.ts';
import { judge, tooDeep } from './guard.ts';
import { Presence } from './presence.ts';
import type { Roots } from './relay.ts';
import type { Closed, Loaded } from './store.ts';

/** How long a document for judging frames is kept after the last one (ms). */
const frontRestMs = 60_000;

const refusalOf = {
	locked: 'relay.locked',
	gone: 'relay.gone',
	not_stored: 'relay.not_stored',
} as const;

/**
 * A stored room in memory. `#hot` is exactly the log and what readers are given. Frames are judged against `#front`: hot
 * plus everything queued, so that a frame may build on one that is still on its way to the log. What goes into the log
 * and out to others is the front's own diff, never bytes as they came in (attack Y4 of reference/trust.md §3.1).
 */
export class Room implements Committing {
	readonly id: string;
	readonly connections = new Set<Connection>();
	/** Set when the room has been given up: `onDead` has run and whoever wants it loads it again. */
	dead = false;
	readonly #roots: Roots;
	readonly #hot: Y.Doc;
	readonly #owners: Map<number, string | null>;
	readonly #committer: Committer;
	readonly #log: Log;
	readonly #onDead: () => void;
	readonly #presence: Presence;
	#front: Y.Doc | undefined;
	#frontUpdates: Uint8Array[] = [];
	#hotUpdates: Uint8Array[] = [];
	#queued: Entry[] = [];
	#locked = false;
	#lastUse: number;

	constructor(
		id: string,
		roots: Roots,
		loaded: Loaded,
		committer: Committer,
		log: Log,
		now: number,
		onDead: () => void,
	) {
		this.id = id;
		this.#roots = roots;
		this.#hot = loaded.doc;
		this.#owners = loaded.owners;
		this.#committer = committer;
		this.#log = log;
		this.#onDead = onDead;
		this.#lastUse = now;
		this.#hot.on('update', (update: Uint8Array) => this.#hotUpdates.push(update));
		this.#presence = new Presence(this.connections, (client, connection) => {
			const owner = this.#ownerOf(client);
			return owner !== undefined && owner !== connection.visitor?.accountId;
		});
	}

	/** Lets a socket in: it is asked for what it has, which is how offline edits travel. */
	join(connection: Connection): void {
		this.connections.add(connection);
		// A visitor without a session has never been able to write: nothing to ask for.
		if (connection.visitor) this.#ask(connection);
		this.#presence.tellAll(connection);
	}

	leave(connection: Connection, now: number): void {
		this.connections.delete(connection);
		this.#presence.leave(connection);
		this.#lastUse = now;
	}

	/** An entry changed its name or role. */
	renamed(connection: Connection): void {
		this.#presence.renamed(connection);
	}

	/** Takes one frame of a socket. A bad one closes that socket and changes nothing else. */
	receive(connection: Connection, bytes: Uint8Array, now: number): void {
		if (this.dead) return;
		try {
			const frame = readFrame(bytes);
			switch (frame.is) {
				case 'step_one':
					connection.send(stepTwoFrame(this.#hot, frame.stateVector));
					break;
				case 'content':
					this.#lastUse = now;
					this.#content(connection, frame.update, frame.answer);
					break;
				case 'awareness':
					this.#presence.receive(connection, frame.update);
					break;
				case 'query_awareness':
					this.#presence.tellAll(connection);
					break;
				case 'other':
					break;
				default:
					frame satisfies never;
			}
		} catch (error) {
			this.#log.info(
				{ room: this.id, error: error instanceof Error ? error.name : 'unknown' },
				'bad frame',
			);
			connection.close(closeCode.badFrame, 'bad frame');
		}
	}

	#content(connection: Connection, update: Uint8Array, answer: boolean): void {
		const n = connection.number();
		if (answer) connection.asked = false;
		// A reader's answer to "what have you got" is looked at: it is honest when it holds nothing new.
		if (!connection.mayWrite && !(answer && connection.visitor)) {
			connection.refuse(n, 'read_only');
			return;
		}
		const accountId = connection.visitor?.accountId as string;
		const verdict = judge(update, {
			doc: this.#front ?? this.#hot,
			roots: this.#roots,
			owner: (client) => this.#ownerOf(client),
			accountId,
		});
		if (verdict.is === 'known') this.#enqueueOrSettle(connection, n, answer);
		else if (!connection.mayWrite) connection.refuse(n, 'read_only');
		else if (this.#locked) connection.refuse(n, 'locked');
		else if (verdict.is === 'refused') connection.refuse(n, verdict.code);
		else if (verdict.is === 'gap' && answer) connection.refuse(n, 'gap');
		else if (verdict.is === 'gap') {
			connection.leaveOpen(n);
			this.#ask(connection);
		} else {
			const diff = this.#toFront(update, verdict.types);
			if (!diff) {
				this.#enqueueOrSettle(connection, n, answer);
				return;
			}
			for (const client of verdict.claims) this.#owners.set(client, accountId);
			this.#enqueue({
				room: this,
				bytes: diff,
				accountId,
				claims: verdict.claims,
				from: { connection, n, answer },
			});
		}
	}

	/** Applies a judged update to the front and returns the front's own diff. Throws, with the front as before, when it will not go in whole. */
	#toFront(update: Uint8Array, types: readonly Y.ID[]): Uint8Array | undefined {
		const front = this.#openFront();
		try {
			Y.applyUpdate(front, update, 'frame');
			if (front.store.pendingStructs || front.store.pendingDs) throw new Error('does not fit');
			if (tooDeep(front, types)) throw new Error('too deep');
			return this.#takeDiff();
		} catch (error) {
			this.#dropFront();
			throw error;
		}
	}

	#openFront(): Y.Doc {
		if (this.#front) return this.#front;
		const front = new Y.Doc();
		while (this.#owners.has(front.clientID)) front.clientID = new Y.Doc().clientID;
		Y.applyUpdate(front, Y.encodeStateAsUpdate(this.#hot));
		for (const { bytes } of this.#queued) if (bytes) Y.applyUpdate(front, bytes);
		front.on('update', (update: Uint8Array) => this.#frontUpdates.push(update));
		this.#frontUpdates = [];
		this.#front = front;
		return front;
	}

	#dropFront(): void {
		this.#front?.destroy();
		this.#front = undefined;
		this.#frontUpdates = [];
	}

	#takeDiff(): Uint8Array | undefined {
		const [first, ...more] = this.#frontUpdates;
		this.#frontUpdates = [];
		return first && more.length > 0 ? Y.mergeUpdates([first, ...more]) : first;
	}

	#ownerOf(client: number): string | null | undefined {
		const owner = this.#owners.get(client);
		if (owner !== undefined) return owner;
		if (client === this.#front?.clientID) return null;
		return this.#presence.accountOf(client);
	}

	#ask(connection: Connection): void {
		if (connection.asked) return;
		connection.asked = true;
		connection.send(stepOneFrame(this.#hot));
	}

	/** Nothing new: dealt with as soon as everything queued before it is. */
	#enqueueOrSettle(connection: Connection, n: number, answer: boolean): void {
		if (this.#queued.length > 0)
			this.#enqueue({
				room: this,
				bytes: null,
				accountId: null,
				claims: [],
				from: { connection, n, answer },
			});
		else {
			connection.settle(n, answer);
			connection.acknowledge();
		}
	}

	#enqueue(entry: Entry): void {
		this.#queued.push(entry);
		this.#committer.push(entry);
	}

	/** One Yjs transaction of the server; resolves when it is committed. */
	edit(change: (doc: Y.Doc) => void, now: number): Promise<void> {
		this.#lastUse = now;
		if (this.#locked) return Promise.reject(new Refusal('relay.locked'));
		const front = this.#openFront();
		let diff: Uint8Array | undefined;
		try {
			front.transact(() => change(front), 'edit');
			diff = this.#takeDiff();
		} catch (error) {
			this.#dropFront();
			throw error;
		}
		if (!diff) return this.settled();
		const claims = this.#owners.has(front.clientID) ? [] : [front.clientID];
		for (const client of claims) this.#owners.set(client, null);
		const bytes = diff;
		return new Promise((resolve, reject) =>
			this.#enqueue({
				room: this,
				bytes,
				accountId: null,
				claims,
				from: null,
				done: (failed) => (failed ? reject(new Refusal(refusalOf[failed])) : resolve()),
			}),
		);
	}

	/** Resolves when everything queued so far is committed or refused. */
	settled(): Promise<void> {
		if (this.#queued.length === 0) return Promise.resolve();
		return new Promise((resolve) =>
			this.#enqueue({
				room: this,
				bytes: null,
				accountId: null,
				claims: [],
				from: null,
				done: () => resolve(),
			}),
		);
	}

	committed(entries: readonly Entry[]): void {
		this.#queued.splice(0, entries.length);
		try {
			this.#hot.transact(() => {
				for (const { bytes } of entries) if (bytes) Y.applyUpdate(this.#hot, bytes);
			});
		} catch (error) {
			this.#log.error({ err: error, room: this.id }, 'the log does not apply');
			for (const { done } of entries) done?.(undefined);
			this.rejected('not_stored');
			return;
		}
		for (const update of this.#hotUpdates.splice(0)) {
			const frame = updateFrame(update);
			for (const connection of this.connections) connection.send(frame);
		}
		const told = new Set<Connection>();
		for (const { from, done } of entries) {
			if (from) {
				from.connection.settle(from.n, from.answer);
				told.add(from.connection);
			}
			done?.(undefined);
		}
		for (const connection of told) connection.acknowledge();
	}

	rejected(why: Closed | 'not_stored'): void {
		const entries = this.#queued.splice(0);
		this.#committer.forget(this);
		this.#dropFront();
		const code: FrameRefusal = why === 'not_stored' ? 'not_stored' : 'locked';
		for (const { from, done } of entries) {
			from?.connection.refuse(from.n, code);
			done?.(why);
		}
		switch (why) {
			case 'locked':
				this.#locked = true;
				break;
			case 'gone':
				this.giveUp(closeCode.gone, 'gone');
				break;
			case 'not_stored':
				// Whether it was written is not known: only the log can say, so everyone starts from it again.
				this.giveUp(closeCode.tryAgain, 'not stored');
				break;
			default:
				why satisfies never;
		}
	}

	/** Closes every socket and leaves the room to be loaded again. */
	giveUp(code: number, reason: string): void {
		this.dead = true;
		this.#onDead();
		this.#presence.stop();
		for (const connection of this.connections) connection.close(code, reason);
	}

	/** A lock may have been lifted: the next commit finds out. */
	recheckLock(): void {
		this.#locked = false;
	}

	/** Puts away what is not in use. Returns whether the room itself may be unloaded: nobody in it, nothing on its way. */
	rest(now: number, lingerMs: number): boolean {
		if (this.#queued.length > 0) return false;
		if (now - this.#lastUse > frontRestMs) this.#dropFront();
		return this.connections.size === 0 && now - this.#lastUse >= lingerMs;
	}

	unload(): void {
		this.dead = true;
		this.#presence.stop();
		this.#dropFront();
		this.#hot.destroy();
	}
}
