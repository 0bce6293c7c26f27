/** Figures of a PIN on a name card. */
const figures = 6;

/**
 * A PIN of six figures. `random`: eight random bytes (the share left over by the division is under one in 10^13). Refuses
 * (RangeError) fewer.
 */
export function pinFrom(random: Uint8Array): string {
	if (random.length < 8) throw new RangeError('a PIN needs eight random bytes');
	const number = random.subarray(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
	return String(number % 10n ** BigInt(figures)).padStart(figures, '0');
}

/** What somebody typed as their PIN, without the spaces they put in it; null for what is none. */
export function pinTyped(text: unknown): string | null {
	const found = typeof text === 'string' ? text.replace(/[\s-]/g, '') : '';
	return /^\d{6}$/.test(found) ? found : null;
}
