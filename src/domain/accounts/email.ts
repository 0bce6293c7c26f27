import { Refusal } from '../kernel/refusal.ts';

/**
 * An e-mail address as accounts hold it: lower case, no blanks around it. Refuses `accounts.email_wrong` for what
 * cannot be one (one @, a dot behind it, no blanks or control characters, 254 characters at most); whether it exists only a mail can tell.
 */
export function emailAddress(typed: string, field = 'email'): string {
	const email = typed.trim().toLowerCase();
	if (
		email.length > 254 ||
		!/^[^\s\p{C}@<>",;:\\]+@[^\s\p{C}@<>",;:\\]+\.[^\s\p{C}@<>",;:\\.]+$/u.test(email)
	)
		throw new Refusal('accounts.email_wrong', {}, field);
	return email;
}
