import type { Connection } from './connection.ts';
import { awarenessFrame, readAwareness, type AwarenessEntry } from './frames.ts';
import { Packet, type Ports } from './ports.ts';

/** What a client may say about itself beside who it is; who it is comes from its session. */
const ownFields = ['cursor', 'place'] as const;
const maxStateBytes = 4_096;
const maxClockStep = 1_000;
/** Cursors are told this often (ms), more seldom the more there are: everyone's go to everyone. */
const coalesce = (here: number): number => (here <= 50 ? 50 : here <= 200 ? 100 : 250);

interface Here {
	readonly connection: Connection;
	state: Record<string, unknown>;
	/** The client's own counter, and what is added to it so that nobody takes a return for old news. */
	clock: number;
	lead: number;
}

/**
 * Who is in a room and where: awareness rebuilt by the server. A socket speaks for one client id, and its name, role and
 * colour are those of its entry, whatever it sends (attacks Y8 and Y9 of reference/trust.md §3.1).
 */
export class Presence {
	readonly #connections: ReadonlySet<Connection>;
	/** Whether another account owns the client id. */
	readonly #isForeign: (client: number, connection: Connection) => boolean;
	/** Makes the client id the account's own, and runs on when that is written: nobody else can take an id they have seen. */
	readonly #own: (client: number, connection: Connection, then: () => void) => void;
	readonly #here = new Map<number, Here>();
	/** The last clock told of clients that left, until the room empties. */
	readonly #left = new Map<number, number>();
	#changed = new Set<number>();
	readonly #ports: Ports;
	#cancel: (() => void) | undefined;

	constructor(
		connections: ReadonlySet<Connection>,
		ports: Ports,
		isForeign: (client: number, connection: Connection) => boolean,
		own: (client: number, connection: Connection, then: () => void) => void,
	) {
		this.#connections = connections;
		this.#ports = ports;
		this.#isForeign = isForeign;
		this.#own = own;
	}

	/** The account that is here under this client id. */
	accountOf(client: number): string | undefined {
		return this.#here.get(client)?.connection.visitor?.accountId;
	}

	/** Takes a socket's word about its own client and drops the rest of the message. Throws when it cannot be read. */
	receive(connection: Connection, update: Uint8Array): void {
		for (const entry of readAwareness(update, 16)) {
			if (connection.client === undefined && entry.state) this.#claim(connection, entry.client);
			if (entry.client === connection.client) this.#take(connection, entry);
		}
	}

	#claim(connection: Connection, client: number): void {
		if (this.#isForeign(client, connection)) return;
		const holder = this.#here.get(client)?.connection;
		if (holder) {
			// The same page on a new socket, while the old one has not noticed that it is cut off.
			const account = connection.visitor?.accountId;
			if (account === undefined || holder.visitor?.accountId !== account) return;
			this.leave(holder);
			holder.client = undefined;
		}
		connection.client = client;
	}

	#take(connection: Connection, { client, clock, state }: AwarenessEntry): void {
		const known = this.#here.get(client);
		if (!state) {
			if (known) this.leave(connection);
			return;
		}
		if (known && (clock < known.clock || clock > known.clock + maxClockStep)) return;
		const own: Record<string, unknown> = {};
		for (const field of ownFields)
			if (Object.hasOwn(state, field) && state[field] !== undefined) own[field] = state[field];
		if (JSON.stringify(own).length > maxStateBytes) return;
		if (known) {
			known.state = own;
			known.clock = clock;
		} else {
			const last = this.#left.get(client);
			const lead = last === undefined || clock > last ? 0 : last + 1 - clock;
			this.#here.set(client, { connection, state: own, clock, lead });
			this.#own(client, connection, () => this.#mark(client));
			return;
		}
		this.#mark(client);
	}

	/** The socket is gone: tells the others. */
	leave(connection: Connection): void {
		const client = connection.client;
		if (client === undefined) return;
		const here = this.#here.get(client);
		if (!here || here.connection !== connection) return;
		this.#here.delete(client);
		this.#left.set(client, here.clock + here.lead + 1);
		this.#mark(client);
		if (this.#connections.size === 0) {
			this.#left.clear();
			this.#changed.clear();
		}
	}

	/** Everyone who is here, to one socket. */
	tellAll(connection: Connection): void {
		const clients = [...this.#here.keys()].filter((client) => client !== connection.client);
		if (clients.length > 0) connection.send(this.#frame(clients));
	}

	/** An entry has a new name or role. */
	renamed(connection: Connection): void {
		if (connection.client !== undefined) this.#mark(connection.client);
	}

	stop(): void {
		this.#cancel?.();
		this.#cancel = undefined;
	}

	#mark(client: number): void {
		this.#changed.add(client);
		this.#cancel ??= this.#ports.after(coalesce(this.#here.size), () => this.#tell());
	}

	#tell(): void {
		this.#cancel = undefined;
		const changed = [...this.#changed];
		this.#changed = new Set();
		if (changed.length === 0) return;
		const packet = new Packet([this.#frame(changed)]);
		for (const connection of this.#connections) {
			if (!connection.given || connection.audience) continue;
			const own = connection.client;
			const returned = own !== undefined && (this.#here.get(own)?.lead ?? 0) > 0;
			// Told of itself with a clock ahead of its own, a client would take its old place for its new one.
			if (!returned || !changed.includes(own)) connection.sendLightly(packet);
			else {
				const others = changed.filter((client) => client !== own);
				if (others.length > 0) connection.sendLightly(new Packet([this.#frame(others)]));
			}
		}
	}

	#frame(clients: readonly number[]): Uint8Array {
		return awarenessFrame(
			clients.map((client): AwarenessEntry => {
				const here = this.#here.get(client);
				if (!here) return { client, clock: this.#left.get(client) ?? 0, state: null };
				const { name, role, colour } = here.connection.entry;
				return {
					client,
					clock: here.clock + here.lead,
					state: { ...here.state, user: { name, role, colour } },
				};
			}),
		);
	}
}
