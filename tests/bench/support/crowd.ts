import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { blocksOf } from './body.ts';
import { Client, type Address, type Hears } from './client.ts';
import { Pen } from './pen.ts';
import { Times } from './stats.ts';

/** One who writes: when each letter was sent, by its number. */
interface Writer {
	readonly pen: Pen;
	readonly sentAt: number[];
	/** When each content message of the line was sent, by its number from 1. */
	readonly messageAt: number[];
	told: number;
}

/** A message as somebody has heard it, and whose letters are in it. */
interface Heard {
	readonly bytes: Buffer;
	readonly parts: readonly { writer: Writer; from: number; to: number }[];
}

/** A stock client says anew where it is when it has not for so long (ms), which it looks at every so often. */
const renewal = 15_000;
const lookedAt = 3_000;

/** Where somebody is, as stock clients tell it: with every move of their cursor, and every 15 to 18 s. */
class Presence {
	readonly #client: Client;
	readonly #id: number;
	#clock = 0;
	#cursor = '';
	/** When it is said anew. */
	next = Infinity;

	constructor(client: Client, id: number) {
		this.#client = client;
		this.#id = id;
	}

	/** As one whose times of coming are long ago and all different. */
	come(): void {
		this.#client.line.sendFramed(this.said());
		this.next = performance.now() + Math.random() * (renewal + lookedAt / 2);
	}

	said(): Buffer {
		this.next = performance.now() + renewal + Math.random() * lookedAt;
		const user = `{"name":"Somebody ${this.#id % 1000}","color":"#1d70b8"}`;
		const state = `{"user":${user}${this.#cursor}}`;
		return this.#client.awareness(this.#id, ++this.#clock, state);
	}

	/** The cursor stands after a letter of one's own, as editors for Yjs say it. */
	moved(clock: number): Buffer {
		const at = `{"type":null,"tname":null,"item":{"client":${this.#id},"clock":${clock}},"assoc":-1}`;
		this.#cursor = `,"cursor":{"anchor":${at},"head":${at}}`;
		return this.said();
	}

	renew(now: number): void {
		if (now >= this.next) this.#client.line.sendFramed(this.said());
	}
}

export class Member {
	readonly client: Client;
	/** Set for one who shows where they are. */
	presence: Presence | undefined;
	readonly writer: Writer | undefined;
	/** For a probe: a real document that takes what comes. */
	readonly doc: Y.Doc | undefined;
	/** How many messages it has heard. */
	heard = 0;
	/** Letters of others it has heard. */
	letters = 0;

	constructor(client: Client, writer: Writer | undefined, doc: Y.Doc | undefined) {
		this.client = client;
		this.writer = writer;
		this.doc = doc;
	}
}

/** Messages of a room that are remembered, so that each is decoded once for all who hear it. */
const remembered = 4_096;

/** What a load comes to, summed over rooms; `counting` is on while a measurement runs. */
export class Tally {
	counting = false;
	/** Letters that reached somebody other than their author. */
	delivered = 0;
	messages = 0;
	bytes = 0;
	sent = 0;
	refused = 0;
	closed = 0;
	propagation = new Times();
	/** The same at the probes, when a real document has taken it. */
	applied = new Times();
	acknowledged = new Times();
	/** From a letter to the news at the probes that its author's cursor stands behind it. */
	cursors = new Times();

	begin(): void {
		this.delivered = this.messages = this.bytes = this.sent = 0;
		this.propagation = new Times();
		this.applied = new Times();
		this.acknowledged = new Times();
		this.cursors = new Times();
		this.counting = true;
	}
}

/** The people of one room, who hears what when, and how many letters that are: a merged message counts for all in it. */
export class Crowd {
	readonly members: Member[] = [];
	readonly writers: Writer[] = [];
	readonly #tally: Tally;
	readonly #byClient = new Map<number, Writer>();
	#memory: Heard[] = [];
	#forgotten = 0;

	constructor(tally: Tally) {
		this.#tally = tally;
	}

	/** Lets one more in; resolves when they have what the room has. */
	async enter(
		address: Address,
		room: string,
		cookie: string | undefined,
		as: { writes?: boolean; probe?: boolean; presence?: boolean } = {},
	): Promise<Member> {
		const writer = as.writes
			? {
					pen: new Pen(1 + Math.floor(Math.random() * 0xffff_fffe)),
					sentAt: [],
					messageAt: [0],
					told: 0,
				}
			: undefined;
		if (writer) {
			this.writers.push(writer);
			this.#byClient.set(writer.pen.client, writer);
		}
		const hears: Hears = {
			content: (update, answer) => this.#hear(member, update, answer),
			refused: () => this.#tally.refused++,
			closed: () => this.#tally.closed++,
		};
		if (writer) hears.acknowledged = (n) => this.#told(writer, n);
		if (as.probe && as.presence) hears.awareness = (update) => this.#see(update);
		const client = new Client(address, room, cookie, hears);
		const member = new Member(client, writer, as.probe ? new Y.Doc() : undefined);
		this.members.push(member);
		await client.synced;
		if (as.presence) {
			member.presence = new Presence(
				client,
				writer?.pen.client ?? 1 + Math.floor(Math.random() * 0xffff_fffe),
			);
			member.presence.come();
		}
		return member;
	}

	/** The first words of everybody who writes: after all have come. */
	open(): void {
		for (const member of this.members) {
			if (!member.writer) continue;
			this.#noteMessages(member, 1);
			member.client.sendContent(member.client.content(member.writer.pen.opening()));
		}
	}

	/** Writes `count` letters at once, each an update of its own, in one piece. */
	write(member: Member, count: number): void {
		const { client, writer } = member;
		if (!writer) throw new Error('a reader does not write');
		const frames: Buffer[] = [];
		for (let n = 0; n < count; n++) {
			frames.push(client.content(writer.pen.letter()));
			if (member.presence) frames.push(member.presence.moved(writer.pen.clock));
		}
		const now = performance.now();
		for (let n = 0; n < count; n++) writer.sentAt.push(now);
		this.#noteMessages(member, count);
		this.#tally.sent += count;
		client.sendContent(frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames), count);
	}

	/** Whether everybody has heard all that others wrote. */
	get complete(): boolean {
		const all = this.writers.reduce((sum, { pen }) => sum + pen.written, 0);
		return this.members.every(({ letters, writer }) => letters >= all - (writer?.pen.written ?? 0));
	}

	/** Whether the probes' documents hold exactly what was written. */
	get faithful(): boolean {
		return this.members.every(({ doc }) => {
			if (!doc) return true;
			const words = new Set(blocksOf(doc));
			return this.writers.every(({ pen }) => words.has(Pen.text(pen.written)));
		});
	}

	/** Content messages since the line opened are numbered; the answer to the server's question is among them. */
	#noteMessages(member: Member, count: number): void {
		const at = (member.writer as Writer).messageAt;
		const now = performance.now();
		while (at.length <= member.client.sent) at.push(0);
		for (let n = 0; n < count; n++) at.push(now);
	}

	#told(writer: Writer, n: number): void {
		const now = performance.now();
		for (let message = writer.told + 1; message <= n; message++) {
			const at = writer.messageAt[message];
			if (at && this.#tally.counting) this.#tally.acknowledged.add(now - at);
		}
		writer.told = n;
	}

	/** Stock clients say now and then that they are still there. */
	renew(now: number): void {
		for (const { presence } of this.members) presence?.renew(now);
	}

	#see(update: Buffer): void {
		if (!this.#tally.counting) return;
		const now = performance.now();
		const decoder = decoding.createDecoder(update);
		for (let left = decoding.readVarUint(decoder); left > 0; left--) {
			const writer = this.#byClient.get(decoding.readVarUint(decoder));
			decoding.readVarUint(decoder);
			const state = JSON.parse(decoding.readVarString(decoder)) as {
				cursor?: { head: { item: { clock: number } } };
			} | null;
			const sentAt = state?.cursor && writer?.sentAt[Pen.letterAt(state.cursor.head.item.clock)];
			if (sentAt) this.#tally.cursors.add(now - sentAt);
		}
	}

	#hear(member: Member, update: Buffer, answer: boolean): void {
		if (member.doc) Y.applyUpdate(member.doc, update);
		if (answer) return;
		const tally = this.#tally;
		const { parts } = this.#know(member, update);
		const now = performance.now();
		let letters = 0;
		for (const { writer, from, to } of parts) {
			if (writer === member.writer) continue;
			letters += to - from;
			if (!tally.counting) continue;
			for (let n = from; n < to; n++) {
				const ms = now - (writer.sentAt[n] as number);
				tally.propagation.add(ms);
				if (member.doc) tally.applied.add(ms);
			}
		}
		member.letters += letters;
		if (!tally.counting) return;
		tally.delivered += letters;
		tally.messages++;
		tally.bytes += update.length;
	}

	/** What is in a message. Everybody hears nearly the same in the same order, so the others' reading of it serves. */
	#know(member: Member, update: Buffer): Heard {
		const place = member.heard - this.#forgotten;
		for (let offset = 0; offset <= 8; offset++) {
			const known = this.#memory[place + offset];
			if (!known) break;
			if (known.bytes.length === update.length && known.bytes.equals(update)) {
				member.heard += offset + 1;
				return known;
			}
		}
		const heard = { bytes: Buffer.from(update), parts: this.#read(update) };
		if (place === this.#memory.length) {
			this.#memory.push(heard);
			member.heard++;
			if (this.#memory.length > 2 * remembered) {
				this.#memory = this.#memory.slice(remembered);
				this.#forgotten += remembered;
			}
		}
		return heard;
	}

	#read(update: Uint8Array): Heard['parts'] {
		const { from, to } = Y.parseUpdateMeta(update);
		const parts: { writer: Writer; from: number; to: number }[] = [];
		for (const [client, end] of to) {
			const writer = this.#byClient.get(client);
			const first = Math.max(0, Pen.letterAt(from.get(client) ?? 0));
			const last = Pen.letterAt(end);
			if (writer && last > first) parts.push({ writer, from: first, to: last });
		}
		return parts;
	}
}
