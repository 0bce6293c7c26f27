import { Refusal } from '../kernel/refusal.ts';

const longest = 30;

/** A telephone number as somebody typed it, spaces tidied; null for none. Refuses `partnerships.phone_wrong` in that field. */
export function phoneFrom(typed: string, field: string): string | null {
	const phone = typed.replaceAll(/\s+/g, ' ').trim();
	if (phone !== '' && (phone.length > longest || !/^\+?[\d ()-]*\d[\d ()-]*$/.test(phone)))
		throw new Refusal('partnerships.phone_wrong', {}, field);
	return phone || null;
}
