/** RFC 6238: a step is thirty seconds. */
export const stepSeconds = 30;

/** The step a moment lies in. `at` in milliseconds since 1970. */
export const stepAt = (at: number): number => Math.floor(at / 1000 / stepSeconds);

/** The six figures of a code as typed, blanks and hyphens left out; null when it is none. */
export function codeTyped(typed: string): string | null {
	const figures = typed.replaceAll(/[\s-]/g, '');
	return /^\d{6}$/.test(figures) ? figures : null;
}

/** The six figures that stand for a step's HMAC-SHA-1 of 20 bytes (RFC 4226, 5.3). */
export function codeOf(hmac: Uint8Array): string {
	const offset = (hmac[19] ?? 0) & 15;
	const bytes = [0, 1, 2, 3].map((n) => hmac[offset + n] ?? 0);
	const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0) % 0x80000000;
	return String(value % 1_000_000).padStart(6, '0');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base 32 without padding, as authenticator apps take a secret (RFC 4648). */
export function base32(bytes: Uint8Array): string {
	let bits = '';
	for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
	return (bits.match(/.{1,5}/g) ?? [])
		.map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)])
		.join('');
}
