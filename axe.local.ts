import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { browserToLaunch } from './tests/support/browser.ts';
const base = 'http://localhost:4810';
const l = await browserToLaunch();
const browser = await chromium.launch({ ...l, args: (l.args ?? []).filter((a) => a !== '--single-process' && a !== '--no-zygote') });
for (const scheme of ['light', 'dark'] as const) {
	const ctx = await browser.newContext({ colorScheme: scheme });
	const page = await ctx.newPage();
	for (const path of ['/larkhaven-together', '/sign-in', '/outbox', '/larkhaven-together/people', '/larkhaven-together/bodies', '/larkhaven-together/bodies/board', '/larkhaven-together/bodies/exec', '/larkhaven-together/rules', '/cy/larkhaven-together/rules', '/sign-in/xyz', '/demo/chair', '/cy/larkhaven-together']) {
		await page.goto(base + path);
		const r = await new AxeBuilder({ page }).analyze();
		console.log(scheme, path, r.violations.map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 120)}`));
	}
	await ctx.close();
}
await browser.close();
