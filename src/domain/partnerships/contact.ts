import { can, type Act } from './policy.ts';
import type { Standing } from './standing.ts';

/** What is known of how to reach and help somebody. Each field has a permission of its own. */
export interface Contact {
	readonly email: string | null;
	readonly phone: string | null;
	readonly accessNeeds: string | null;
}
export type ContactField = keyof Contact;

/**
 * What it takes to see each field of somebody else's: an address to invite them, a number to ring who cannot get in, and
 * what they need to take part, which may tell of their health (UK GDPR article 9) and is for who arranges the meeting.
 */
export const contactActs: Readonly<Record<ContactField, Act>> = {
	email: 'partnerships.see_email',
	phone: 'partnerships.see_phone',
	accessNeeds: 'partnerships.see_access_needs',
};
export const contactFields = Object.keys(contactActs) as readonly ContactField[];

/** Whether somebody with this standing on the board may see the field; everybody may see their own. */
export const maySee = (standing: Standing | null, field: ContactField, own: boolean): boolean =>
	own || can(standing, contactActs[field]);

/** The fields that somebody may see, and no key of the others: what is not sent cannot be read. */
export function contactFor(
	standing: Standing | null,
	contact: Contact,
	own: boolean,
): Partial<Contact> {
	return Object.fromEntries(
		contactFields
			.filter((field) => maySee(standing, field, own))
			.map((field) => [field, contact[field]]),
	);
}
