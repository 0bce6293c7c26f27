import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { notFound } from '#domain/kernel/refusal.ts';
import { closeCode, maxFrameBytes, roomName } from '#domain/relay/protocol.ts';
import { openTransaction } from '../platform/db.ts';
import { reading, type Services } from '../platform/tx.ts';
import { Committer } from './committer.ts';
import { Connection } from './connection.ts';
import { DerivedRoom } from './derived-room.ts';
import { welcomeFrame } from './frames.ts';
import { Lobby } from './lobby.ts';
import type { Entry, Relay, RoomKind, Visitor } from './relay.ts';
import { Room } from './room.ts';
import { insertRoom, loadRoom, lockRoom, readRoom, roomById } from './store.ts';
import { onUpgrade, type Guest } from './upgrade.ts';

export interface RelayOptions {
	readonly services: Services;
	/** The session in a Cookie header; null for none. */
	readonly authenticate: (cookie: string) => Promise<Visitor | null>;
	/** Which of these sessions, by reference, still stand. */
	readonly standing: (sessionRefs: readonly string[]) => Promise<ReadonlySet<string>>;
	/** How often sessions that ran out are looked for (ms). */
	readonly lookMs?: number;
	/** How often quiet sockets are looked after, and how long an empty room is kept (ms). */
	readonly tickMs?: number;
	readonly lingerMs?: number;
}

/** How long a stop waits for the last commit, and then for peers to say goodbye (ms). */
const commitPatience = 5_000;
const closePatience = 1_000;

/** Makes the relay of this process. Kinds are added to `kinds` before the first socket comes. */
export function createRelay(options: RelayOptions): Relay {
	const {
		services,
		authenticate,
		standing,
		lookMs = 60_000,
		tickMs = 15_000,
		lingerMs = 30_000,
	} = options;
	const { log } = services;
	const now = () => services.clock.now().getTime();
	const kinds = new Map<string, RoomKind>();
	const committer = new Committer(services);
	const lobby = new Lobby();
	const stored = new Map<string, Promise<Room>>();
	const derived = new Map<string, { room: DerivedRoom; filled: Promise<void> }>();
	const attached = new Set<() => void>();
	let open = true;

	async function gate(kind: string, id: string, visitor: Visitor | null): Promise<Entry | null> {
		const found = kinds.get(kind);
		if (!found) return null;
		if (!found.stored) return found.gate(id, visitor);
		const room = await reading(services, (tx) => roomById(tx, id));
		return room?.kind === kind ? found.gate(room, visitor) : null;
	}

	async function exists(id: string): Promise<boolean> {
		return (await reading(services, (tx) => roomById(tx, id))) !== undefined;
	}

	/** The hot room, loaded once however many ask. */
	function openStored(id: string): Promise<Room> {
		const held = stored.get(id);
		if (held) return held;
		const loading = (async () => {
			const { ref, loaded } = await reading(services, async (tx) => ({
				ref: await roomById(tx, id),
				loaded: await loadRoom(tx, id),
			}));
			const kind = ref && kinds.get(ref.kind);
			if (!loaded || !kind?.stored) throw notFound();
			return new Room(id, kind.roots, loaded, committer, log, now(), () => {
				if (stored.get(id) === loading) stored.delete(id);
			});
		})();
		stored.set(id, loading);
		loading.catch(() => {
			if (stored.get(id) === loading) stored.delete(id);
		});
		return loading;
	}

	/** The derived room, filled once however many ask. */
	async function openDerived(kindName: string, id: string): Promise<DerivedRoom> {
		const name = roomName(kindName, id);
		let held = derived.get(name);
		if (!held) {
			const kind = kinds.get(kindName);
			if (!kind || kind.stored) throw notFound();
			const room = new DerivedRoom(kind.roots, now());
			// `fill` writes through writeTopic, so the room must be found while it runs.
			const made = { room, filled: Promise.resolve() };
			derived.set(name, made);
			made.filled = kind.fill(id);
			made.filled.catch(() => {
				if (derived.get(name) === made) derived.delete(name);
			});
			held = made;
		}
		await held.filled;
		return held.room;
	}

	async function hold(guest: Guest): Promise<Room | DerivedRoom> {
		return kinds.get(guest.kind)?.stored ? openStored(guest.id) : openDerived(guest.kind, guest.id);
	}

	/** Lets an opened socket into its room. What it says before the room is loaded is kept. */
	function enter(socket: Connection['socket'], guest: Guest): void {
		const connection = new Connection(socket, guest.visitor, guest.cookie, guest.entry);
		const early: Uint8Array[] = [];
		let earlyBytes = 0;
		let room: Room | DerivedRoom | undefined;
		lobby.add(connection, guest);
		socket.on('message', (data: Buffer) => {
			if (data.length > maxFrameBytes) connection.close(closeCode.tooBig, 'frame too big');
			else if (room) room.receive(connection, data, now());
			else if ((earlyBytes += data.length) > 2 * maxFrameBytes)
				connection.close(closeCode.tryAgain, 'too early');
			else early.push(data);
		});
		socket.on('close', () => {
			lobby.delete(connection);
			room?.leave(connection, now());
		});
		hold(guest).then(
			(held) => {
				if (socket.readyState !== socket.OPEN) return;
				room = held;
				connection.send(welcomeFrame(connection.entry));
				room.join(connection);
				for (const data of early.splice(0)) room.receive(connection, data, now());
			},
			(error: unknown) => {
				log.error({ err: error, kind: guest.kind, room: guest.id }, 'room did not open');
				connection.close(closeCode.tryAgain, 'not loaded');
			},
		);
		if (guest.generation !== lobby.generation) void again(connection, guest);
	}

	/** Asks session and gate again, and closes the socket when the answer is another one. */
	async function again(connection: Connection, guest: Guest): Promise<void> {
		try {
			const visitor = await authenticate(guest.cookie);
			if (visitor?.sessionRef !== guest.visitor?.sessionRef) {
				connection.close(closeCode.sessionEnded, 'session ended');
				return;
			}
			const entry = await gate(guest.kind, guest.id, visitor);
			if (!entry && kinds.get(guest.kind)?.stored && !(await exists(guest.id))) {
				connection.close(closeCode.gone, 'gone');
				return;
			}
			if (entry?.access !== connection.entry.access) {
				connection.close(closeCode.rightChanged, 'right changed');
				return;
			}
			connection.entry = entry;
			connection.send(welcomeFrame(entry));
			(await stored.get(guest.id))?.renamed(connection);
		} catch (error) {
			log.error({ err: error, room: guest.id }, 'recheck');
			connection.close(closeCode.tryAgain, 'recheck failed');
		}
	}

	function recheck({ accountId, roomId }: { accountId?: string; roomId?: string }): void {
		lobby.change();
		for (const [connection, guest] of lobby.all()) {
			if (accountId !== undefined && guest.visitor?.accountId !== accountId) continue;
			if (roomId !== undefined && guest.id !== roomId) continue;
			void again(connection, guest);
		}
		if (roomId !== undefined)
			void stored.get(roomId)?.then(
				(room) => room.recheckLock(),
				() => {},
			);
	}

	function endSession(sessionRef: string): void {
		lobby.change();
		for (const [connection, guest] of lobby.all())
			if (guest.visitor?.sessionRef === sessionRef)
				connection.close(closeCode.sessionEnded, 'session ended');
	}

	const today = () => services.clock.now().toISOString().slice(0, 10);
	let day = today();

	/** Rights that go without an act: sessions run out, and terms of office begin and end at midnight. */
	async function look(): Promise<void> {
		const refs = new Set(lobby.all().flatMap(([, { visitor }]) => visitor?.sessionRef ?? []));
		if (refs.size > 0) {
			const good = await standing([...refs]);
			for (const ref of refs) if (!good.has(ref)) endSession(ref);
		}
		if (day === today()) return;
		day = today();
		recheck({});
	}

	const looking = setInterval(() => {
		look().catch((error: unknown) => log.error({ err: error }, 'sessions'));
	}, lookMs);
	looking.unref();

	const upgrade = onUpgrade({
		config: services.config,
		log,
		open: () => open,
		authenticate,
		admit: gate,
		generation: () => lobby.generation,
		enter,
	});

	const ticking = setInterval(() => {
		for (const [connection] of lobby.all()) connection.tick();
		const at = now();
		for (const [name, { room }] of derived)
			if (room.rest(at, lingerMs)) {
				derived.delete(name);
				room.unload();
			}
		for (const [id, loading] of stored)
			void loading.then(
				(room) => {
					if (stored.get(id) !== loading || !room.rest(at, lingerMs)) return;
					stored.delete(id);
					room.unload();
				},
				() => {},
			);
	}, tickMs);
	ticking.unref();

	let closing: Promise<void> | undefined;
	const close = () => (closing ??= stop());

	async function stop(): Promise<void> {
		open = false;
		clearInterval(ticking);
		clearInterval(looking);
		for (const detach of attached) detach();
		await Promise.race([committer.idle(), wait(commitPatience)]);
		for (const [connection] of lobby.all()) connection.close(closeCode.restarting, 'restarting');
		for (const loading of stored.values()) loading.then((room) => room.unload()).catch(() => {});
		const patience = now() + closePatience;
		while (lobby.size > 0 && now() < patience) await wait(10);
		for (const { room } of derived.values()) room.unload();
	}

	function outside(what: string): void {
		if (openTransaction.getStore()?.open)
			throw new Error(`${what} was called inside an open transaction: it would wait for itself`);
	}

	return {
		kinds,

		attach(server) {
			server.on('upgrade', upgrade);
			const detach = () => void server.off('upgrade', upgrade);
			attached.add(detach);
			return {
				async close() {
					detach();
					await close();
				},
			};
		},

		async createRoom(tx, room, content) {
			if (!kinds.get(room.kind)?.stored) throw new Error(`no stored room kind ${room.kind}`);
			const doc = new Y.Doc();
			if (content) doc.transact(() => content(doc));
			await insertRoom(tx, room, doc);
			doc.destroy();
		},

		async edit(roomId, change) {
			outside('edit');
			const room = await openStored(roomId);
			await room.edit(change, now());
		},

		async drain(roomId) {
			outside('drain');
			await (await stored.get(roomId))?.settled();
		},

		async readLocked(tx, roomId) {
			await lockRoom(tx, roomId);
			return readRoom(tx, roomId);
		},

		read: readRoom,

		writeTopic(kind, id, topic, version, value) {
			derived.get(roomName(kind, id))?.room.write(topic, version, value);
		},

		isOpen: (kind, id) => derived.has(roomName(kind, id)),

		recheck,
		endSession,
		close,
	};
}
