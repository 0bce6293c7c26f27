/** Sixteen letters, none of which is taken for another or makes a word; no figure, so that none is a meeting's short code. */
const letters = 'CDFGHJKMNPQRTWXY';
const length = 5;

/** The code in the address on the name cards of a meeting (`/m/<code>`). `random`: five random bytes. */
export function cardCodeFrom(random: Uint8Array): string {
	if (random.length < length) throw new RangeError('a card code needs five random bytes');
	return [...random.subarray(0, length)].map((byte) => letters.charAt(byte & 15)).join('');
}

/** Reads a code that somebody typed off a card; undefined for what is none. */
export function cardCodeTyped(typed: string): string | undefined {
	const code = typed.trim().toUpperCase();
	return code.length === length && new RegExp(`^[${letters}]+$`).test(code) ? code : undefined;
}
