/**
 * Two-sided p of the Mann-Whitney test that two lots of numbers come from one distribution (normal approximation, ties
 * shared); near 0 they differ. Good for 20 or more a lot.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
	const all = [
		...a.map((value) => ({ value, first: true })),
		...b.map((value) => ({ value, first: false })),
	].sort((x, y) => x.value - y.value);
	let ranks = 0;
	let tied = 0;
	for (let from = 0; from < all.length;) {
		let to = from;
		while (to + 1 < all.length && all[to + 1]?.value === all[from]?.value) to++;
		const size = to - from + 1;
		tied += size ** 3 - size;
		for (let at = from; at <= to; at++) if (all[at]?.first) ranks += (from + to) / 2 + 1;
		from = to + 1;
	}
	const [n, m] = [a.length, b.length];
	const u = ranks - (n * (n + 1)) / 2;
	const spread = Math.sqrt(((n * m) / 12) * (n + m + 1 - tied / ((n + m) * (n + m - 1))));
	const z = Math.abs(u - (n * m) / 2) / spread;
	return 2 * (1 - normal(z));
}

/** The share of a normal distribution below z (Abramowitz and Stegun 26.2.17). */
function normal(z: number): number {
	const t = 1 / (1 + 0.2316419 * z);
	const tail =
		t *
		(0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
	return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
