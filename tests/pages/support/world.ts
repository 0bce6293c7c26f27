import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { connect, type Database } from '#server/platform/db.ts';
import { pageStore, seededVariable } from './store.ts';
import { startServer, type ServerProcess } from './process.ts';

export interface Demo {
	readonly base: string;
	readonly personas: readonly { key: string; name: string; role: string; signIn: string | null }[];
	readonly meeting: string;
	readonly rooms: {
		readonly agenda: string;
		readonly minutes: string;
		readonly live: string;
		readonly gallery: string;
		readonly sections: readonly string[];
	};
}

export type Persona =
	'chair' | 'clerk' | 'member' | 'deputy' | 'community' | 'officer' | 'observer' | 'public';

export interface World {
	readonly server: ServerProcess;
	readonly demo: Demo;
	/** A browser context of its own for a persona, signed in by its demo link. */
	enter(
		persona: Persona,
		options?: { phone?: boolean; javaScript?: boolean; dark?: boolean },
	): Promise<Page>;
	/** Stops the server, works on its store, and starts it again. */
	inStore(work: (db: Database) => Promise<unknown>): Promise<void>;
}

/**
 * Every test has a server process and a store of its own, copied from the seeded one. A file may prepare the store with
 * `test.use({ prepare: async ({}, use) => use(…) })`, before it is served.
 */
export const test = base.extend<{
	world: World;
	prepare: (env: Record<string, string>) => Promise<void>;
}>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use(() => Promise.resolve());
	},
	world: async ({ browser, prepare }, use) => {
		const store = await pageStore(process.env[seededVariable]);
		await prepare(store.env);
		const server = await startServer(store.env);
		const contexts: BrowserContext[] = [];
		const demo = (await (await fetch(`${server.base}/demo.json`)).json()) as Demo;
		await use({
			server,
			demo,
			async enter(persona, options = {}) {
				const context = await browser.newContext({
					baseURL: server.base,
					locale: 'en-GB',
					viewport: options.phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
					hasTouch: options.phone ?? false,
					javaScriptEnabled: options.javaScript ?? true,
					colorScheme: options.dark ? 'dark' : 'light',
				});
				contexts.push(context);
				const page = await context.newPage();
				const link = demo.personas.find((one) => one.key === persona)?.signIn;
				if (link && persona !== 'public') await page.goto(link);
				return page;
			},
			async inStore(work) {
				await server.stop();
				const { db } = await connect({
					url: store.env['DATABASE_URL'],
					dataDir: store.env['DATA_DIR'] as string,
				});
				await work(db);
				await db.destroy();
				await server.restart();
			},
		});
		for (const context of contexts) await context.close();
		await server.stop();
		await store.destroy();
	},
});

export { expect } from '@playwright/test';
