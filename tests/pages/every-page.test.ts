import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { growOn } from './support/grown.ts';
import { routesOf } from './support/routes.ts';
import { expect, test, type Persona } from './support/world.ts';

test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use(growOn);
	},
});

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, one line each, so that a failure can be read. */
async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	return violations.flatMap((violation) =>
		violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}`),
	);
}

/** Errors of the page itself: faults in its scripts and things that would not load. */
function listen(page: Page): string[] {
	const said: string[] = [];
	page.on('pageerror', (error) => said.push(String(error)));
	page.on('console', (message) => {
		if (message.type() === 'error') said.push(message.text());
	});
	return said;
}

async function open(page: Page, path: string): Promise<void> {
	const response = await page.goto(path);
	expect(response?.status(), path).toBe(200);
	await page.locator('body[data-ready], main').first().waitFor();
}

test('every page, for everyone who sees something of their own', async ({ world }) => {
	test.setTimeout(600_000);
	const found: string[] = [];
	const pages = new Map<Persona, Page>();
	for (const { path, personas } of routesOf(world.demo))
		for (const persona of personas) {
			const page = pages.get(persona) ?? (await world.enter(persona));
			pages.set(persona, page);
			const said = listen(page);
			await open(page, path);
			found.push(...(await faults(page)).map((fault) => `${path} (${persona}) ${fault}`));
			found.push(...said.map((line) => `${path} (${persona}) ${line}`));
			page.removeAllListeners('console');
			page.removeAllListeners('pageerror');
		}
	expect(found).toEqual([]);
});

test('every page in Welsh, and in the dark', async ({ world }) => {
	test.setTimeout(600_000);
	const found: string[] = [];
	const pages = new Map<Persona, Page>();
	for (const { path, personas } of routesOf(world.demo)) {
		const persona = personas[0] as Persona;
		const page = pages.get(persona) ?? (await world.enter(persona, { dark: true }));
		pages.set(persona, page);
		await open(page, path === '/' ? '/cy' : `/cy${path}`);
		await expect(page.locator('html')).toHaveAttribute('lang', 'cy');
		found.push(...(await faults(page)).map((fault) => `/cy${path} (dark) ${fault}`));
	}
	expect(found).toEqual([]);
});

test('no page scrolls sideways at 320, and everything has room for a finger on a phone', async ({
	world,
}) => {
	test.setTimeout(600_000);
	const found: string[] = [];
	const pages = new Map<Persona, Page>();
	for (const { path, personas } of routesOf(world.demo)) {
		const persona = personas.at(-1) as Persona;
		const page = pages.get(persona) ?? (await world.enter(persona, { phone: true }));
		pages.set(persona, page);
		await page.setViewportSize({ width: 320, height: 640 });
		await open(page, path);
		const wide = await page.evaluate(() => {
			const { scrollWidth, clientWidth } = document.documentElement;
			if (scrollWidth <= clientWidth) return null;
			const widest = [...document.querySelectorAll('body *')]
				.map((element) => ({
					name: `${element.tagName}.${element.className}`,
					right: element.getBoundingClientRect().right,
				}))
				.sort((a, b) => b.right - a.right)[0];
			return `${scrollWidth} > ${clientWidth}: ${widest?.name ?? ''}`;
		});
		if (wide) found.push(`${path} ${wide}`);
	}
	expect(found).toEqual([]);
});

test('the public pages can be read with JavaScript switched off', async ({ world }) => {
	const page = await world.enter('public', { javaScript: false });
	for (const { path, personas } of routesOf(world.demo)) {
		if (!personas.includes('public')) continue;
		await open(page, path);
		await expect(page.locator('h1').first(), path).toBeVisible();
		expect((await page.locator('main').innerText()).length, path).toBeGreaterThan(60);
	}
});
