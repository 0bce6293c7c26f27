// No 0 O, 1 I L, 2 Z, 5 S, 8 B or V U: what is read out over a telephone is written down alike.
const alphabet = '34679ACDEFGHJKMNPQRTWXY';

/**
 * A short reference that a person can read out, such as "7KQ-3": four signs of 23 with a hyphen.
 * `random`: eight random bytes (the share left over by the division is under one in 10^13). Refuses (RangeError) fewer.
 */
export function referenceFrom(random: Uint8Array): string {
	if (random.length < 8) throw new RangeError('a reference needs eight random bytes');
	let number = 0n;
	for (const byte of random.subarray(0, 8)) number = number * 256n + BigInt(byte);
	const base = BigInt(alphabet.length);
	let signs = '';
	for (let place = 0; place < 4; place++) {
		signs += alphabet.charAt(Number(number % base));
		number /= base;
	}
	return `${signs.slice(0, 3)}-${signs.slice(3)}`;
}
