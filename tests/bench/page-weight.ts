// JavaScript that each page loads in a real browser, gzip: before the socket's part (Yjs) comes, and in all.
// Exits with 1 when a budget of the design is broken. Needs a build (node server/start.ts --build-only).
import { chromium } from 'playwright-core';
import { startServer } from '../pages/support/process.ts';
import { pageStore } from '../pages/support/store.ts';
import { browserToLaunch } from '../support/browser.ts';
import { budgets, weigh } from './support/weight.ts';

const store = await pageStore(undefined);
const server = await startServer(store.env);
const browser = await chromium.launch(await browserToLaunch());
let broken = false;
try {
	const demo = (await (await fetch(`${server.base}/demo.json`)).json()) as {
		meeting: string;
		personas: { key: string; signIn: string }[];
	};
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(demo.personas.find(({ key }) => key === 'clerk')?.signIn ?? '');
	await page.close();
	const rows: Record<string, object> = {};
	for (const budget of budgets) {
		const { first, all } = await weigh(context, demo.meeting + budget.path);
		const over =
			(budget.first !== null && first > budget.first) || (budget.all !== null && all > budget.all);
		broken ||= over;
		rows[budget.path] = {
			firstKb: first,
			firstBudget: budget.first,
			allKb: all,
			allBudget: budget.all,
			ok: !over,
		};
	}
	console.table(rows);
} finally {
	await browser.close();
	await server.stop();
	await store.destroy();
}
process.exit(broken ? 1 : 0);
