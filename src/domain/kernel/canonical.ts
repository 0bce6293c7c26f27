export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };

/**
 * One text for one value, whatever the order of its keys: what is hashed when a version is frozen.
 * Keys are sorted by code unit and undefined ones left out (after RFC 8785). Refuses (TypeError) numbers that are not whole.
 */
export function canonical(value: Json): string {
	if (typeof value === 'number' && !Number.isSafeInteger(value))
		throw new TypeError('a frozen version holds whole numbers only');
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	const pairs = Object.keys(value)
		.filter((key) => value[key] !== undefined)
		.sort()
		.map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`);
	return `{${pairs.join(',')}}`;
}
