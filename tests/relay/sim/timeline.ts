import type { Chance } from './chance.ts';

interface Due {
	readonly at: number;
	/** Settles what is due at the same time. */
	readonly lot: number;
	readonly run: () => void;
}

/** Virtual time: what is to happen, in order of its time; what is due at once happens in an order that the seed settles. */
export class Timeline {
	now = 0;
	steps = 0;
	readonly #chance: Chance;
	readonly #due: Due[] = [];

	constructor(chance: Chance) {
		this.#chance = chance;
	}

	/** Lets something happen in so many milliseconds. The answer takes it back. */
	after(ms: number, run: () => void): () => void {
		const due = { at: this.now + Math.max(0, ms), lot: this.#chance.next(), run };
		let low = 0;
		let high = this.#due.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const other = this.#due[middle] as Due;
			if (other.at < due.at || (other.at === due.at && other.lot < due.lot)) low = middle + 1;
			else high = middle;
		}
		this.#due.splice(low, 0, due);
		return () => {
			const i = this.#due.indexOf(due);
			if (i >= 0) this.#due.splice(i, 1);
		};
	}

	sleep(ms: number): Promise<void> {
		return new Promise((resolve) => void this.after(ms, resolve));
	}

	/** Does the next thing, and lets everything follow from it that needs no time. False when nothing is left. */
	async step(): Promise<boolean> {
		const next = this.#due.shift();
		if (!next) return false;
		this.now = Math.max(this.now, next.at);
		this.steps++;
		next.run();
		// All promises that can resolve have done so before the loop's next turn: nothing here waits for anything real.
		await new Promise((resolve) => setImmediate(resolve));
		return true;
	}
}
