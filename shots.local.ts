import { chromium } from 'playwright-core';
import { browserToLaunch } from './tests/support/browser.ts';
const base = process.env.BASE!;
const wanted = process.argv.slice(2);
const l = await browserToLaunch(); const browser = await chromium.launch({ ...l, args: (l.args ?? []).filter((a) => a !== '--single-process' && a !== '--no-zygote') });
for (const spec of wanted) {
	const [who, path, width = '1280', mode = 'light'] = spec.split(',') as [string, string, string?, string?];
	const ctx = await browser.newContext({ viewport: { width: Number(width), height: 900 }, colorScheme: mode as 'light', locale: 'en-GB' });
	const page = await ctx.newPage();
	page.on('console', (c) => { if (c.type() === 'error') console.log('console', spec, c.text()); });
	page.on('pageerror', (e) => console.log('pageerror', spec, e.message));
	if (who !== 'public') await page.goto(`${base}/demo/${who}`);
	const r = await page.goto(base + path);
	await page.waitForTimeout(300);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	console.log(spec, r?.status(), wide > 0 ? `SCROLLS ${wide}` : '');
	await page.screenshot({ path: `/tmp/shot-${who}${path.replaceAll('/', '_')}-${width}-${mode}.png`, fullPage: true });
	await ctx.close();
}
await browser.close();
