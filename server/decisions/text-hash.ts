import { createHash } from 'node:crypto';
import { canonical } from '#domain/kernel/canonical.ts';
import type { Text } from '#domain/kernel/text.ts';

/** What a version of a motion is known by: SHA-256 (hexadecimal) of its canonical JSON. */
export function hashOf(text: Text): string {
	return createHash('sha256')
		.update(canonical({ ...text }))
		.digest('hex');
}
