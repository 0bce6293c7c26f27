import { Refusal } from '../kernel/refusal.ts';
import { choices } from './ballot.ts';

/** Signs of a ballot's code: Crockford's base 32, that leaves out I, L, O and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Bytes of what RSA-OAEP-3072 makes of a ballot. */
export const sealedBytes = 384;

/** A ballot as it leaves the urn: the voter's code and what it says, never who. */
export interface OpenBallot {
	readonly code: string;
	readonly choice: string;
}

/** How the ballots of a vote are written before they are sealed. */
export interface Paper {
	/** What every one of them is as bytes: one length, whatever was chosen. RSA-OAEP-3072 takes 318 at most. */
	readonly bytes: number;
	/** Whether a ballot may say this, in the words of a leaf (without spaces); what it may not is spoiled. */
	readonly says: (said: string) => boolean;
}

/** The ballot of a vote on a motion. */
export const motionPaper: Paper = {
	bytes: 160,
	says: (said) => choices.some((choice) => choice === said),
};

/**
 * The code by which a voter finds their ballot: five groups of five signs, 24 of them random (120 bits) and the last a check
 * of them. `random`: 24 random bytes, of which five bits each are used.
 */
export function codeFrom(random: Uint8Array): string {
	if (random.length < 24) throw new RangeError('a code needs 24 random bytes');
	const signs = [...random.subarray(0, 24)].map((byte) => byte & 31);
	const all = [...signs, checkOf(signs)].map((value) => alphabet.charAt(value)).join('');
	return (all.match(/.{5}/g) ?? []).join('-');
}

/** Whether it is a code as `codeFrom` makes them. */
export function isCode(code: string): boolean {
	if (!/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/.test(code)) return false;
	const signs = code.replaceAll('-', '');
	const values = Array.from({ length: 25 }, (_, at) => alphabet.indexOf(signs.charAt(at)));
	return checkOf(values.slice(0, 24)) === values[24];
}

function checkOf(values: readonly number[]): number {
	return values.reduce((sum, value, at) => (sum + value * (2 * at + 1)) % 32, 0);
}

/** The bytes that are sealed: poll, code and choice, filled up with spaces to the one length. */
export function plaintext(pollId: string, ballot: OpenBallot, paper = motionPaper): Uint8Array {
	const text = JSON.stringify({ poll: pollId, code: ballot.code, choice: ballot.choice });
	const bytes = new TextEncoder().encode(text.padEnd(paper.bytes, ' '));
	if (bytes.length !== paper.bytes) throw new RangeError('a ballot of another length');
	return bytes;
}

/** What was sealed, or null for bytes that are no ballot of this poll: they are published as spoiled. */
export function readPlaintext(
	pollId: string,
	bytes: Uint8Array,
	paper = motionPaper,
): OpenBallot | null {
	if (bytes.length !== paper.bytes) return null;
	let read: unknown;
	try {
		read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return null;
	}
	if (typeof read !== 'object' || read === null) return null;
	const { poll, code, choice } = read as Record<string, unknown>;
	if (poll !== pollId || typeof code !== 'string' || !isCode(code)) return null;
	return typeof choice === 'string' && paper.says(choice) ? { code, choice } : null;
}

/** A sealed ballot as a form sent it, in base64. Refuses (`decisions.not_sealed`) any other length. */
export function sealedFrom(value: unknown): Uint8Array {
	const text = typeof value === 'string' ? value : '';
	if (!/^[A-Za-z0-9+/]{512}$/.test(text)) throw new Refusal('decisions.not_sealed');
	return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/** A leaf of the published list: one line a ballot, sorted by them. */
export const leafOf = (ballot: OpenBallot & { readonly of: string }): string =>
	`${ballot.code} ${ballot.of} ${ballot.choice}`;
