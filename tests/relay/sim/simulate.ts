// One history in one file: everything that can happen, and what must hold after each step of it.
import * as Y from 'yjs';
import { compact, contentHash } from '#server/relay/compaction.ts';
import { Hall } from '#server/relay/hall.ts';
import type { Meter } from '#server/relay/metrics.ts';
import { Packet, type Ports } from '#server/relay/ports.ts';
import type { Entry, Roots, RoomRef, StoredKind } from '#server/relay/relay.ts';
import { documentOf, type RelayStore } from '#server/relay/store.ts';
import { Chance } from './chance.ts';
import { SimClient, syncFrame, type Work } from './sim-client.ts';
import { SimLine } from './sim-line.ts';
import { Disk, diskStore } from './sim-store.ts';
import { Timeline } from './timeline.ts';

/** Faults that are planted to see that a simulation finds them. */
export const faults = ['ack-early', 'echo-raw', 'skip-gate', 'lose-row'] as const;
export type Fault = (typeof faults)[number];

/** What a history was made of; a simulation in which nothing happened has shown nothing. */
export interface History {
	readonly seed: number;
	readonly steps: number;
	readonly edits: number;
	readonly saved: number;
	readonly cuts: number;
	readonly crashes: number;
	readonly failedCommits: number;
	readonly unknownCommits: number;
	readonly compactions: number;
	readonly revoked: number;
	readonly badFrames: number;
}

export class Violation extends Error {
	readonly seed: number;
	readonly step: number;

	constructor(seed: number, step: number, what: string) {
		super(`seed ${seed}, step ${step}: ${what}`);
		this.seed = seed;
		this.step = step;
	}
}

const roots: Roots = { note: 'text', meta: 'map', items: 'array' };
const roomId = '00000000-0000-4000-8000-000000000001';
const kind = 'agenda';
/** Sockets of somebody who has lost the right must be closed within this time (ms). */
const grace = 1_000;
const people = 4;

/** Plays the history of a seed. Throws a Violation when something does not hold. */
export async function simulate(seed: number, fault?: Fault): Promise<History> {
	const chance = new Chance(seed);
	const timeline = new Timeline(chance);
	const disk = new Disk();
	disk.add(roomId);
	const count = {
		edits: 0,
		saved: 0,
		cuts: 0,
		crashes: 0,
		failedCommits: 0,
		unknownCommits: 0,
		compactions: 0,
		revoked: 0,
		badFrames: 0,
	};
	const broken = (what: string): never => {
		throw new Violation(seed, timeline.steps, what);
	};
	/** Something that must not happen, found in the middle of a step. */
	let wrong: string | undefined;

	/** Who may not come in, and since when. */
	const revoked = new Map<string, number>();
	/** How bad the world is; nothing goes wrong any more when it heals. */
	let healed = false;
	const bad = (probability: number) => !healed && chance.one(probability);

	// The server, of which there is one at a time.

	let alive = 0;
	let hall: Hall | undefined;
	const lines = new Set<SimLine>();
	const meter: Meter = {
		refused() {},
		closed() {},
		committed() {},
		commitFailed() {
			count.failedCommits++;
		},
		acknowledged() {},
		sent() {},
		quarantined() {
			wrong ??= 'a row of the log did not decode';
		},
		compacted(outcome) {
			if (outcome === 'done') count.compactions++;
			if (outcome === 'unequal') wrong ??= 'log and live room were not the same';
		},
		paused() {},
	};

	function start(): void {
		const life = ++alive;
		/** What a server that was killed had still to do is never done. */
		const mine = (run: () => void) => () => {
			if (life === alive) run();
		};
		const wait = (ms: number) =>
			new Promise<void>((resolve) => void timeline.after(ms, mine(resolve)));
		const real = diskStore(disk, kind);
		const store: RelayStore = {
			async load(id) {
				await wait(chance.next() * 20);
				if (bad(0.05)) throw new Error('connection lost');
				return real.load(id);
			},
			async append(batch) {
				if (fault === 'ack-early') {
					void wait(300).then(() => real.append(batch));
					return new Map();
				}
				await wait(chance.next() * (chance.one(0.1) ? 400 : 10));
				if (bad(0.04)) throw new Error('connection lost');
				const closed = await real.append(batch);
				await wait(chance.next() * 5);
				if (bad(0.04)) {
					count.unknownCommits++;
					throw new Error('connection lost after the commit');
				}
				return closed;
			},
			async quarantine(id, rows) {
				await wait(5);
				await real.quarantine(id, rows);
			},
			async compact(id, upto, bytes) {
				await wait(chance.next() * 20);
				if (bad(0.1)) throw new Error('connection lost');
				await real.compact(id, upto, bytes);
			},
			sweep: () => Promise.resolve(0),
		};
		const ports: Ports = {
			now: () => timeline.now,
			soon: (run) => void timeline.after(0, mine(run)),
			next: (run) => void timeline.after(0, mine(run)),
			after: (ms, run) => timeline.after(ms, mine(run)),
			chance: () => chance.below(2 ** 32),
			load: () => (chance.one(0.1) ? 0.95 : 0.1),
			store,
			async compact(work) {
				await wait(chance.next() * 50);
				if (fault !== 'lose-row') return compact(work);
				return { ...compact({ ...work, tail: work.tail.slice(0, -1) }), equal: true };
			},
			log: { info() {}, warn() {}, error() {} },
			meter,
		};
		const entry: Entry = { access: 'write', name: 'Ann', role: '', colour: 1, personId: null };
		const once = new Map<string, Entry | null>();
		const agenda: StoredKind = {
			stored: true,
			roots,
			async gate(_room, visitor) {
				await wait(chance.next() * 10);
				const name = visitor?.accountId ?? '';
				const known = once.get(name);
				if (fault === 'skip-gate' && known) return known;
				const answer = revoked.has(name) ? null : entry;
				once.set(name, answer);
				return answer;
			},
		};
		const ref: RoomRef = {
			id: roomId,
			kind,
			partnershipId: '',
			subjectId: '',
			compartmentId: null,
		};
		hall = new Hall(
			ports,
			{
				kinds: new Map([[kind, agenda]]),
				async authenticate(cookie) {
					await wait(chance.next() * 5);
					return { accountId: cookie, sessionRef: cookie };
				},
				standing: (refs) => Promise.resolve(new Set(refs)),
				async roomById() {
					await wait(chance.next() * 5);
					return ref;
				},
				today: () => '2026-12-03',
			},
			30_000,
		);
		const tick = () => {
			hall?.tick();
			hall?.rest();
			ports.after(5_000, tick);
		};
		ports.after(5_000, tick);
	}

	function crash(): void {
		if (!hall) return;
		count.crashes++;
		alive++;
		hall = undefined;
		for (const line of lines) line.cut();
		lines.clear();
		timeline.after(chance.next() * 2_000, start);
	}

	// The pages, whose clocks are wrong in their own ways.

	const clocks = Array.from({ length: people }, () => chance.below(7_200_000));
	const clients = clocks.map(
		(_, i) =>
			new SimClient(
				'abcdefgh'[i] as string,
				`person-${i}`,
				chance,
				() => timeline.now + (clocks[i] as number),
			),
	);

	function dial(client: SimClient, onOpen?: (line: SimLine) => void): void {
		if (client.connecting || client.line || client.shutOut !== undefined) return;
		client.connecting = true;
		const again = () => {
			client.connecting = false;
			timeline.after(100 + chance.next() * 400, () => dial(client));
		};
		timeline.after(chance.next() * 30, () => {
			const door = hall;
			if (!door || bad(0.1)) return again();
			const life = alive;
			door.knock(kind, roomId, client.cookie).then(
				({ guest }) => {
					// A server that died in between never answers.
					if (life !== alive || hall !== door) return;
					client.connecting = false;
					if (!guest) {
						client.shutOut = 4404;
						return;
					}
					const line: SimLine = new SimLine(timeline, chance, chance.one(0.2) ? 300 : 15, {
						toClient(payload) {
							if (client.line === line) hear(client, payload);
						},
						toServer(payload) {
							if (fault === 'echo-raw')
								for (const other of lines) if (other !== line) other.put(new Packet([payload]));
							door.hear(connection, payload);
						},
						clientClosed(code) {
							if (client.line !== line) return;
							client.lost(code);
							if (client.shutOut === undefined) again();
						},
						serverClosed() {
							lines.delete(line);
							door.part(connection);
						},
					});
					lines.add(line);
					const sent = line.put.bind(line);
					line.put = (packet) => {
						const since = revoked.get(client.cookie);
						if (since !== undefined && timeline.now > since + grace)
							wrong ??= `${client.name} was sent something ${Math.round(timeline.now - since)} ms after losing the right`;
						sent(packet);
					};
					const connection = door.enter(line, guest);
					client.opened(line);
					onOpen?.(line);
				},
				() => {
					if (life === alive) again();
				},
			);
			// A server that dies while it is asked leaves the page to find out.
			timeline.after(3_000, () => {
				if (client.connecting && !client.line && life !== alive) again();
			});
		});
	}

	function hear(client: SimClient, payload: Uint8Array): void {
		try {
			client.hear(payload);
		} catch (error) {
			wrong ??= `${client.name} could not read what the server sent: ${String(error)}`;
		}
	}

	// Somebody who wishes the room ill, with a session that may write.

	const mallory = new SimClient('m', 'person-m', chance, () => timeline.now);
	function attack(): void {
		const { line } = mallory;
		if (!line) {
			mallory.shutOut = undefined;
			dial(mallory);
			return;
		}
		count.badFrames++;
		// An id that nobody has shown cannot be known: there are four thousand million.
		const seen = [...mallory.seen, ...mallory.doc.store.clients.keys()].filter(
			(client) => client !== mallory.doc.clientID,
		);
		const forged = new Y.Doc();
		forged.clientID = chance.below(2 ** 32);
		Y.applyUpdate(forged, Y.encodeStateAsUpdate(mallory.doc));
		const what = chance.below(6);
		if (what === 0 && seen.length > 0) forged.clientID = chance.pick(seen);
		if (what === 1) forged.getMap('votes').set('chair', 'for');
		if (what === 2) forged.getMap('meta').set('__proto__', { isAdmin: true });
		forged.getText('note').insert(0, 'I resign ');
		let update = Y.encodeStateAsUpdate(forged, Y.encodeStateVector(mallory.doc));
		if (what === 3) update = update.slice(0, -1 - chance.below(4));
		if (what === 4) update = update.map((byte) => (chance.one(0.1) ? chance.below(256) : byte));
		if (what === 5) {
			const more = new Y.Doc();
			Y.applyUpdate(more, Y.encodeStateAsUpdate(forged));
			more.clientID = forged.clientID;
			more.getText('note').insert(0, 'gap ');
			update = Y.encodeStateAsUpdate(more, Y.encodeStateVector(forged));
		}
		line.sendUp(syncFrame(2, update));
	}

	// What must hold.

	let seenVersion = -1;
	let kept: Y.Doc | undefined;
	const rebuilt = (): Y.Doc => {
		if (kept && seenVersion === disk.version) return kept;
		const room = disk.rooms.get(roomId);
		const snapshot = room?.snapshots.at(-1);
		const tail = room?.rows.filter(({ seq }) => seq > (snapshot?.upto ?? 0)) ?? [];
		const { doc, bad: unreadable } = documentOf(snapshot?.bytes ?? null, tail);
		if (unreadable.length > 0) broken('a row of the log does not decode');
		seenVersion = disk.version;
		kept = doc;
		return doc;
	};
	const lacks = (doc: Y.Doc, { clocks: written, deleted }: Work): string | undefined => {
		for (const [client, clock] of written)
			if (Y.getState(doc.store, client) < clock)
				return `${clock - Y.getState(doc.store, client)} of what ${client} wrote`;
		for (const { client, from, to } of deleted) {
			const structs = doc.store.clients.get(client);
			if (!structs) return `a deletion in ${client}`;
			for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
				const struct = structs[i] as Y.Item | Y.GC;
				if (struct.id.clock >= to) break;
				if (!struct.deleted) return `a deletion in ${client}`;
			}
		}
		return undefined;
	};
	let checked = -1;
	let savedSize = 0;
	function check(): void {
		if (wrong !== undefined) broken(wrong);
		for (const { name, mistaken } of clients)
			if (mistaken) broken(`${name} was told of itself what it had not said`);
		const size = clients.reduce(
			(sum, { saved }) =>
				sum + saved.deleted.length + [...saved.clocks.values()].reduce((a, b) => a + b, 0),
			0,
		);
		if (checked !== disk.version || size !== savedSize) {
			if (size !== savedSize) count.saved++;
			checked = disk.version;
			savedSize = size;
			const doc = rebuilt();
			for (const { name, saved } of clients) {
				const missing = lacks(doc, saved);
				if (missing) broken(`"Saved" was said to ${name}, and the log lacks ${missing}`);
			}
		}
		if (!hall) return;
		const { uncommittedBytes } = hall.levels();
		if (uncommittedBytes > 10 << 20) broken(`${uncommittedBytes} bytes wait for their commit`);
	}

	// What happens.

	function happen(): void {
		const client = chance.pick(clients);
		const what = chance.next();
		if (what < 0.55) {
			count.edits++;
			client.edit();
		} else if (what < 0.63) {
			count.cuts++;
			client.line?.cut();
		} else if (what < 0.67) {
			count.cuts++;
			client.hangUp();
			timeline.after(chance.next() * 5_000, () => dial(client));
		} else if (what < 0.69) {
			client.reload();
			timeline.after(chance.next() * 1_000, () => dial(client));
		} else if (what < 0.73) crash();
		else if (what < 0.81) attack();
		else if (what < 0.85) {
			if (client.line) {
				const { line } = client;
				line.stuck = true;
				timeline.after(chance.next() * 15_000, () => line.unstick());
			}
		} else if (what < 0.88) clocks[clients.indexOf(client)] = chance.below(7_200_000);
		else if (what < 0.92) {
			if (!revoked.has(client.cookie)) {
				count.revoked++;
				revoked.set(client.cookie, timeline.now);
				hall?.recheck({ accountId: client.cookie });
				timeline.after(500 + chance.next() * 4_000, () => grant(client));
				// Somebody shut out tries again now and then, as people do.
				timeline.after(200, () => {
					client.shutOut = undefined;
					dial(client);
				});
			}
		} else if (what < 0.94) void hall?.edit(roomId, writeMinutes).catch(() => {});
		else if (what < 0.96) void hall?.drain(roomId).catch(() => {});
	}

	function grant(client: SimClient): void {
		revoked.delete(client.cookie);
		client.shutOut = undefined;
		dial(client);
	}

	const writeMinutes = (doc: Y.Doc) => {
		const items = doc.getArray('items');
		items.insert(items.length, ['minute']);
	};

	function renew(client: SimClient): void {
		timeline.after(15_000 + chance.next() * 3_000, () => {
			client.renew();
			renew(client);
		});
	}

	start();
	for (const client of clients) {
		dial(client);
		renew(client);
	}
	dial(mallory);
	const acts = 60 + chance.below(60);
	for (let i = 0; i < acts; i++) {
		// People type in bursts, and now and then go for tea.
		const pause = chance.one(0.06) ? 80_000 : chance.one(0.3) ? 400 : 8;
		const end = timeline.now + chance.next() * pause;
		let due = false;
		timeline.after(end - timeline.now, () => (due = true));
		while (!due && (await timeline.step())) check();
		happen();
		check();
	}

	healed = true;
	mallory.hangUp();
	mallory.shutOut = 4400;
	for (const client of clients) grant(client);
	const doneBy = timeline.now + 120_000;
	const same = () => {
		const wanted = contentHash(rebuilt());
		return clients.every(
			({ doc, tally, line }) =>
				line && !line.stuck && tally.told.state === 'saved' && contentHash(doc) === wanted,
		);
	};
	/** Everybody sees everybody where they are, and nobody who is not here. */
	const seen = () =>
		clients.every(({ presence, others }) => {
			const here = [...others].filter(
				([id, { place }]) => place !== null && id !== mallory.presence,
			);
			return (
				here.length === clients.length - 1 &&
				clients.every(
					(other) =>
						other.presence === presence || others.get(other.presence)?.place === other.place,
				)
			);
		});
	while (timeline.now < doneBy && (await timeline.step())) {
		check();
		if (timeline.steps % 64 === 0) {
			for (const client of clients) {
				if (client.shutOut !== undefined) grant(client);
				client.line?.unstick();
			}
			if (same() && seen()) break;
		}
	}
	if (!same()) {
		const wanted = contentHash(rebuilt());
		broken(
			`after healing: ${clients
				.map(
					({ name, doc, tally }) =>
						`${name} ${tally.told.state}/${tally.told.reason ?? '-'} ${contentHash(doc) === wanted ? 'equal' : 'DIVERGED'}`,
				)
				.join(', ')}`,
		);
	}
	if (!seen())
		broken(
			`after healing: ${clients
				.map(
					({ name, presence, place, others }) =>
						`${name} (${presence}) is at ${place} and sees ${[...others].map(([id, at]) => `${id} ${String(at.place)}`).join(', ')}`,
				)
				.join('; ')}`,
		);
	alive++;
	return { seed, steps: timeline.steps, ...count };
}
