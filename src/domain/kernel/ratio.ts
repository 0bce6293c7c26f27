/** An exact share such as 1/3, 2/3 or 3/4: whole numerator and denominator, never a float. */
export interface Ratio {
	readonly of: bigint;
	readonly in: bigint;
}

const form = /^(\d+)\/(\d+)$/;

/** Reads "2/3". Refuses (RangeError) anything else, a zero denominator, and shares over one. */
export function ratio(text: string): Ratio {
	const match = form.exec(text);
	if (!match) throw new RangeError(`not a share: ${text}`);
	const of = BigInt(match[1] as string);
	const whole = BigInt(match[2] as string);
	if (whole === 0n || of > whole) throw new RangeError(`not a share: ${text}`);
	return { of, in: whole };
}

/** The smallest whole count that is at least `share` of `count`. */
export function atLeast(share: Ratio, count: number): number {
	return Number((share.of * BigInt(count) + share.in - 1n) / share.in);
}

/** The largest whole count that is at most `share` of `count`. */
export function atMost(share: Ratio, count: number): number {
	return Number((share.of * BigInt(count)) / share.in);
}

/** The smallest whole count that is more than `share` of `count`. */
export function moreThan(share: Ratio, count: number): number {
	return atMost(share, count) + 1;
}
