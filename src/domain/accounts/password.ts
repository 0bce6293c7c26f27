import { Refusal } from '../kernel/refusal.ts';

export const shortest = 15;
export const longest = 128;

/**
 * What people type when a password is asked for, shorter than ours must be: what is made of nothing but these, or of one
 * of them over and over, is guessed first. (NIST SP 800-63B-4, 3.1.1.2: a blocklist, no rules of composition.)
 */
const common =
	'password passwort cyfrinair pass word qwerty qwertyuiop asdf asdfghjkl zxcvbnm azerty letmein welcome croeso admin administrator login secret changeme default test testing user guest master monkey dragon sunshine princess football liverpool arsenal chelsea everton rangers celtic manchester united cymru wales scotland england london cardiff summer winter spring autumn monday january iloveyou love hello trustno starwars batman superman pokemon charlie ashley michael jordan daniel jessica george thomas baseball shadow flower cheese computer internet moothall council partnership abc abcd abcde abcdef abcdefgh abcdefghijklmnopqrstuvwxyz'.split(
		' ',
	);

/** Letters that people write as figures. */
const written: Readonly<Record<string, string>> = {
	'0': 'o',
	'1': 'l',
	'3': 'e',
	'4': 'a',
	'5': 's',
	'@': 'a',
	$: 's',
};

/**
 * A password as it is hashed: the same whatever keyboard wrote it (NFKC). Refuses `accounts.password_short`,
 * `accounts.password_long`, and `accounts.password_common` for what is guessed first. 15 to 128 characters, any characters.
 * `email` is the account's own: a password that is the address is no secret.
 */
export function checkPassword(typed: string, email: string): string {
	const password = typed.normalize('NFKC');
	const length = Array.from(password).length;
	if (length < shortest) throw new Refusal('accounts.password_short', { shortest }, 'password');
	if (length > longest) throw new Refusal('accounts.password_long', { longest }, 'password');
	if (isCommon(password) || sameLetters(password, email))
		throw new Refusal('accounts.password_common', {}, 'password');
	return password;
}

const letters = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const sameLetters = (password: string, email: string) =>
	letters(password) === letters(email) || letters(password) === letters(email.split('@')[0] ?? '');

/** Whether it is one short piece over and over, a run of neighbours, or nothing but common words with figures between. */
function isCommon(password: string): boolean {
	const lower = password.toLowerCase();
	for (let size = 1; size <= lower.length / 3; size++)
		if (lower.startsWith(lower.slice(0, size).repeat(Math.floor(lower.length / size)))) return true;
	if (isRun(lower)) return true;
	const plain = Array.from(lower, (letter) => written[letter] ?? letter).join('');
	return [lower, plain].some((text) => madeOfCommon(text.replaceAll(/[^\p{L}]/gu, '')));
}

/** "123456789012345", "abcdefghijklmno", "987654321098765": every step is the same, tens wrap. */
function isRun(text: string): boolean {
	const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
	return [1, -1].some((step) =>
		codes.every((code, at) => {
			const before = codes[at - 1];
			return before === undefined || code - before === step || code - before === -9 * step;
		}),
	);
}

function madeOfCommon(text: string): boolean {
	const reached = new Set([0]);
	for (let at = 0; at < text.length; at++)
		if (reached.has(at))
			for (const word of common) if (text.startsWith(word, at)) reached.add(at + word.length);
	return reached.has(text.length);
}
