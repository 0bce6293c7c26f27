import { createHash } from 'node:crypto';
import type { Lot } from '#domain/decisions/methods/tie.ts';

/**
 * The lot of a recorded seed: tied names in the order of the SHA-256 (hexadecimal) of the seed followed by the name, in
 * UTF-8; the smallest is ahead.
 */
export function lotOf(seed: string): Lot {
	const mark = (name: string) =>
		createHash('sha256')
			.update(seed + name, 'utf8')
			.digest('hex');
	return (names) =>
		names
			.map((name) => ({ name, mark: mark(name) }))
			.sort((a, b) => (a.mark < b.mark ? -1 : a.mark > b.mark ? 1 : 0))
			.map(({ name }) => name);
}
