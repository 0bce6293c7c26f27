import type { Connection } from './connection.ts';
import type { Guest } from './upgrade.ts';

/** Every socket of this process, and how often rights have changed since it started. */
export class Lobby {
	readonly #guests = new Map<Connection, Guest>();
	#generation = 0;

	add(connection: Connection, guest: Guest): void {
		this.#guests.set(connection, guest);
	}

	delete(connection: Connection): void {
		this.#guests.delete(connection);
	}

	all(): [Connection, Guest][] {
		return [...this.#guests];
	}

	get size(): number {
		return this.#guests.size;
	}

	/** Counts up with every change of rights: who was judged in an earlier generation is judged again. */
	get generation(): number {
		return this.#generation;
	}

	change(): void {
		this.#generation++;
	}
}
