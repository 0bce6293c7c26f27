import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import * as Y from 'yjs';
import { openTransaction } from '../platform/db.ts';
import { reading, type Services } from '../platform/tx.ts';
import { threadedCompact } from './compaction-thread.ts';
import { firstLoad } from './first-load.ts';
import { Hall } from './hall.ts';
import { createMeter } from './metrics.ts';
import type { Ports } from './ports.ts';
import type { Relay, RoomKind, Visitor } from './relay.ts';
import {
	databaseStore,
	insertRoom,
	lockRoom,
	readRoom,
	roomById,
	type RelayStore,
} from './store.ts';
import { onUpgrade } from './upgrade.ts';

export interface RelayOptions {
	readonly services: Services;
	/** The session in a Cookie header; null for none. */
	readonly authenticate: (cookie: string) => Promise<Visitor | null>;
	/** Which of these sessions, by reference, still stand. */
	readonly standing: (sessionRefs: readonly string[]) => Promise<ReadonlySet<string>>;
	/** Where rooms are kept; the database of the services when not given. */
	readonly store?: RelayStore | undefined;
	/** How often sessions that ran out are looked for (ms). */
	readonly lookMs?: number;
	/** How often rooms are, and how long an empty one is kept (ms). */
	readonly restMs?: number;
	readonly lingerMs?: number;
}

/** How long a stop waits for the last commit, and then for peers to say goodbye (ms). */
const commitPatience = 5_000;
const closePatience = 1_000;
/** How often it is seen which sockets' turn it is to be looked after (ms). */
const tickMs = 250;
/** Over how long it is measured how busy the process is (ms). */
const loadMs = 250;

/** Makes the relay of this process. Kinds are added to `kinds` before the first socket comes. */
export function createRelay(options: RelayOptions): Relay {
	const { services, lookMs = 60_000, restMs = 10_000, lingerMs = 30_000 } = options;
	const { log } = services;
	const kinds = new Map<string, RoomKind>();
	const attached = new Set<() => void>();
	const { meter, registry, show } = createMeter();
	const thread = threadedCompact();
	let open = true;

	let load = 0;
	let last = performance.eventLoopUtilization();
	const measuring = setInterval(() => {
		const now = performance.eventLoopUtilization();
		load = performance.eventLoopUtilization(now, last).utilization;
		last = now;
	}, loadMs);
	measuring.unref();

	const ports: Ports = {
		now: () => performance.now(),
		soon: (run) => void setImmediate(run),
		next: queueMicrotask,
		after(ms, run) {
			const timer = setTimeout(run, ms);
			return () => clearTimeout(timer);
		},
		chance: () => randomBytes(4).readUInt32LE(),
		load: () => load,
		store: options.store ?? databaseStore(services),
		compact: thread.compact,
		log,
		meter,
	};
	const hall = new Hall(
		ports,
		{
			kinds,
			authenticate: options.authenticate,
			standing: options.standing,
			roomById: (id) => reading(services, (tx) => roomById(tx, id)),
			today: () => services.clock.now().toISOString().slice(0, 10),
		},
		lingerMs,
	);
	show(() => hall.levels());

	const looking = setInterval(() => {
		hall.look().catch((error: unknown) => log.error({ err: error }, 'sessions'));
	}, lookMs);
	looking.unref();
	const ticking = setInterval(() => hall.tick(), tickMs);
	ticking.unref();
	const resting = setInterval(() => hall.rest(), restMs);
	resting.unref();

	const upgrade = onUpgrade({
		config: services.config,
		log,
		hall,
		open: () => open,
		enter(ws, guest) {
			ws.place(hall.enter(ws, guest), hall);
		},
	});

	let closing: Promise<void> | undefined;
	const close = () => (closing ??= stop());

	async function stop(): Promise<void> {
		open = false;
		clearInterval(ticking);
		clearInterval(looking);
		clearInterval(resting);
		clearInterval(measuring);
		for (const detach of attached) detach();
		await hall.idle(commitPatience);
		await hall.leave(closePatience);
		await thread.stop();
	}

	function outside(what: string): void {
		if (openTransaction.getStore()?.open)
			throw new Error(`${what} was called inside an open transaction: it would wait for itself`);
	}

	return {
		kinds,
		metrics: registry,
		answer: firstLoad(hall, log),

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
			await hall.edit(roomId, change);
		},

		async drain(roomId) {
			outside('drain');
			await hall.drain(roomId);
		},

		async readLocked(tx, roomId) {
			await lockRoom(tx, roomId);
			return readRoom(tx, roomId);
		},

		read: readRoom,

		writeTopic: (kind, id, topic, version, value) =>
			hall.writeTopic(kind, id, topic, version, value),
		isOpen: (kind, id) => hall.isOpen(kind, id),
		recheck: (which) => hall.recheck(which),
		endSession: (sessionRef) => hall.endSession(sessionRef),
		hold: () => hall.hold(),
		resume: () => hall.resume(),
		close,
	};
}
