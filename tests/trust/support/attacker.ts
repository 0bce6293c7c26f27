import { setTimeout as wait } from 'node:timers/promises';
import { Client, type Address } from '../../bench/support/client.ts';

/** What attackers did and were told, all together. */
export interface Tally {
	sent: number;
	lines: number;
	/** By close code. */
	readonly closes: Record<string, number>;
	/** By the code of the refusal. */
	readonly refusals: Record<string, number>;
}

/** How long an answer is waited for (ms). */
const patience = 5_000;

/** Somebody who may write, and sends what nobody should. */
export class Attacker {
	readonly #client: Client;
	readonly #tally: Tally;
	/** How many questions were answered. */
	#answers = 0;
	/** What the server had on arrival: only what is newer need be told. */
	#has: Uint8Array = new Uint8Array([0]);

	private constructor(address: Address, room: string, cookie: string, tally: Tally) {
		this.#tally = tally;
		const count = (counts: Record<string, number>, name: string | number) => {
			counts[name] = (counts[name] ?? 0) + 1;
		};
		this.#client = new Client(address, room, cookie, {
			asked: (vector) => {
				this.#has = new Uint8Array(vector);
				return new Uint8Array([0, 0]);
			},
			content: (_update, answer) => {
				if (answer) this.#answers++;
			},
			refused: (_n, code) => count(tally.refusals, code),
			closed: (code) => count(tally.closes, code),
		});
	}

	/** Comes in; rejects when it is not let in. */
	static async come(
		address: Address,
		room: string,
		cookie: string,
		tally: Tally,
	): Promise<Attacker> {
		tally.lines++;
		const attacker = new Attacker(address, room, cookie, tally);
		await attacker.#client.synced;
		return attacker;
	}

	get closed(): boolean {
		return this.#client.line.closed;
	}

	/** Sends messages and waits until all are looked at: the question after them is answered, or the line is closed. */
	async say(messages: readonly Uint8Array[]): Promise<void> {
		for (const message of messages) this.#client.line.send(message);
		this.#tally.sent += messages.length;
		const answers = this.#answers;
		this.#client.ask(this.#has);
		const end = performance.now() + patience;
		while (this.#answers === answers && !this.closed && performance.now() < end) await wait(1);
	}

	leave(): void {
		this.#client.line.cut();
	}
}
