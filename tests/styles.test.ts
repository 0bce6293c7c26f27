import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const tokens = readFileSync('src/lib/ui/styles/tokens.css', 'utf8');

/** The declarations of the block that follows `selector`. */
function block(selector: string): string[] {
	const start = tokens.indexOf('{', tokens.indexOf(selector));
	const body = tokens.slice(start + 1, tokens.indexOf('}', start));
	return body
		.split(';')
		.map((line) => line.replace(/\s+/g, ' ').trim())
		.filter(Boolean);
}

test('dark by device and dark by choice are the same', () => {
	const byDevice = block(':root:not([data-theme="light"])');
	expect(byDevice.length).toBeGreaterThan(10);
	expect(block(':root[data-theme="dark"]')).toEqual(byDevice);
});

test('dark answers every colour that light names', () => {
	const names = (lines: string[]) =>
		lines.flatMap((line) => /(--mh-[\w-]+):/.exec(line)?.[1] ?? []);
	const themed = new Set(names(block(':root[data-theme="dark"]')));
	const coloured = names(block(':root {').filter((line) => /:\s*(#|rgb)/.test(line)));
	const kept = ['--mh-focus', '--mh-focus-ink'];
	expect(coloured.filter((name) => !themed.has(name) && !kept.includes(name))).toEqual([]);
});

/** Objects and utilities of GOV.UK Frontend that come with its core, not with a component. */
const core =
	/^govuk-(template|body|heading|caption|link|list|section-break|width-container|main-wrapper|grid|form-group|button-group|visually-hidden|clearfix|!|frontend)/;

test('every GOV.UK component that pages use is in the sheet', () => {
	const sheet = readFileSync('src/lib/ui/styles/govuk.scss', 'utf8');
	const included = [...sheet.matchAll(/components\/([\w-]+)"/g)].map(
		(found) => `govuk-${found[1]}`,
	);
	const used = globSync('src/**/*.svelte').flatMap((file) =>
		[...readFileSync(file, 'utf8').matchAll(/\bgovuk-[!\w-]+/g)].map(([name]) => name),
	);
	const missing = used.filter(
		(name) => !core.test(name) && !included.some((each) => name.startsWith(each)),
	);
	expect([...new Set(missing)]).toEqual([]);
});
