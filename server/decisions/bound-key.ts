import { createHash } from 'node:crypto';

/** The form's key, bound to what it was sent for: one page's key sent for something else is another act. A UUID. */
export function boundKey(key: string, ...what: readonly string[]): string {
	const hash = createHash('sha256')
		.update([key, ...what].join(' '))
		.digest('hex');
	const part = (from: number, to: number) => hash.slice(from, to);
	return [part(0, 8), part(8, 12), `8${part(13, 16)}`, `8${part(17, 20)}`, part(20, 32)].join('-');
}
