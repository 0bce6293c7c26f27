import { expect, test } from './support/world.ts';
import { freePort } from './support/free-port.ts';
import { pageStore } from './support/store.ts';
import { startServer } from './support/process.ts';

test('the demo page is as agreed', ({ world }) => {
	const { demo, server } = world;
	expect(demo.base).toBe(server.base);
	expect(demo.personas.map(({ key }) => key)).toEqual([
		'chair',
		'clerk',
		'member',
		'deputy',
		'community',
		'officer',
		'observer',
		'public',
	]);
	expect(demo.rooms.agenda).toMatch(/^agenda:[0-9a-f-]{36}$/);
	expect(demo.rooms.minutes).toMatch(/^minutes:[0-9a-f-]{36}$/);
	expect(demo.rooms.live).toMatch(/^live:[0-9a-f-]{36}$/);
	expect(demo.rooms.gallery).toMatch(/^gallery:[0-9a-f-]{36}$/);
	expect(demo.rooms.sections.length).toBeGreaterThan(0);
	const date = /(\d{4}-\d\d-\d\d)-board$/.exec(demo.meeting)?.[1] ?? '';
	expect(new Date(`${date}T12:00:00Z`).getUTCDay()).toBe(4);
	const days = (Date.parse(`${date}T23:59:59Z`) - Date.now()) / 86_400_000;
	expect(days).toBeGreaterThan(-1);
	expect(days).toBeLessThan(8);
});

test('outside demo mode its doors are not there', async () => {
	test.skip(!process.env['TEST_DATABASE_URL'], 'only a Postgres store can be outside demo mode');
	const store = await pageStore(undefined);
	const port = await freePort();
	const server = await startServer({
		...store.env,
		DEMO: '',
		PORT: String(port),
		ORIGIN: `http://localhost:${port}`,
	});
	for (const path of ['/demo.json', '/demo/chair', '/outbox'])
		expect((await fetch(`${server.base}${path}`, { redirect: 'manual' })).status, path).toBe(404);
	expect((await fetch(`${server.base}/healthz`)).status).toBe(200);
	expect((await fetch(`${server.base}/`)).status).toBe(200);
	await server.stop();
	await store.destroy();
});

test('a form posted from another site is refused and changes nothing', async ({ world }) => {
	const page = await world.enter('chair');
	const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
	const response = await fetch(`${world.demo.meeting}/live/chair?/start`, {
		method: 'POST',
		headers: {
			cookie,
			origin: 'https://elsewhere.example',
			'content-type': 'application/x-www-form-urlencoded',
		},
		body: '',
	});
	expect(response.status).toBe(403);
});

test('signing out ends the session, here and in the browser', async ({ world }) => {
	const page = await world.enter('member');
	await expect(page.getByText('Dr Priya Venning').first()).toBeVisible();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
	const answer = await page.goto(`${world.demo.meeting}/agenda`);
	expect(answer?.status()).not.toBe(200);
});

test('signing in by e-mail: one link, one use, and no word on who is known', async ({ world }) => {
	const page = await world.enter('public', { javaScript: false });
	const said: string[] = [];
	for (const address of ['p02@larkhaven.example', 'nobody@larkhaven.example']) {
		await page.goto('/sign-in');
		await page.getByRole('textbox', { name: /e-?mail/i }).fill(address);
		await page.getByRole('button').filter({ hasText: /link/i }).first().click();
		said.push((await page.locator('main').innerText()).replaceAll(address, ''));
	}
	expect(said[0]).toBe(said[1]);
	await expect
		.poll(async () => {
			await page.goto('/outbox');
			return page.locator('main').innerText();
		})
		.toContain('/sign-in/');
	const link = /https?:\/\/\S+\/sign-in\/\S+/.exec(await page.locator('main').innerText())?.[0];
	expect(link).toBeDefined();
	const scanner = await fetch(link as string);
	expect(scanner.status).toBe(200);
	await page.goto(link as string);
	await page.getByRole('main').getByRole('button').first().click();
	await expect(page.getByText('Dr Priya Venning').first()).toBeVisible();
	await page.context().clearCookies();
	await page.goto(link as string);
	await expect(page.getByRole('main')).toContainText(/new link|another link|used/i);
});
