// The core of the relay in one file: who is let in, rooms by name, and their housekeeping.
import type * as Y from 'yjs';
import { notFound } from '#domain/kernel/refusal.ts';
import type { Json } from '#domain/kernel/canonical.ts';
import { closeCode, maxFrameBytes, roomName } from '#domain/relay/protocol.ts';
import { Committer } from './committer.ts';
import { Compactor } from './compactor.ts';
import { Connection, type Guest } from './connection.ts';
import { DerivedRoom } from './derived-room.ts';
import { welcomeFrame } from './frames.ts';
import { Intake } from './intake.ts';
import type { Levels } from './metrics.ts';
import type { Line, Ports } from './ports.ts';
import type { Pristine } from './pristine.ts';
import type { Entry, RoomKind, RoomRef, Visitor } from './relay.ts';
import { Room } from './room.ts';

/** What the core asks about people and rooms. */
export interface Doors {
	/** Room kinds by name. */
	readonly kinds: ReadonlyMap<string, RoomKind>;
	/** The session in a Cookie header; null for none. */
	authenticate(cookie: string): Promise<Visitor | null>;
	/** Which of these sessions, by reference, still stand. */
	standing(sessionRefs: readonly string[]): Promise<ReadonlySet<string>>;
	/** The stored room of that id. */
	roomById(id: string): Promise<RoomRef | undefined>;
	/** The day by which terms of office are reckoned. */
	today(): string;
}

/** How often each socket is looked after (ms). */
const tickMs = 15_000;
/** How many sockets a stop closes at a time, and the pause between (ms): those who come back do so in waves. */
const wave = 100;
const wavePause = 50;
const sweepMs = 3_600_000;

/** Everything the relay does, over `Ports` and `Doors`: no socket, timer, database or chance of its own. */
export class Hall {
	readonly #ports: Ports;
	readonly #doors: Doors;
	readonly #lingerMs: number;
	readonly #committer: Committer;
	readonly #compactor: Compactor;
	readonly #intake: Intake;
	readonly #connections = new Set<Connection>();
	readonly #stored = new Map<string, Room>();
	readonly #derived = new Map<string, { room: DerivedRoom; filling: Promise<void> }>();
	#generation = 0;
	#day: string;
	#sweptAt: number;

	constructor(ports: Ports, doors: Doors, lingerMs: number) {
		this.#ports = ports;
		this.#doors = doors;
		this.#lingerMs = lingerMs;
		this.#committer = new Committer(ports);
		this.#compactor = new Compactor(ports);
		this.#intake = new Intake(ports, () => this.#committer.full);
		this.#committer.onRoom = () => {
			for (const connection of this.#connections) this.#intake.wake(connection);
		};
		this.#day = doors.today();
		this.#sweptAt = ports.now();
	}

	/** Lets somebody in, or answers who they are when not. */
	async knock(
		kind: string,
		id: string,
		cookie: string,
	): Promise<{ readonly guest: Guest | null; readonly visitor: Visitor | null }> {
		const generation = this.#generation;
		const visitor = await this.#doors.authenticate(cookie);
		const entry = await this.#admit(kind, id, visitor);
		if (!entry) return { guest: null, visitor };
		// The room's own id, where it is held: a string of thirty-six letters for each socket is a tenth of what it takes.
		const own = this.#stored.get(id)?.id ?? id;
		return { guest: { kind, id: own, cookie, visitor, entry, generation }, visitor };
	}

	async #admit(kind: string, id: string, visitor: Visitor | null): Promise<Entry | null> {
		const found = this.#doors.kinds.get(kind);
		if (!found) return null;
		if (!found.stored) return found.gate(id, visitor);
		const room = await this.#doors.roomById(id);
		return room?.kind === kind ? found.gate(room, visitor) : null;
	}

	/** Gives an opened line its place in the room. What it says before the room is loaded waits. */
	enter(line: Line, guest: Guest): Connection {
		const connection = new Connection(line, guest, this.#ports.meter);
		const first = (0.5 + this.#ports.chance() / 2 ** 33) * tickMs;
		connection.tickAt = Math.trunc(this.#ports.now() + first);
		this.#connections.add(connection);
		connection.send(welcomeFrame(guest.entry));
		const room = this.#room(guest);
		if (room) {
			connection.room = room;
			room.join(connection);
		} else connection.close(closeCode.tryAgain, 'not loaded');
		// Rights have changed since the door was opened.
		if (guest.generation !== this.#generation) void this.#again(connection);
		return connection;
	}

	/** Its line brought something. */
	hear(connection: Connection, bytes: Uint8Array): void {
		if (bytes.length > maxFrameBytes) {
			connection.close(closeCode.tooBig, 'frame too big');
			return;
		}
		connection.receive(bytes, this.#ports.now());
		this.#intake.wake(connection);
	}

	/** Its line is closed. */
	part(connection: Connection): void {
		this.#connections.delete(connection);
		connection.room?.leave(connection);
		connection.room = undefined;
	}

	#room(guest: Guest): Room | DerivedRoom | undefined {
		const kind = this.#doors.kinds.get(guest.kind);
		if (!kind) return undefined;
		return kind.stored ? this.#openStored(guest.id, kind) : this.#openDerived(guest.kind, guest.id);
	}

	/** The room in memory; loaded once, however many ask. */
	#openStored(id: string, kind: RoomKind): Room {
		const held = this.#stored.get(id);
		if (held && !held.dead) return held;
		const room = new Room(
			id,
			kind.roots,
			this.#ports,
			this.#committer,
			(connections) => {
				for (const connection of connections) this.#intake.wake(connection);
			},
			() => {
				if (this.#stored.get(id) === room) this.#stored.delete(id);
			},
		);
		this.#stored.set(id, room);
		room.load().catch((error: unknown) => {
			this.#ports.log.error({ err: error, room: id }, 'room did not load');
			room.giveUp(closeCode.tryAgain, 'not loaded');
		});
		return room;
	}

	#openDerived(kindName: string, id: string): DerivedRoom | undefined {
		const name = roomName(kindName, id);
		const held = this.#derived.get(name);
		if (held) return held.room;
		const kind = this.#doors.kinds.get(kindName);
		if (!kind || kind.stored) return undefined;
		const room = new DerivedRoom(kind.roots, this.#ports);
		// `fill` writes through writeTopic, so the room must be found while it runs.
		const made = { room, filling: Promise.resolve() };
		this.#derived.set(name, made);
		made.filling = kind.fill(id).then(
			() => {
				room.filled();
				for (const connection of room.connections) this.#intake.wake(connection);
			},
			(error: unknown) => {
				if (this.#derived.get(name) === made) this.#derived.delete(name);
				this.#ports.log.error({ err: error, kind: kindName, room: id }, 'room was not filled');
				room.giveUp(closeCode.tryAgain, 'not loaded');
			},
		);
		return room;
	}

	/** Asks session and gate again, and closes the socket when the answer is another one. */
	async #again(connection: Connection): Promise<void> {
		const { kind, id, cookie } = connection;
		try {
			const visitor = await this.#doors.authenticate(cookie);
			if (visitor?.sessionRef !== connection.visitor?.sessionRef) {
				connection.close(closeCode.sessionEnded, 'session ended');
				return;
			}
			const entry = await this.#admit(kind, id, visitor);
			const stored = this.#doors.kinds.get(kind)?.stored;
			if (!entry && stored && !(await this.#doors.roomById(id))) {
				connection.close(closeCode.gone, 'gone');
				return;
			}
			if (entry?.access !== connection.entry.access) {
				connection.close(closeCode.rightChanged, 'right changed');
				return;
			}
			connection.entry = entry;
			connection.send(welcomeFrame(entry));
			this.#stored.get(id)?.renamed(connection);
		} catch (error) {
			this.#ports.log.error({ err: error, room: id }, 'recheck');
			connection.close(closeCode.tryAgain, 'recheck failed');
		}
	}

	recheck({ accountId, roomId }: { accountId?: string; roomId?: string }): void {
		this.#generation++;
		for (const connection of [...this.#connections]) {
			if (accountId !== undefined && connection.visitor?.accountId !== accountId) continue;
			if (roomId !== undefined && connection.id !== roomId) continue;
			void this.#again(connection);
		}
		if (roomId !== undefined) this.#stored.get(roomId)?.recheckLock();
	}

	endSession(sessionRef: string): void {
		this.#generation++;
		for (const connection of this.#connections)
			if (connection.visitor?.sessionRef === sessionRef)
				connection.close(closeCode.sessionEnded, 'session ended');
	}

	/** Looks for rights that went without an act: sessions run out, and terms of office begin and end at midnight. */
	async look(): Promise<void> {
		const refs = new Set(
			[...this.#connections].flatMap(({ visitor }) => visitor?.sessionRef ?? []),
		);
		if (refs.size > 0) {
			const good = await this.#doors.standing([...refs]);
			for (const ref of refs) if (!good.has(ref)) this.endSession(ref);
		}
		const today = this.#doors.today();
		if (this.#day === today) return;
		this.#day = today;
		this.recheck({});
	}

	/** Looks after quiet sockets, each in its turn: six thousand at once would keep everybody waiting. Called oftener than that. */
	tick(): void {
		const now = this.#ports.now();
		for (const connection of this.#connections) {
			if (now < connection.tickAt) continue;
			connection.tickAt = Math.trunc(now) + tickMs;
			connection.tick(now);
		}
	}

	/** Puts away what is not in use; called now and then. */
	rest(): void {
		const now = this.#ports.now();
		for (const [name, { room }] of this.#derived)
			if (room.rest(this.#lingerMs)) {
				this.#derived.delete(name);
				room.unload();
			}
		for (const room of [...this.#stored.values()]) {
			let drained: boolean;
			try {
				drained = room.rest(this.#lingerMs);
			} catch (error) {
				this.#ports.log.error({ err: error, room: room.id }, 'a room failed');
				room.giveUp(closeCode.tryAgain, 'the room failed');
				continue;
			}
			void this.#compactor.offer(room).then(() => {
				if (drained && room.state === 'draining') room.unload();
			});
		}
		if (now - this.#sweptAt < sweepMs) return;
		this.#sweptAt = now;
		this.#ports.store
			.sweep()
			.catch((error: unknown) => this.#ports.log.error({ err: error }, 'sweep'));
	}

	/** Everything in a stored room as the log had it a moment ago, for somebody who has been let in. */
	async content(
		guest: Guest,
	): Promise<{ readonly seq: number; readonly content: Pristine } | undefined> {
		const kind = this.#doors.kinds.get(guest.kind);
		if (!kind?.stored) return undefined;
		return this.#openStored(guest.id, kind).snapshot();
	}

	async edit(roomId: string, change: (doc: Y.Doc) => void): Promise<void> {
		const kind = this.#doors.kinds.get((await this.#doors.roomById(roomId))?.kind ?? '');
		if (!kind?.stored) throw notFound();
		await this.#openStored(roomId, kind).edit(change);
	}

	async drain(roomId: string): Promise<void> {
		const room = this.#stored.get(roomId);
		if (!room) return;
		// What has arrived and not been looked at counts as received.
		await new Promise<void>((resolve) => this.#ports.soon(resolve));
		await room.settled();
	}

	writeTopic(kind: string, id: string, topic: string, version: number, value: Json): void {
		this.#derived.get(roomName(kind, id))?.room.write(topic, version, value);
	}

	isOpen(kind: string, id: string): boolean {
		return this.#derived.has(roomName(kind, id));
	}

	/** Commits nothing until `resume`: the store may have another owner. */
	hold(): void {
		this.#committer.hold();
	}

	resume(): void {
		this.#committer.release();
	}

	levels(): Levels {
		const rooms: Record<string, number> = {};
		let tailRows = 0;
		for (const { state, tail } of this.#stored.values()) {
			rooms[state] = (rooms[state] ?? 0) + 1;
			tailRows += tail.rows;
		}
		if (this.#derived.size > 0) rooms['derived'] = this.#derived.size;
		let bufferedBytes = 0;
		for (const { line } of this.#connections) bufferedBytes += line.buffered;
		return {
			connections: this.#connections.size,
			rooms,
			commitLag: this.#committer.lag,
			uncommittedBytes: this.#committer.uncommittedBytes,
			bufferedBytes,
			tailRows,
		};
	}

	/** Resolves when all that was received is in the log, or after so many milliseconds. */
	async idle(patience: number): Promise<void> {
		await Promise.race([
			this.#committer.idle(),
			new Promise<void>((resolve) => this.#ports.after(patience, resolve)),
		]);
	}

	/** Closes every socket, in waves, and puts the rooms away. */
	async leave(patience: number): Promise<void> {
		for (let all = [...this.#connections]; all.length > 0; all = all.slice(wave)) {
			for (const connection of all.slice(0, wave))
				connection.close(closeCode.restarting, 'restarting');
			if (all.length > wave)
				await new Promise<void>((resolve) => this.#ports.after(wavePause, resolve));
		}
		const end = this.#ports.now() + patience;
		while (this.#connections.size > 0 && this.#ports.now() < end)
			await new Promise<void>((resolve) => this.#ports.after(10, resolve));
		await Promise.race([
			this.#compactor.idle(),
			new Promise<void>((resolve) => this.#ports.after(patience, resolve)),
		]);
		for (const room of [...this.#stored.values()]) room.unload();
		for (const { room } of this.#derived.values()) room.unload();
	}
}
