import * as Y from 'yjs';
import type { Connection } from './connection.ts';
import { updateFrame } from './frames.ts';
import { Packet, type Ports } from './ports.ts';
import type { Riding } from './presence.ts';

/** Merging costs more than it saves beyond this many edits or bytes in one frame. */
const mergeEdits = 64;
const mergeBytes = 64 << 10;
/** A turn of the loop sends to this many sockets at most; the others are served in the next. */
const socketsPerTurn = 500;
/** Above this many in a room, those who only look on are an audience. */
const roomful = 200;
/** How long a word makes one a speaker (ms). */
const speaking = 30_000;
/** The longest an audience waits for the next frame (ms). */
const patience = 100;
/** The longest somebody at the table does, while the process is not busy. */
const impatience = 16;
/** A room sends at most this share of the time: 1 part sending to so many parts not. */
const rest = 4;
/** A process less busy than this (0 to 1) has the time to send at once whatever it costs. */
const idle = 0.5;

/** News waiting for one group of sockets. */
interface Group {
	readonly audience: boolean;
	diffs: { readonly bytes: Uint8Array; readonly from: Connection | null }[];
	cost: number;
	last: number;
	scheduled: boolean;
	/** Nobody belongs to it: it need not hear of anything. */
	empty: boolean;
	cancel: (() => void) | undefined;
}

/**
 * What goes out of a room: the server's own diffs, after their commit, as one encoded piece for all sockets of a group.
 * A process with time to spare sends at once. In a busy one rooms collect for as long as sending takes several times
 * over, so that the cost of a crowd bounds itself; an audience (no session, or one of many who only look on) waits up to
 * 100 ms more.
 */
export class Out {
	readonly #connections: ReadonlySet<Connection>;
	readonly #ports: Ports;
	readonly #groups: readonly [Group, Group];
	/** News of who is where that may go out with the next edit. */
	readonly #riding: () => Riding | undefined;
	#stopped = false;

	constructor(
		connections: ReadonlySet<Connection>,
		ports: Ports,
		riding: () => Riding | undefined = () => undefined,
	) {
		this.#connections = connections;
		this.#ports = ports;
		this.#riding = riding;
		const group = (audience: boolean): Group => ({
			audience,
			diffs: [],
			cost: 0,
			last: -Infinity,
			scheduled: false,
			empty: true,
			cancel: undefined,
		});
		this.#groups = [group(false), group(true)];
	}

	/**
	 * Puts a socket into the group it belongs to by now. What its old group has still to send is sent to it first, so that
	 * nothing falls between two groups.
	 */
	place(connection: Connection): void {
		const audience = this.#isAudience(connection);
		this.#groups[audience ? 1 : 0].empty = false;
		if (audience === connection.audience) return;
		const old = this.#groups[connection.audience ? 1 : 0];
		if (connection.given && old.diffs.length > 0) connection.sendPacket(packetOf(old.diffs));
		connection.audience = audience;
	}

	/** The audience hears a little later, and nothing of cursors. */
	#isAudience(connection: Connection): boolean {
		if (connection.visitor === null) return true;
		if (this.#connections.size <= roomful) return false;
		return this.#ports.now() - connection.lastWord > speaking;
	}

	/** Somebody has come in. When that makes it a crowd, those who only look on become its audience. */
	joined(connection: Connection): void {
		if (this.#connections.size === roomful + 1)
			for (const other of this.#connections) this.place(other);
		else this.place(connection);
	}

	/** A diff that is in the log. Nobody is sent what they alone wrote. */
	push(bytes: Uint8Array, from: Connection | null): void {
		if (this.#connections.size === 0) return;
		for (const group of this.#groups) {
			if (group.empty) continue;
			group.diffs.push({ bytes, from });
			this.#schedule(group);
		}
	}

	stop(): void {
		this.#stopped = true;
		for (const group of this.#groups) group.cancel?.();
	}

	#schedule(group: Group): void {
		if (group.scheduled || this.#stopped) return;
		group.scheduled = true;
		const wait = group.last + this.#pause(group) - this.#ports.now();
		if (wait <= 0) this.#ports.next(() => this.#flush(group));
		else group.cancel = this.#ports.after(wait, () => this.#flush(group));
	}

	#pause(group: Group): number {
		const load = this.#ports.load();
		const busy = load > 0.9 ? 50 : load > 0.7 ? 20 : 0;
		const crowd = group.audience ? Math.min(patience, this.#connections.size / 10) : 0;
		const most = group.audience || busy > 0 ? 2 * patience : impatience;
		const cost = load < idle ? 0 : group.cost * rest;
		return Math.min(Math.max(cost, busy, crowd), most);
	}

	#flush(group: Group): void {
		group.cancel = undefined;
		const { diffs } = group;
		group.diffs = [];
		const began = this.#ports.now();
		group.last = began;
		const receivers: Connection[] = [];
		group.empty = true;
		for (const connection of this.#connections) {
			if (connection.audience !== group.audience) continue;
			group.empty = false;
			if (connection.given) receivers.push(connection);
		}
		if (this.#stopped || diffs.length === 0 || receivers.length === 0) {
			group.scheduled = false;
			return;
		}
		const only = diffs.every(({ from }) => from === diffs[0]?.from) ? diffs[0]?.from : null;
		const riding = group.audience ? undefined : this.#riding();
		const packet = packetOf(diffs);
		const load = {
			packet,
			riding,
			with: riding ? new Packet([...packet.payloads, riding.frame]) : packet,
		};
		this.#give(load, receivers, 0, only ?? null, 0, (ms) => {
			group.cost = ms;
			this.#ports.meter.sent(ms, diffs.length, receivers.length);
			group.scheduled = false;
			if (group.diffs.length > 0) this.#schedule(group);
		});
	}

	#give(
		load: Load,
		receivers: readonly Connection[],
		first: number,
		except: Connection | null,
		spent: number,
		done: (ms: number) => void,
	): void {
		const began = this.#ports.now();
		const end = Math.min(first + socketsPerTurn, receivers.length);
		for (let i = first; i < end; i++) {
			const connection = receivers[i] as Connection;
			if (connection === except) load.riding?.alone(connection);
			else if (load.riding === undefined) connection.sendPacket(load.packet);
			else if (connection.isBehind || load.riding.apart(connection))
				connection.sendPacket(load.packet);
			else connection.sendPacket(load.with);
		}
		const ms = spent + this.#ports.now() - began;
		if (end === receivers.length) done(ms);
		else this.#ports.soon(() => this.#give(load, receivers, end, except, ms, done));
	}
}

/** What goes out in one turn: the edits alone, and with the news that ride along. */
interface Load {
	readonly packet: Packet;
	readonly riding: Riding | undefined;
	readonly with: Packet;
}

const packetOf = (diffs: Group['diffs']): Packet =>
	new Packet(merged(diffs.map(({ bytes }) => bytes)).map(updateFrame));

/** The same edits in fewer updates. Each merge is bounded: its cost grows faster than what is merged. */
export function merged(updates: readonly Uint8Array[]): Uint8Array[] {
	const out: Uint8Array[] = [];
	let chunk: Uint8Array[] = [];
	let bytes = 0;
	const close = () => {
		const [first, ...more] = chunk;
		if (first) out.push(more.length > 0 ? Y.mergeUpdates(chunk) : first);
		chunk = [];
		bytes = 0;
	};
	for (const update of updates) {
		if (chunk.length === mergeEdits || bytes + update.length > mergeBytes) close();
		chunk.push(update);
		bytes += update.length;
	}
	close();
	return out;
}
