import { type ChildProcess, spawn } from 'node:child_process';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import * as Y from 'yjs';
import { newestKey } from '#domain/relay/protocol.ts';
import type { TurnoutTopic } from '#domain/live/topics.ts';
import { stock } from '../relay/hall.ts';
import { freePort } from './support/free-port.ts';
import { openTheVote } from './support/in-session.ts';
import { pageStore, seededVariable } from './support/store.ts';
import { expect, test, type Demo } from './support/world.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Dev {
	readonly base: string;
	/** How often it has started again. */
	readonly restarts: () => number;
	stop(): Promise<void>;
}

/** `vite dev` on a free port, as `npm run dev` starts it. */
async function startDev(env: Record<string, string>): Promise<Dev> {
	const port = await freePort();
	const base = `http://localhost:${port}`;
	let said = '';
	const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
	const child: ChildProcess = spawn(
		process.execPath,
		[vite, 'dev', '--port', String(port), '--strictPort'],
		{
			cwd: root,
			env: { ...process.env, NO_COLOR: '1', LOG_LEVEL: 'warn', NODE_ENV: 'development', ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		},
	);
	for (const stream of [child.stdout, child.stderr])
		stream?.on('data', (data: Buffer) => (said += data.toString()));
	const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const dev: Dev = {
		base,
		restarts: () => said.split('server restarted').length - 1,
		async stop() {
			child.kill('SIGTERM');
			await gone;
		},
	};
	await expect
		.poll(() => (child.exitCode === null ? said : `it ended:\n${said}`), { timeout: 40_000 })
		.toContain(`:${port}/`);
	return dev;
}

/** Chooses For on the ballot and casts it. */
async function vote(page: Page, meeting: string): Promise<void> {
	await page.goto(`${meeting}/follow/vote`);
	await page.locator('#vote').getByText('For', { exact: true }).click();
	await page.getByRole('button', { name: 'Check my vote' }).click();
	await page.getByRole('button', { name: 'Cast my vote' }).click();
	await expect(page.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible({
		timeout: 20_000,
	});
}

/** A stock client in the meeting's live room, with somebody's session; what it was last told of the turnout. */
async function screen(base: string, room: string, page: Page) {
	const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
	const doc = new Y.Doc();
	const provider = stock({ base }, room, { cookie }, doc);
	return {
		voted: () => {
			const turnout = doc.getMap<TurnoutTopic | null>('turnout');
			return turnout.get(newestKey(turnout.keys()) ?? '')?.voted;
		},
		leave: () => provider.destroy(),
	};
}

async function enter(
	browser: Browser,
	demo: Demo,
	persona: string,
	javaScriptEnabled = true,
): Promise<Page> {
	const context = await browser.newContext({
		baseURL: demo.base,
		locale: 'en-GB',
		javaScriptEnabled,
	});
	const page = await context.newPage();
	await page.goto(demo.personas.find(({ key }) => key === persona)?.signIn ?? '');
	return page;
}

test('dev serves pages and relay from one store, and survives the editing of a server file between two votes', async ({
	browser,
}) => {
	test.setTimeout(120_000);
	const store = await pageStore(process.env[seededVariable]);
	await openTheVote(store.env);
	const dev = await startDev(store.env);
	try {
		const demo = (await (await fetch(`${dev.base}/demo.json`)).json()) as Demo;
		const member = await enter(browser, demo, 'member');
		const plain = await enter(browser, demo, 'community', false);
		const watching = await screen(dev.base, demo.rooms.live, member);
		await vote(member, demo.meeting);
		await expect.poll(watching.voted).toBe(1);
		await member.context().close();

		const now = new Date();
		await utimes(path.join(root, 'server', 'decisions', 'cast-ballot.ts'), now, now);
		await expect.poll(dev.restarts, { timeout: 30_000 }).toBe(1);

		await vote(plain, demo.meeting);
		await expect.poll(watching.voted, { timeout: 20_000 }).toBe(2);
		watching.leave();
		await plain.context().close();
	} finally {
		await dev.stop();
		await store.destroy();
	}
});
