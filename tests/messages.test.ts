import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

type Variants = {
	declarations: string[];
	selectors: string[];
	match: Record<string, string>;
}[];
type Catalogue = Record<string, string | Variants>;

const folder = 'src/i18n/messages';
const parts = globSync(`${folder}/*/en.json`).map((file) => path.basename(path.dirname(file)));
const read = (file: string) => readFileSync(file, 'utf8');
const catalogue = (part: string, locale: string) =>
	JSON.parse(read(`${folder}/${part}/${locale}.json`)) as Catalogue;

/** The sentences of a message: one, or one a variant. */
const sentences = (message: string | Variants): string[] =>
	typeof message === 'string' ? [message] : message.flatMap(({ match }) => Object.values(match));

/** What a message must be called with, sorted: its inputs, and every `{name}` in its sentences. */
function inputs(message: string | Variants): string[] {
	const named = sentences(message).flatMap((sentence) =>
		[...sentence.matchAll(/\{(\w+)\}/g)].map((found) => found[1] as string),
	);
	const declarations = typeof message === 'string' ? [] : message.flatMap((m) => m.declarations);
	const locals = declarations.flatMap((line) => /^local (\w+)/.exec(line)?.[1] ?? []);
	const declared = declarations.flatMap((line) => /^input (\w+)/.exec(line)?.[1] ?? []);
	return [...new Set([...named, ...declared])].filter((name) => !locals.includes(name)).sort();
}

const code = globSync('{src,server}/**/*.{ts,svelte}', {
	exclude: (file) => file.includes('paraglide') || file.endsWith('.test.ts'),
})
	.map(read)
	.join('\n');

/** Whether the code calls this message by name, as the sentence of a refusal, or through a template that begins so. */
function isUsed(key: string): boolean {
	if (key.startsWith('kernel_refusal_')) return true; // every part may throw these
	if (new RegExp(`\\b${key}\\b`).test(code)) return true;
	const refusal = /^(\w+?)_refusal_(\w+)$/.exec(key);
	if (refusal && code.includes(`${refusal[1]}.${refusal[2]}`)) return true;
	return templates.some((prefix) => key.startsWith(prefix));
}
const templates = [...code.matchAll(/`([a-z]+_[a-z_0-9]+)\$\{/g)].map(
	(found) => found[1] as string,
);

test.each(parts)('%s: every message is there in both languages', (part) => {
	const english = Object.keys(catalogue(part, 'en')).sort();
	expect(Object.keys(catalogue(part, 'cy')).sort()).toEqual(english);
});

test.each(parts)('%s: a message takes the same values in both languages', (part) => {
	const welsh = catalogue(part, 'cy');
	for (const [key, message] of Object.entries(catalogue(part, 'en')))
		expect(inputs(welsh[key] ?? ''), key).toEqual(inputs(message));
});

test.each(parts)('%s: keys begin with the part, and none is left over', (part) => {
	const keys = Object.keys(catalogue(part, 'en'));
	const prefixes = part === 'ui' ? /^(ui|kernel)_/ : new RegExp(`^${part}_`);
	expect(keys.filter((key) => !prefixes.test(key))).toEqual([]);
	expect(keys.filter((key) => !isUsed(key))).toEqual([]);
});

test('every refusal that the code throws has its sentence', () => {
	const known = new Set(parts.flatMap((part) => Object.keys(catalogue(part, 'en'))));
	const thrown = [...code.matchAll(/new Refusal\(\s*'(\w+)\.(\w+)'/g)].map(
		([, part, name]) => `${part}_refusal_${name}`,
	);
	expect(thrown.length).toBeGreaterThan(0);
	expect([...new Set(thrown)].filter((key) => !known.has(key))).toEqual([]);
});

/** The tone of the design: what these words say is said in plain ones. */
const neverSaid = /\b(sync\w*|conflict\w*|invalid\w*|submit\w*|submission|oops|failed)\b|!/i;

test.each(parts)('%s: English is plain and calm', (part) => {
	const wrong = Object.entries(catalogue(part, 'en')).filter(([, message]) =>
		sentences(message).some((sentence) => neverSaid.test(sentence)),
	);
	expect(wrong).toEqual([]);
});

test('the drafts of the Welsh are counted, and a reviewed key exists', () => {
	const keys = parts.flatMap((part) => Object.keys(catalogue(part, 'cy')));
	const reviewed = JSON.parse(read('src/i18n/reviewed.json')) as string[];
	expect(reviewed.filter((key) => !keys.includes(key))).toEqual([]);
	console.log(`Welsh: ${keys.length - reviewed.length} of ${keys.length} messages are drafts.`);
});
