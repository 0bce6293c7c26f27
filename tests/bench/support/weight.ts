import { gzipSync } from 'node:zlib';
import type { BrowserContext } from 'playwright-core';

/** What a page of a meeting may weigh. */
export interface Budget {
	/** Behind the meeting's address. */
	readonly path: string;
	/** Kilobytes before Yjs, and in all; null where the design sets none. */
	readonly first: number | null;
	readonly all: number | null;
}

/** What the design allows, and two pages for which it sets nothing. */
export const budgets: readonly Budget[] = [
	{ path: '/follow', first: 40, all: 90 },
	{ path: '/follow/vote', first: 40, all: 90 },
	{ path: '/../../strategy', first: null, all: null },
	{ path: '/../../strategy/7/edit', first: null, all: null },
	{ path: '/live', first: null, all: 150 },
	{ path: '/live/chair', first: null, all: 150 },
	{ path: '/live/clerk', first: null, all: 150 },
	{ path: '/room', first: null, all: 90 },
	{ path: '/gallery', first: null, all: 90 },
];

/** Kilobytes (1,000 bytes) of script, gzip: what comes before the socket's part is asked for, and all of it. */
export async function weigh(
	context: BrowserContext,
	address: string,
): Promise<{ first: number; all: number }> {
	return {
		first: await scriptsOf(context, address, false),
		all: await scriptsOf(context, address, true),
	};
}

async function scriptsOf(
	context: BrowserContext,
	address: string,
	withSocket: boolean,
): Promise<number> {
	const page = await context.newPage();
	// The socket's part is asked for more than a second after the page has started (src/lib/live/follow.svelte.ts).
	if (!withSocket)
		await page.addInitScript(`{
			const later = window.setTimeout;
			window.setTimeout = (run, ms, ...rest) => (ms > 1000 ? 0 : later(run, ms, ...rest));
		}`);
	// A script that is preloaded and then imported answers twice.
	const scripts = new Map<string, Promise<number>>();
	page.on('response', (response) => {
		if (!response.url().endsWith('.js')) return;
		scripts.set(
			response.url(),
			response.body().then((body) => gzipSync(body, { level: 9 }).length),
		);
	});
	const socket = withSocket ? page.waitForEvent('websocket', { timeout: 20_000 }) : null;
	await page.goto(address, { waitUntil: 'networkidle' });
	await socket;
	await page.waitForLoadState('networkidle');
	const bytes = (await Promise.all(scripts.values())).reduce((total, each) => total + each, 0);
	await page.close();
	return Math.round(bytes / 100) / 10;
}
