import type { Connection } from './connection.ts';
import { awarenessFrame, readAwareness, type AwarenessEntry } from './frames.ts';
import { Packet, type Ports } from './ports.ts';

/** What a client may say about itself beside who it is; who it is comes from its session. */
const ownFields = ['cursor', 'place'] as const;
const maxStateBytes = 4_096;
const maxClockStep = 1_000;
/** A first clock beyond this leaves no room to count on. */
const maxClock = 2 ** 40;
/** Cursors are told this often (ms), more seldom the more there are: everyone's go to everyone. */
const coalesce = (here: number): number => (here <= 50 ? 50 : here <= 200 ? 100 : 250);
/**
 * A stock client says every 15 to 18 s that it is still here, and drops others of whom it has not heard for 30 s. That it
 * is here and nowhere else is told with the next that is, and by itself after so long (ms).
 */
const renewal = 5_000;

/** News of who is where that goes out in one piece with an edit: sending to a crowd costs by the piece. */
export interface Riding {
	readonly frame: Uint8Array;
	/** Tells one socket by itself what it should hear of it, and answers true, where that is not the whole frame. */
	apart(connection: Connection): boolean;
	/** The same for a socket that is not sent the edit. */
	alone(connection: Connection): void;
}

interface Here {
	readonly connection: Connection;
	state: Record<string, unknown>;
	/** The same as JSON. */
	said: string;
	/** The client's own counter, and what is added to it so that nobody takes a return for old news. */
	clock: number;
	lead: number;
	/** Whether the client id is written down as its account's own, so that others may see it. */
	shown: boolean;
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
	/** Those who only say that they are still here. */
	#renewed = new Set<number>();
	#toldAt = -Infinity;
	readonly #ports: Ports;
	#cancel: (() => void) | undefined;
	#cancelRenewal: (() => void) | undefined;

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
		// A stock client sends back whatever it hears of others: they are not even read.
		const own = (client: number) => connection.client === undefined || connection.client === client;
		for (const entry of readAwareness(update, 16, own)) {
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
		const spared = [...this.#here].flatMap(([other, here]) =>
			other !== client && here.shown && isAhead(here, connection) ? [other] : [],
		);
		if (connection.given && spared.length > 0) connection.send(this.#frame(spared));
	}

	#take(connection: Connection, { client, clock, state }: AwarenessEntry): void {
		const known = this.#here.get(client);
		if (!state) {
			if (known) this.leave(connection);
			return;
		}
		if (clock > maxClock) return;
		if (known && (clock < known.clock || clock > known.clock + maxClockStep)) return;
		const own: Record<string, unknown> = {};
		for (const field of ownFields)
			if (Object.hasOwn(state, field) && state[field] !== undefined) own[field] = state[field];
		const said = JSON.stringify(own);
		if (said.length > maxStateBytes) return;
		if (known) {
			if (clock === known.clock) return;
			known.clock = clock;
			if (said === known.said) {
				this.#renew(client);
				return;
			}
			known.state = own;
			known.said = said;
		} else {
			const last = this.#left.get(client);
			const lead = last === undefined || clock > last ? 0 : last + 1 - clock;
			const here = { connection, state: own, said, clock, lead, shown: false };
			this.#here.set(client, here);
			this.#own(client, connection, () => {
				here.shown = true;
				this.#mark(client);
			});
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
			this.#renewed.clear();
		}
	}

	/** Everyone who is here, to one socket. */
	tellAll(connection: Connection): void {
		const clients = [...this.#here].flatMap(([client, { shown }]) =>
			shown && !this.#isOwn(connection, client) ? [client] : [],
		);
		if (clients.length > 0) connection.send(this.#frame(clients));
	}

	/**
	 * Whether the socket is this client, or may turn out to be. Told of itself with a clock ahead of its own, a stock client
	 * would take its old place for its new one.
	 */
	#isOwn(connection: Connection, client: number): boolean {
		if (connection.client !== undefined) return connection.client === client;
		const here = this.#here.get(client);
		return here !== undefined && isAhead(here, connection);
	}

	/** An entry has a new name or role. */
	renamed(connection: Connection): void {
		if (connection.client !== undefined) this.#mark(connection.client);
	}

	stop(): void {
		this.#cancel?.();
		this.#cancelRenewal?.();
		this.#cancel = this.#cancelRenewal = undefined;
	}

	#mark(client: number): void {
		if (this.#here.get(client)?.shown === false) return;
		this.#changed.add(client);
		this.#cancel ??= this.#ports.after(coalesce(this.#here.size), () => this.#tell());
	}

	#renew(client: number): void {
		if (this.#here.get(client)?.shown === false) return;
		this.#renewed.add(client);
		this.#cancelRenewal ??= this.#ports.after(renewal, () => this.#tell());
	}

	/** What may be told by now, once, with something else. Nothing where the last was told too short a time ago. */
	due(): Riding | undefined {
		if (this.#changed.size + this.#renewed.size === 0) return undefined;
		// Oftener than by itself, so that where people type nothing of it does.
		if (this.#ports.now() - this.#toldAt < coalesce(this.#here.size) / 3) return undefined;
		return this.#news();
	}

	#tell(): void {
		const news = this.#news();
		if (!news) return;
		const packet = new Packet([news.frame]);
		for (const connection of this.#connections)
			if (connection.given && !connection.audience && !news.apart(connection))
				connection.sendLightly(packet);
	}

	#news(): Riding | undefined {
		this.stop();
		const clients = [...this.#changed.union(this.#renewed)];
		this.#changed = new Set();
		this.#renewed = new Set();
		if (clients.length === 0) return undefined;
		this.#toldAt = this.#ports.now();
		const frame = this.#frame(clients);
		const tellOthers = (connection: Connection) => {
			const others = clients.filter((client) => !this.#isOwn(connection, client));
			if (others.length > 0) connection.sendLightly(new Packet([this.#frame(others)]));
		};
		return {
			frame,
			apart: (connection) => {
				const ahead = clients.some(
					(client) => (this.#here.get(client)?.lead ?? 0) > 0 && this.#isOwn(connection, client),
				);
				if (ahead) tellOthers(connection);
				return ahead;
			},
			alone: tellOthers,
		};
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

/** Whether it is of the socket's account, and told with a clock ahead of its own. */
const isAhead = ({ lead, connection: { visitor } }: Here, to: Connection): boolean =>
	lead > 0 && visitor !== null && visitor.accountId === to.visitor?.accountId;
