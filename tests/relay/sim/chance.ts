/** Numbers that look random and follow from a seed (mulberry32). */
export class Chance {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** 0 to 1, 1 excluded. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** A whole number below `n`. */
	below(n: number): number {
		return Math.floor(this.next() * n);
	}

	/** True that often. */
	one(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(all: readonly T[]): T {
		return all[this.below(all.length)] as T;
	}
}
