import { expect, test } from 'vitest';
import { emailAddress } from './email.ts';

test.each([
	['p02@larkhaven.example', 'p02@larkhaven.example'],
	['  P02@Larkhaven.Example\n', 'p02@larkhaven.example'],
	['siân.o’neill@ynys.cymru', 'siân.o’neill@ynys.cymru'],
])('%j is one', (typed, email) => {
	expect(emailAddress(typed)).toBe(email);
});

test.each([
	'',
	'p02',
	'p02@larkhaven',
	'p02@larkhaven.',
	'a b@larkhaven.example',
	'a@b@larkhaven.example',
	'a\u0000b@larkhaven.example',
	'\u202Ea@larkhaven.example',
	'<script>@larkhaven.example',
	'a@larkhaven.example,b@larkhaven.example',
	`${'a'.repeat(10_000)}@larkhaven.example`,
])('%j is refused', (typed) => {
	expect(() => emailAddress(typed)).toThrow(
		expect.objectContaining({ code: 'accounts.email_wrong', field: 'email' }) as Error,
	);
});
