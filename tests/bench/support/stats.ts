/** The value below which a share (0 to 1) of the sorted numbers lies; NaN for none. */
export const quantile = (sorted: readonly number[], share: number): number =>
	sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

export const ascending = (numbers: Iterable<number>): number[] =>
	[...numbers].sort((a, b) => a - b);

export const median = (numbers: Iterable<number>): number => {
	const sorted = ascending(numbers);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1
		? (sorted[middle] as number)
		: ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

/** Three figures are as many as a measurement on a shared machine has. */
export const rounded = (value: number): number =>
	Number.isFinite(value) ? Number(value.toPrecision(3)) : value;

/** Times in milliseconds, counted in tenths up to ten seconds: a million a second cost next to nothing. */
export class Times {
	readonly #tenths = new Uint32Array(100_001);
	#count = 0;
	#worst = 0;

	add(ms: number, times = 1): void {
		const tenth = Math.min(this.#tenths.length - 1, Math.max(0, Math.round(ms * 10)));
		this.#tenths[tenth] = (this.#tenths[tenth] as number) + times;
		this.#count += times;
		if (ms > this.#worst) this.#worst = ms;
	}

	get count(): number {
		return this.#count;
	}

	get worst(): number {
		return this.#worst;
	}

	quantile(share: number): number {
		let left = Math.floor(this.#count * share);
		for (let tenth = 0; tenth < this.#tenths.length; tenth++) {
			left -= this.#tenths[tenth] as number;
			if (left < 0) return tenth / 10;
		}
		return NaN;
	}
}
