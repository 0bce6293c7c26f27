import { expect, test } from 'vitest';
import { contactFields, contactFor, maySee, type ContactField } from './contact.ts';
import type { Role, Standing } from './standing.ts';

const roles: readonly Role[] = [
	'chair',
	'vice_chair',
	'representative',
	'deputy',
	'member',
	'secretariat',
	'minute_taker',
	'accountable_body_adviser',
	'adviser',
	'observer',
	'co_opted',
	'invited_participant',
];
const standing = (role: Role): Standing => ({
	personId: 'p',
	bodyId: 'b',
	roles: [role],
	seats: [],
});
const contact = { email: 'ann@example.org', phone: '01632 960001', accessNeeds: 'hearing loop' };

// One line a field, one column a role in the order above.
const table: Record<ContactField, string> = {
	email: 'y----y------',
	phone: '-----y------',
	accessNeeds: '-----y------',
};

test.each(Object.entries(table) as [ContactField, string][])('%s: %s', (field, line) => {
	const seen = roles.map((role) => (maySee(standing(role), field, false) ? 'y' : '-')).join('');
	expect(seen).toBe(line);
	expect(maySee(null, field, false)).toBe(false);
	expect(maySee(null, field, true)).toBe(true);
});

test('what one may not see has no key', () => {
	expect(contactFor(standing('chair'), contact, false)).toEqual({ email: contact.email });
	expect(contactFor(standing('member'), contact, false)).toEqual({});
	expect(contactFor(null, contact, true)).toEqual(contact);
	expect(Object.keys(contactFor(standing('secretariat'), contact, false))).toEqual(contactFields);
});
