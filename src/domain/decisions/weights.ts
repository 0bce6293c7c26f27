const form = /^(\d{1,9})(?:\/(\d{1,9}))?$/;

/** A weight of a vote: "1", "3/2". Refuses (RangeError) none, zero and anything else. */
export function weight(text: string): { readonly of: bigint; readonly in: bigint } {
	const match = form.exec(text);
	const of = BigInt(match?.[1] ?? 0);
	const whole = BigInt(match?.[2] ?? 1);
	if (!match || of === 0n || whole === 0n) throw new RangeError(`not a weight: ${text}`);
	return { of, in: whole };
}

/**
 * Weights as whole numbers of one unit that they share: ["1", "3/2"] is 2 and 3 halves of a vote (`per` 2).
 * Refuses (RangeError) what is no weight, and fractions too fine to be counted exactly.
 */
export function inUnits(weights: readonly string[]): {
	readonly per: number;
	readonly units: readonly number[];
} {
	const read = weights.map(weight);
	let per = 1n;
	for (const each of read) per = (per * each.in) / common(per, each.in);
	const least = read.reduce((found, each) => common(found, (each.of * per) / each.in), per);
	const units = read.map((each) => (each.of * per) / each.in / least);
	const total = units.reduce((sum, each) => sum + each, per);
	if (total > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('weights too fine to count');
	return { per: Number(per / least), units: units.map(Number) };
}

/** The greatest common divisor of two positive numbers. */
function common(a: bigint, b: bigint): bigint {
	return b === 0n ? a : common(b, a % b);
}

/** So many units as votes: (3, 2) is "1½" where a sign of the half is enough, else "5/3". */
export function votesOf(units: number, per: number): string {
	if (units % per === 0) return String(units / per);
	if ((2 * units) % per === 0) {
		const whole = (2 * units) / per;
		return `${whole === 1 ? '' : (whole - 1) / 2}½`;
	}
	const shared = Number(common(BigInt(units), BigInt(per)));
	return `${units / shared}/${per / shared}`;
}
