// Longer than most: one life with its five states, which are easier to follow side by side than in five files.
import * as Y from 'yjs';
import { Refusal } from '#domain/kernel/refusal.ts';
import { closeCode, type FrameRefusal } from '#domain/relay/protocol.ts';
import type { Committer, Committing, Entry } from './committer.ts';
import type { Connection } from './connection.ts';
import { readFrame, stepOneFrame, stepTwoFrame, updateFrame } from './frames.ts';
import { judge, knownToBytes, reaches, tooDeep } from './guard.ts';
import { merged, Out } from './out.ts';
import { Packet, type Ports } from './ports.ts';
import { Presence } from './presence.ts';
import { withinReason } from './within-reason.ts';
import { Pristine, pristineOf } from './pristine.ts';
import type { Roots } from './relay.ts';
import { documentOf, plainDoc, type Closed, type StoredRoom } from './store.ts';

/** How long structs are kept after the last word (ms). Then bytes do, a tenth of the size. */
const structsRest = 60_000;
/** A room whose content is larger takes no more of it (bytes). */
const roomLimit = 16 << 20;
/** How often a room that may be full is measured (ms). */
const measuredEvery = 1_000;
/** Everybody who joins says how far they have come with each client id: ten thousand of them are a hundred kilobytes. */
const clientsPerAccount = 10_000;
/** Nor does one whose log has grown by this much (bytes) without having been compacted. */
const tailLimit = 256 << 20;
/** A document of this size (bytes) is encoded for newcomers once in so long (ms), and given with what came since. */
const bigDocument = 32 << 10;
const encodedFor = 1_000;
/** A tail of this many rows is given to readers as it stands; a longer one is made into a document first. */
const shortTail = 64;

const refusalOf = {
	locked: 'relay.locked',
	gone: 'relay.gone',
	moved: 'relay.not_stored',
	not_stored: 'relay.not_stored',
} as const;

/**
 * The life of a stored room.
 * - loading: nobody is answered; what people say waits in their inboxes.
 * - quiet: only bytes, for readers.
 * - hot: somebody writes. `doc` is the log and everything queued for it, which is what frames are judged against. Nobody
 *   is shown more than the log: what goes out waits for the commit of all that is in it.
 * - draining: nobody is here; the last is written and compacted before the room turns cold.
 * - dead: given up. Whoever wants the room loads it again.
 * Cold rooms are not in memory.
 */
type Life =
	| { readonly is: 'loading' }
	| { readonly is: 'quiet'; readonly content: Pristine }
	| { readonly is: 'hot'; readonly doc: Y.Doc }
	| { readonly is: 'draining'; readonly content: Pristine }
	| { readonly is: 'dead' };

interface Written {
	readonly n: number;
	readonly answer: boolean;
	readonly update: Uint8Array;
}

/** Rows and bytes after the newest snapshot, and the size of that snapshot. */
export interface Tail {
	rows: number;
	bytes: number;
	snapshotBytes: number;
	upto: number;
}

export class Room implements Committing {
	readonly id: string;
	head = 0;
	readonly connections = new Set<Connection>();
	readonly tail: Tail = { rows: 0, bytes: 0, snapshotBytes: 0, upto: 0 };
	readonly #roots: Roots;
	readonly #ports: Ports;
	readonly #committer: Committer;
	/** Tells that those waiting in the inboxes may be heard. */
	readonly #ready: (connections: ReadonlySet<Connection>) => void;
	readonly #onDead: () => void;
	readonly #presence: Presence;
	readonly #out: Out;
	#life: Life = { is: 'loading' };
	/** What the content came to when it was last known as one (bytes): at loading, and at compaction. */
	#size = 0;
	/** What has been taken in since (bytes), of which some may have been taken back; and when it was measured. */
	#grown = 0;
	#measuredAt = -Infinity;
	#owners = new Map<number, string | null>();
	#diffs: Uint8Array[] = [];
	#queued: Entry[] = [];
	#locked = false;
	#lastUse: number;
	/** Sockets that asked for the room and have not been given it, with the state vector they named. */
	readonly #asking = new Map<Connection, Uint8Array>();
	/** Those of them whose answer waits for a commit. */
	readonly #answering = new Set<Connection>();
	/** Rows are tried one by one, since something that they make together did not work. */
	#carefully = false;
	/** Set while nothing is taken in, since the state is wanted exactly as the log has it. */
	#still: Promise<unknown> | undefined;
	#loading: Promise<void> = Promise.resolve();
	/** The hot document encoded a moment ago, and the diffs since. */
	#encoded: { readonly content: Pristine; readonly at: number; since: Uint8Array[] } | undefined;

	constructor(
		id: string,
		roots: Roots,
		ports: Ports,
		committer: Committer,
		ready: (connections: ReadonlySet<Connection>) => void,
		onDead: () => void,
	) {
		this.id = id;
		this.#roots = roots;
		this.#ports = ports;
		this.#committer = committer;
		this.#ready = ready;
		this.#onDead = onDead;
		this.#lastUse = ports.now();
		this.#out = new Out(this.connections, ports, () => this.#presence.due());
		this.#presence = new Presence(
			this.connections,
			ports,
			(client, connection) => {
				const owner = this.#ownerOf(client);
				return owner !== undefined && owner !== connection.visitor?.accountId;
			},
			(client, connection, then) => this.#own(client, connection, then),
		);
	}

	get state(): Life['is'] {
		return this.#life.is;
	}

	get dead(): boolean {
		return this.#life.is === 'dead';
	}

	/** Whether what sockets say is taken in now. */
	get listens(): boolean {
		return this.#still === undefined && (this.#life.is === 'quiet' || this.#life.is === 'hot');
	}

	/** Loads the room from the log, once. Rejects when the store fails or has no such room. */
	load(): Promise<void> {
		this.#loading = this.#load();
		return this.#loading;
	}

	async #load(): Promise<void> {
		const stored = await this.#ports.store.load(this.id);
		if (!stored) throw new Refusal(refusalOf.gone);
		if (this.dead) return;
		const content = this.#contentOf(stored);
		this.head = stored.head;
		this.#owners = intern(stored.owners);
		this.#locked = stored.locked;
		this.tail.rows = stored.tail.length;
		this.tail.bytes = stored.tail.reduce((sum, { bytes }) => sum + bytes.length, 0);
		this.tail.snapshotBytes = stored.snapshot?.bytes.length ?? 0;
		this.tail.upto = stored.snapshot?.upto ?? 0;
		this.#size = content.size;
		this.#grown = 0;
		this.#life = { is: 'quiet', content };
		for (const connection of this.connections) {
			this.#out.joined(connection);
			// After a fault: what was not taken in then comes again.
			connection.asked = false;
			if (connection.given) this.#ask(connection);
		}
		for (const [connection, vector] of this.#asking) this.#answer(connection, vector);
		this.#ready(this.connections);
	}

	#contentOf(stored: StoredRoom): Pristine {
		const { snapshot, tail } = stored;
		const size = tail.reduce((sum, { bytes }) => sum + bytes.length, snapshot?.bytes.length ?? 0);
		// A large one may be so by what was taken back since: as a document it says how large it is.
		if (!this.#carefully && tail.length <= shortTail && size <= roomLimit)
			try {
				return pristineOf([
					...(snapshot ? [snapshot.bytes] : []),
					...tail.map(({ bytes }) => bytes),
				]);
			} catch {
				// One of them is bad: found out below.
			}
		this.#carefully = false;
		const { doc, bad } = documentOf(snapshot?.bytes ?? null, tail);
		if (bad.length > 0) {
			this.#ports.log.error({ room: this.id, rows: bad }, 'rows of the log do not decode');
			this.#ports.meter.quarantined(bad.length);
			this.#ports.store
				.quarantine(this.id, bad)
				.catch((error: unknown) => this.#ports.log.error({ err: error }, 'quarantine'));
		}
		const content = new Pristine([Y.encodeStateAsUpdate(doc)]);
		doc.destroy();
		return content;
	}

	/** Resolves when the room is no longer loading. */
	ready(): Promise<void> {
		return this.#loading;
	}

	join(connection: Connection): void {
		this.connections.add(connection);
		this.#lastUse = this.#ports.now();
		if (this.#life.is === 'draining') this.#life = { is: 'quiet', content: this.#life.content };
		if (this.#life.is === 'quiet' || this.#life.is === 'hot') this.#out.joined(connection);
	}

	leave(connection: Connection): void {
		this.connections.delete(connection);
		this.#asking.delete(connection);
		this.#presence.leave(connection);
		this.#lastUse = this.#ports.now();
	}

	/** An entry changed its name or role. */
	renamed(connection: Connection): void {
		this.#presence.renamed(connection);
	}

	/**
	 * Takes up to `most` frames from a socket's inbox, what they write as one change. A bad one closes that socket and
	 * changes nothing else.
	 */
	receive(connection: Connection, most: number, until: number): void {
		try {
			this.#hear(connection, most, until);
		} catch (error) {
			// Not the sender's fault, as far as anybody can tell: begun again from the log, row by row.
			this.#ports.log.error({ err: error, room: this.id }, 'a room failed');
			connection.close(closeCode.tryAgain, 'the room failed');
			this.#carefully = true;
			if (!this.dead && this.#life.is !== 'loading') this.#reload();
		}
	}

	#hear(connection: Connection, most: number, until: number): void {
		const written: Written[] = [];
		let asked: Uint8Array | undefined;
		let wantsAll = false;
		let at = this.#ports.now();
		for (let i = 0; i < most && this.listens && connection.line.open; i++) {
			const next = connection.next();
			if (!next) break;
			at = next.at;
			try {
				const frame = readFrame(next.bytes);
				if (frame.is === 'content') {
					const { answer, update } = frame;
					written.push({ n: connection.number(at), answer, update });
				} else if (frame.is === 'step_one') {
					// Who asks twice in a breath is answered once.
					Y.decodeStateVector(frame.stateVector);
					asked = frame.stateVector;
				} else if (frame.is === 'awareness') this.#presence.receive(connection, frame.update);
				else if (frame.is === 'query_awareness') wantsAll = true;
			} catch (error) {
				this.#bad(connection, error);
			}
			if (i % 8 === 7 && this.#ports.now() > until) break;
		}
		if (this.listens) this.#write(connection, written, at);
		if (!this.listens || !connection.line.open) return;
		if (wantsAll && !connection.audience) this.#presence.tellAll(connection);
		if (asked) this.#answer(connection, asked);
	}

	#bad(connection: Connection, error: unknown): void {
		this.#ports.log.info(
			{
				room: this.id,
				account: connection.visitor?.accountId,
				error: error instanceof Error ? error.name : 'unknown',
			},
			'bad frame',
		);
		connection.close(closeCode.badFrame, 'bad frame');
	}

	#speaks(connection: Connection): void {
		connection.lastWord = Math.trunc(this.#ports.now());
		if (!connection.audience) return;
		this.#out.place(connection);
		if (connection.given && !connection.audience) this.#presence.tellAll(connection);
	}

	#write(connection: Connection, frames: readonly Written[], at: number): void {
		if (frames.length === 0) return;
		this.#lastUse = this.#ports.now();
		const taken: Written[] = [];
		for (const frame of frames) {
			if (frame.answer) connection.asked = false;
			// A reader's answer to "what have you got" is looked at: it is honest when it holds nothing new.
			if (!connection.mayWrite && !(frame.answer && connection.visitor))
				connection.refuse(frame.n, 'read_only');
			else taken.push(frame);
		}
		if (taken.length > 0) {
			if (this.#life.is === 'quiet' && this.#allKnown(this.#life.content, connection, taken))
				this.#settle(connection, taken, at);
			else this.#apply(connection, taken, at);
		}
		connection.acknowledge();
	}

	/** Whether frames bring nothing that the bytes have not got; spares readers' answers the making of a document. */
	#allKnown(content: Pristine, connection: Connection, frames: readonly Written[]): boolean {
		try {
			return frames.every(({ update }) => knownToBytes(update, content));
		} catch (error) {
			this.#bad(connection, error);
			return false;
		}
	}

	/** Judges frames and applies the good ones, all in one Yjs transaction, so that they make one row and one diff. */
	#apply(connection: Connection, frames: readonly Written[], at: number): void {
		const { doc } = this.#hot();
		const accountId = connection.visitor?.accountId as string;
		const settled: Written[] = [];
		const claims: number[] = [];
		let fault: { readonly error: unknown; readonly applied: boolean } | undefined;
		this.#diffs = [];
		const takeAll = () => {
			for (const frame of frames) {
				let applied = false;
				try {
					const verdict = judge(frame.update, {
						doc,
						roots: this.#roots,
						owner: (client) => this.#ownerOf(client),
						accountId,
					});
					if (verdict.is === 'known') settled.push(frame);
					else if (!connection.mayWrite) connection.refuse(frame.n, 'read_only');
					else if (this.#locked) connection.refuse(frame.n, 'locked');
					else if (verdict.is === 'refused') connection.refuse(frame.n, verdict.code);
					else if (this.#isFull(doc, frame.update)) connection.refuse(frame.n, 'too_big');
					else if (verdict.is === 'gap' && frame.answer) connection.refuse(frame.n, 'gap');
					else if (verdict.is === 'gap') {
						connection.leaveOpen(frame.n);
						this.#ask(connection);
					} else {
						if (this.#claimsTooMany(accountId, verdict.claims)) {
							connection.refuse(frame.n, 'grows_too_fast');
							continue;
						}
						applied = true;
						Y.applyUpdate(doc, frame.update, 'frame');
						if (!reaches(doc, verdict.ends)) throw new Error('not what was judged');
						this.#grown += frame.update.length;
						if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error('does not fit');
						if (tooDeep(doc, verdict.types)) throw new Error('too deep');
						for (const client of verdict.claims) {
							this.#owners.set(client, accountId);
							claims.push(client);
						}
						settled.push(frame);
					}
				} catch (error) {
					fault = { error, applied };
					return;
				}
			}
		};
		try {
			withinReason(() => doc.transact(takeAll, 'frames'));
		} catch (error) {
			// What was taken in cannot be written down: Yjs encodes it at the end.
			fault = { error, applied: true };
		}
		if (fault) this.#bad(connection, fault.error);
		if (fault?.applied) {
			// Something of it may be in the document: begun again from the log.
			for (const client of claims) this.#owners.delete(client);
			this.#reload();
			return;
		}
		const bytes = this.#takeDiff();
		if (bytes) {
			this.#speaks(connection);
			this.#enqueue({
				room: this,
				bytes,
				accountId,
				claims,
				frames: settled.map(({ n, answer }) => ({ n, answer })),
				from: connection,
				at,
			});
		} else this.#settle(connection, settled, at);
	}

	/** Client ids of one account in a room: every page load takes one. */
	#claimsTooMany(accountId: string, claims: readonly number[]): boolean {
		if (claims.length === 0 || this.#owners.size + claims.length <= clientsPerAccount) return false;
		let own = claims.length;
		for (const owner of this.#owners.values()) if (owner === accountId) own++;
		return own > clientsPerAccount;
	}

	#isFull(doc: Y.Doc, update: Uint8Array): boolean {
		if (this.tail.bytes > tailLimit) return true;
		if (this.#size + this.#grown + update.length <= roomLimit) return false;
		const now = this.#ports.now();
		if (now - this.#measuredAt < measuredEvery) return true;
		this.#measuredAt = now;
		this.#size = Y.encodeStateAsUpdate(doc).length;
		this.#grown = 0;
		return this.#size + update.length > roomLimit;
	}

	/** Frames with nothing new are dealt with as soon as everything queued before them is. */
	#settle(connection: Connection, frames: readonly Written[], at: number): void {
		if (frames.length === 0) return;
		if (this.#queued.length === 0) {
			const now = this.#ports.now();
			for (const { n, answer } of frames) connection.settle(n, answer, now);
			connection.acknowledge();
		} else
			this.#enqueue({
				...question(this, at),
				frames: frames.map(({ n, answer }) => ({ n, answer })),
				from: connection,
			});
	}

	/** The room as a document, made of its bytes when somebody begins to write. */
	#hot(): { readonly doc: Y.Doc } {
		if (this.#life.is === 'hot') return this.#life;
		if (this.#life.is !== 'quiet' && this.#life.is !== 'draining')
			throw new Error(`a room that is ${this.#life.is} has no document`);
		const doc = plainDoc();
		doc.clientID = this.#newClient();
		this.#life.content.applyTo(doc);
		if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error('the log has a gap');
		doc.on('update', (update: Uint8Array) => {
			this.#diffs.push(update);
			this.#changed(update);
		});
		const hot = { is: 'hot', doc } as const;
		this.#life = hot;
		return hot;
	}

	#newClient(): number {
		for (;;) {
			const client = this.#ports.chance();
			if (!this.#owners.has(client)) return client;
		}
	}

	#takeDiff(): Uint8Array | undefined {
		const [first, ...more] = this.#diffs;
		this.#diffs = [];
		return first && more.length > 0 ? Y.mergeUpdates([first, ...more]) : first;
	}

	#ownerOf(client: number): string | null | undefined {
		const owner = this.#owners.get(client);
		if (owner !== undefined) return owner;
		if (this.#life.is === 'hot' && client === this.#life.doc.clientID) return null;
		return this.#presence.accountOf(client);
	}

	/**
	 * Makes a client id that somebody shows the account's own before others see it. Otherwise one of them could write
	 * under it first, and what its owner writes later would pass for known.
	 */
	#own(client: number, connection: Connection, then: () => void): void {
		if (!connection.mayWrite || this.#owners.has(client)) {
			then();
			return;
		}
		const accountId = connection.visitor?.accountId as string;
		this.#owners.set(client, accountId);
		this.#enqueue({
			...question(this, this.#ports.now()),
			accountId,
			claims: [client],
			done: (failed) => {
				if (failed) this.#owners.delete(client);
				else then();
			},
		});
	}

	/** Asks what a socket has, which is how offline edits travel. A visitor without a session has never been able to write. */
	#ask(connection: Connection): void {
		if (connection.asked || !connection.visitor) return;
		connection.asked = true;
		connection.send(
			stepOneFrame(
				this.#life.is === 'hot' ? Y.encodeStateVector(this.#life.doc) : this.#content().stateVector,
			),
		);
	}

	/** Gives a socket what it has not got: now, or as soon as all that is in it is in the log. */
	#answer(connection: Connection, vector: Uint8Array): void {
		const waits = this.#asking.has(connection);
		this.#asking.set(connection, vector);
		// One answer waits for each at most, however often they ask meanwhile.
		if (waits && this.#answering.has(connection)) return;
		// Encoded now: later the document may hold more than is committed by then.
		const packet = new Packet(this.#since(vector));
		this.#answering.add(connection);
		this.#whenCommitted((failed) => {
			this.#answering.delete(connection);
			const latest = this.#asking.get(connection);
			// A room that is loaded again answers those who ask when it is.
			if (failed || latest === undefined || this.#life.is === 'loading' || this.dead) return;
			if (latest !== vector) return this.#answer(connection, latest);
			this.#asking.delete(connection);
			const news = !connection.given;
			connection.give(packet, this.#ports.now());
			// Now and not before: from now on it hears of every change.
			if (news && !connection.audience) this.#presence.tellAll(connection);
			if (this.#life.is === 'quiet' || this.#life.is === 'hot') this.#ask(connection);
		});
	}

	/**
	 * Messages that bring somebody up to date, the SyncStep2 last: a client says "synced" on it. What came since a big
	 * document was last encoded goes ahead of it and falls into place when it arrives.
	 */
	#since(vector: Uint8Array): Uint8Array[] {
		const life = this.#life;
		if (life.is !== 'hot') return inOrder(this.#content().since(vector));
		if (vector.length > 1) return [stepTwoFrame(Y.encodeStateAsUpdate(life.doc, vector))];
		const now = this.#ports.now();
		const held = this.#encoded;
		if (held && held.content.bytes.length > bigDocument && now - held.at < encodedFor)
			return [...merged(held.since).map(updateFrame), stepTwoFrame(held.content.bytes)];
		return [stepTwoFrame(this.#content().bytes)];
	}

	/** Everything in the room, what is queued included. */
	#content(): Pristine {
		const life = this.#life;
		switch (life.is) {
			case 'quiet':
			case 'draining':
				return life.content;
			case 'hot': {
				if (!this.#encoded || this.#encoded.since.length > 0)
					this.#encoded = {
						content: new Pristine([Y.encodeStateAsUpdate(life.doc)]),
						at: this.#ports.now(),
						since: [],
					};
				return this.#encoded.content;
			}
			case 'loading':
			case 'dead':
				throw new Error(`a room that is ${life.is} has no content`);
		}
	}

	/** The document has changed by this. */
	#changed(diff: Uint8Array): void {
		const held = this.#encoded;
		if (!held) return;
		if (this.#ports.now() - held.at > encodedFor) this.#encoded = undefined;
		else held.since.push(diff);
	}

	/** The room as the log had it not long ago, and at which sequence: for the first load by HTTP. */
	async snapshot(): Promise<{ readonly seq: number; readonly content: Pristine }> {
		await this.#loading;
		this.#lastUse = this.#ports.now();
		if (this.dead) throw new Refusal(refusalOf.not_stored);
		const content = this.#content();
		const seq = this.#queued.reduce((rows, { bytes }) => rows + (bytes ? 1 : 0), this.head);
		await this.#stored();
		return { seq, content };
	}

	#enqueue(entry: Entry): void {
		this.#queued.push(entry);
		this.#committer.push(entry);
	}

	#whenCommitted(then: (failed?: Closed | 'not_stored') => void): void {
		if (this.#queued.length === 0) then();
		else this.#enqueue({ ...question(this, this.#ports.now()), done: then });
	}

	/** One Yjs transaction of the server; resolves when it is committed. */
	async edit(change: (doc: Y.Doc) => void): Promise<void> {
		await this.#loading;
		while (this.#still) await this.#still;
		if (this.dead) throw new Refusal(refusalOf.not_stored);
		this.#lastUse = this.#ports.now();
		if (this.#locked) throw new Refusal(refusalOf.locked);
		const { doc } = this.#hot();
		this.#diffs = [];
		let refused: { readonly error: unknown } | undefined;
		const changeOrSay = () => {
			try {
				change(doc);
			} catch (error) {
				refused = { error };
			}
		};
		try {
			doc.transact(changeOrSay, 'edit');
		} catch (error) {
			// It cannot be written down.
			this.#reload();
			throw error;
		}
		if (refused) {
			// What was half done is not in the log.
			if (this.#takeDiff()) this.#reload();
			throw refused.error;
		}
		const bytes = this.#takeDiff();
		if (!bytes) return this.#stored();
		const claims = this.#owners.has(doc.clientID) ? [] : [doc.clientID];
		for (const client of claims) this.#owners.set(client, null);
		return new Promise((resolve, reject) =>
			this.#enqueue({
				...question(this, this.#ports.now()),
				bytes,
				claims,
				done: (failed) => (failed ? reject(new Refusal(refusalOf[failed])) : resolve()),
			}),
		);
	}

	/** Resolves when everything queued so far is committed, or with the reason why it will not be. */
	settled(): Promise<Closed | 'not_stored' | undefined> {
		return new Promise((resolve) => this.#whenCommitted(resolve));
	}

	/** Resolves when everything queued so far is committed; refuses when it will not be. */
	async #stored(): Promise<void> {
		const failed = await this.settled();
		if (failed) throw new Refusal(refusalOf[failed]);
	}

	committed(entries: readonly Entry[]): void {
		this.#queued.splice(0, entries.length);
		const now = this.#ports.now();
		const told = new Set<Connection>();
		let fault: { readonly error: unknown } | undefined;
		for (const { bytes, from, frames, done } of entries) {
			if (bytes) {
				this.tail.rows++;
				this.tail.bytes += bytes.length;
				this.#out.push(bytes, from);
			}
			if (from) {
				for (const { n, answer } of frames) from.settle(n, answer, now);
				told.add(from);
			}
			try {
				done?.(undefined);
			} catch (error) {
				// Who waits for the next one is told all the same.
				fault ??= { error };
			}
		}
		for (const connection of told) connection.acknowledge();
		if (fault) throw fault.error;
	}

	rejected(why: Closed | 'not_stored'): void {
		const entries = this.#queued.splice(0);
		this.#committer.forget(this);
		const code: FrameRefusal = why === 'locked' || why === 'gone' ? 'locked' : 'not_stored';
		for (const { from, frames, done } of entries) {
			for (const { n } of frames) from?.refuse(n, code);
			done?.(why);
		}
		switch (why) {
			case 'locked':
				this.#locked = true;
				this.#reload();
				break;
			case 'gone':
				this.giveUp(closeCode.gone, 'gone');
				break;
			case 'moved':
			case 'not_stored':
				this.giveUp(closeCode.tryAgain, 'not stored');
				break;
			default:
				why satisfies never;
		}
	}

	failed(): void {
		this.giveUp(closeCode.tryAgain, 'the room failed');
	}

	/** Forgets the document, which holds something that is not and will not be in the log, and starts from the log again. */
	#reload(): void {
		if (this.#life.is === 'hot') this.#life.doc.destroy();
		this.#life = { is: 'loading' };
		this.#encoded = undefined;
		this.#loading = (async () => {
			await this.settled();
			await this.#load();
		})();
		this.#loading.catch((error: unknown) => {
			this.#ports.log.error({ err: error, room: this.id }, 'not loaded again');
			this.giveUp(closeCode.tryAgain, 'not loaded');
		});
	}

	/** Closes every socket and leaves the room to be loaded again. */
	giveUp(code: number, reason: string): void {
		if (this.dead) return;
		this.#end();
		for (const connection of this.connections) connection.close(code, reason);
	}

	#end(): void {
		if (this.#life.is === 'hot') this.#life.doc.destroy();
		this.#life = { is: 'dead' };
		this.#encoded = undefined;
		this.#presence.stop();
		this.#out.stop();
		this.#onDead();
	}

	/** A lock may have been lifted: the next commit finds out. */
	recheckLock(): void {
		this.#locked = false;
	}

	/** Puts away what is not in use. Answers whether the room is drained: nobody in it, nothing on its way, long enough. */
	rest(lingerMs: number): boolean {
		const now = this.#ports.now();
		for (const connection of this.connections) this.#out.place(connection);
		if (this.#queued.length > 0 || this.#still) return false;
		const left = this.connections.size === 0 && now - this.#lastUse >= lingerMs;
		if (this.#life.is === 'hot' && (left || now - this.#lastUse > structsRest)) this.#turnQuiet();
		if (this.#life.is === 'quiet') this.#life.content.rest();
		if (left && this.#life.is === 'quiet')
			this.#life = { is: 'draining', content: this.#life.content };
		return this.#life.is === 'draining';
	}

	#turnQuiet(): void {
		const content = this.#content();
		if (this.#life.is === 'hot') this.#life.doc.destroy();
		this.#life = { is: 'quiet', content };
		this.#encoded = undefined;
	}

	/** The room exactly as its log is, for comparing: takes nothing in until what is queued is committed. */
	async still(): Promise<
		{ readonly upto: number; readonly tailBytes: number; readonly live: Uint8Array } | undefined
	> {
		if (this.#still || this.#life.is === 'loading' || this.dead) return undefined;
		this.#still = this.settled();
		try {
			await this.#still;
			const life: Life['is'] = this.state;
			if (life === 'loading' || life === 'dead') return undefined;
			return { upto: this.head, tailBytes: this.tail.bytes, live: this.#content().bytes };
		} finally {
			this.#still = undefined;
			this.#ready(this.connections);
		}
	}

	/** A snapshot up to that sequence is written, which covers so many bytes of the tail; people may have written on meanwhile. */
	compacted(upto: number, tailBytes: number, snapshotBytes: number): void {
		this.tail.rows = this.head - upto;
		this.tail.bytes = this.tail.rows === 0 ? 0 : Math.max(0, this.tail.bytes - tailBytes);
		this.tail.snapshotBytes = snapshotBytes;
		this.tail.upto = upto;
		this.#size = snapshotBytes;
		this.#grown = this.tail.bytes;
	}

	/** Turns cold. */
	unload(): void {
		if (!this.dead) this.#end();
	}
}

const emptyUpdate = new Uint8Array([0, 0]);

/** Updates as messages, the last of them the SyncStep2. */
const inOrder = (updates: readonly Uint8Array[]): Uint8Array[] => [
	...updates.slice(0, -1).map(updateFrame),
	stepTwoFrame(updates.at(-1) ?? emptyUpdate),
];

const question = (room: Room, at: number): Entry => ({
	room,
	bytes: null,
	accountId: null,
	claims: [],
	frames: [],
	from: null,
	at,
});

/** One string for each account, however many client ids it has used. */
function intern(owners: ReadonlyMap<number, string | null>): Map<number, string | null> {
	const strings = new Map<string, string>();
	const out = new Map<number, string | null>();
	for (const [client, account] of owners) {
		if (account !== null && !strings.has(account)) strings.set(account, account);
		out.set(client, account === null ? null : (strings.get(account) as string));
	}
	return out;
}
