import { generateKeyBetween } from 'fractional-indexing';
import type { KeyBetween } from '#domain/meetings/agenda.ydoc.ts';

const digits = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const digit = () => digits.charAt(Math.floor(Math.random() * digits.length));

/** Order keys as browsers make them, with two digits of chance: two people who move to one place at once differ. */
export const keyBetween: KeyBetween = (before, after) => {
	const key = generateKeyBetween(before, after);
	const own = key + digit() + digit();
	return after === null || own < after ? own : key;
};
