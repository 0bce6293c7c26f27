const length = 6;

/** The code in a meeting's short address `/m/<code>`: the first characters of its id, short enough to type from a wall. */
export const shortCode = (meetingId: string): string => meetingId.slice(0, length);

/** Reads a code that somebody typed; undefined for what is none. */
export function shortCodeFrom(typed: string): string | undefined {
	const code = typed.trim().toLowerCase();
	return code.length === length && /^[0-9a-f]+$/.test(code) ? code : undefined;
}
