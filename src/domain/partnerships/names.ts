import { Refusal } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';

/** First parts of addresses that are the product's own. */
const ours = new Set([
	'account',
	'accessibility',
	'cy',
	'demo',
	'en',
	'error',
	'healthz',
	'help',
	'invitation',
	'look',
	'metrics',
	'outbox',
	'privacy',
	'readyz',
	'set-up',
	'sign-in',
	'sign-out',
	'sync',
]);

/** The address a name makes: "Ynys Môn a Gwynedd" is "ynys-mon-a-gwynedd". Empty when no letter is left. */
export function slugOf(name: string): string {
	return name
		.normalize('NFKD')
		.replaceAll(/\p{M}/gu, '')
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-+|-+$/g, '')
		.slice(0, 60)
		.replace(/-+$/, '');
}

/** What two writings of one name have in common: "Cyngor Môn" and "CYNGOR MON." are one organisation. */
export const nameKey = (name: string): string =>
	name
		.normalize('NFKD')
		.replaceAll(/\p{M}/gu, '')
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();

/** Refuses an address of the product's own, one too short, and one that no name would make (`partnerships.address_wrong`). */
export function checkSlug(slug: string): void {
	if (slug.length < 3 || slug !== slugOf(slug) || ours.has(slug))
		throw new Refusal('partnerships.address_wrong', {}, 'slug');
}

/**
 * Names as they are kept: blanks at the ends gone, one between words. Refuses `partnerships.name_missing`; what is longer
 * than `most` letters; and letters that are not Latin ones (`partnerships.name_letters`): a Cyrillic "а" in a name makes
 * a second one that looks the same.
 */
export function checkName(typed: Text, field = 'name', most = 120): Text {
	const clean = (words: string | undefined) =>
		words?.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
	const [en, cy] = [clean(typed.en), clean(typed.cy)];
	if (!en && !cy) throw new Refusal('partnerships.name_missing', {}, field);
	for (const words of [en, cy]) {
		if (!words) continue;
		if (Array.from(words).length > most)
			throw new Refusal('partnerships.name_long', { most }, field);
		for (const letter of words)
			if (/\p{C}/u.test(letter) || (/\p{L}/u.test(letter) && !/\p{Script=Latin}/u.test(letter)))
				throw new Refusal('partnerships.name_letters', {}, field);
	}
	return { ...(en ? { en } : {}), ...(cy ? { cy } : {}) };
}
