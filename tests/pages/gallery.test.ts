import type { Page } from '@playwright/test';
import { send, sitting, openVote } from './support/acts.ts';
import { expect, test } from './support/world.ts';

/** What the page keeps across everything that comes up to date: it is never loaded anew. */
const mark = (page: Page) =>
	page.evaluate(() => void ((window as unknown as { marked?: boolean }).marked = true));
const isMarked = (page: Page) =>
	page.evaluate(() => (window as unknown as { marked?: boolean }).marked === true);

const lost = (page: Page) => page.locator('footer').getByText('Connection lost');

const heard = (page: Page) =>
	expect(page.locator('.mh-bar [data-when="socket"]')).not.toHaveAttribute('hidden', /.*/, {
		timeout: 20_000,
	});

test('gallery and room screen follow by themselves, in the language and look they have, through a restart', async ({
	world,
}) => {
	test.setTimeout(120_000);
	const { meeting } = world.demo;
	const chair = await world.enter('chair');
	const clerk = await world.enter('clerk');
	const gallery = await world.enter('public', { phone: true });
	await gallery
		.context()
		.addCookies([{ name: 'look', value: 'dark.usual.usual', url: world.server.base }]);
	const faults: string[] = [];
	gallery.on('pageerror', (error) => faults.push(String(error)));
	const path = new URL(meeting).pathname;
	await gallery.goto(`/cy${path}/gallery`);
	await expect(gallery.locator('html')).toHaveAttribute('lang', 'cy');
	const room = await world.enter('public');
	room.on('pageerror', (error) => faults.push(String(error)));
	await room.goto(`${meeting}/room`);
	await mark(gallery);
	await mark(room);

	await test.step('the short address on the wall leads a visitor to the gallery, a member to the phone', async () => {
		const shown = (await room.locator('.address').innerText()).trim();
		expect(shown).toMatch(/^localhost:\d+\/m\/[0-9a-f]{6}$/);
		const visitor = await world.enter('public', { phone: true });
		await visitor.goto(`http://${shown.slice(0, -6)}${shown.slice(-6).toUpperCase()}`);
		expect(new URL(visitor.url()).pathname).toBe(`${path}/gallery`);
		const member = await world.enter('member', { phone: true });
		await member.goto(`http://${shown}`);
		expect(new URL(member.url()).pathname).toBe(`${path}/follow`);
		expect((await member.goto(`http://${shown.slice(0, -6)}000000`))?.status()).toBe(404);
	});

	await test.step('before the socket by asking, then at once', async () => {
		await sitting(world, chair, clerk);
		await expect(room.locator('main')).toContainText('Larkhaven Community Strategy 2027-2037');
		await expect(gallery.locator('h1')).toContainText('Community Strategy 2027-2037');
		await expect(room.locator('footer')).toContainText('Quorate');
		await heard(gallery);
		await openVote(chair, meeting);
		await expect(room.getByRole('heading', { name: 'Vote open' })).toBeVisible({ timeout: 3_000 });
		await expect(gallery.locator('#vote')).toBeVisible({ timeout: 3_000 });
	});

	await test.step('the server goes away and comes back, and so do they', async () => {
		await world.server.kill();
		await expect(lost(room)).toBeVisible({ timeout: 20_000 });
		await expect(gallery.locator('main').getByText('Collwyd y cysylltiad')).toBeVisible();
		await world.server.restart();
		await expect(lost(room)).toBeHidden({ timeout: 20_000 });
		await chair.goto(`${meeting}/live/chair`);
		const pollId = await chair.locator('[name=pollId]').first().inputValue();
		expect((await send(chair, `${meeting}/live/chair?/closePoll`, { pollId })).status).toBe(303);
		await expect(room.getByRole('heading', { name: 'Vote closed' })).toBeVisible({
			timeout: 20_000,
		});
		expect((await send(chair, `${meeting}/live/chair?/showResult`, { pollId })).status).toBe(303);
		await expect(room.locator('main h1')).toContainText('Not agreed', { timeout: 20_000 });
		await expect(gallery.locator('.mh-verdict')).toBeVisible({ timeout: 20_000 });
	});

	for (const page of [gallery, room]) expect(await isMarked(page)).toBe(true);
	await expect(gallery.locator('html')).toHaveAttribute('data-theme', 'dark');
	await expect(gallery.locator('.mh-bar')).toContainText('Mewn sesiwn');
	expect(faults).toEqual([]);
});

test('signing out from the gallery asks about what waits on the device and leaves nothing there', async ({
	world,
}) => {
	const page = await world.enter('member');
	await page.goto(`${world.demo.meeting}/agenda`);
	await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible();
	await page.goto(`${world.demo.meeting}/gallery`);
	await page.evaluate((key) => localStorage.setItem(key, '1'), await unsavedKey(page));
	const signOut = page.getByRole('button', { name: 'Sign out', exact: true });
	const question = page.getByRole('dialog', { name: 'Sign out although something is not saved?' });
	await signOut.click();
	await expect(question).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(question).toBeHidden();
	await expect(signOut).toBeFocused();
	await signOut.click();
	await question.getByRole('button', { name: 'Sign out and lose it' }).click();
	await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
	expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
	expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

/** The note that a room of the agenda has unsaved words, as the agenda's page would leave it. */
const unsavedKey = (page: Page) =>
	page.evaluate(async () => {
		const kept = (await indexedDB.databases()).map(({ name }) => name ?? '');
		const [, account, kind, id] = kept.find((name) => name.includes(':agenda:'))?.split(':') ?? [];
		return `moothall:unsaved:${account}:${kind}:${id}:other-page`;
	});

test('a phone without a socket whose session has ended says so, and stays where it is', async ({
	world,
}) => {
	const phone = await world.enter('community', { phone: true });
	await phone.routeWebSocket(/\/sync\//, (socket) => socket.close({ code: 1013 }));
	await phone.goto(`${world.demo.meeting}/follow`);
	await expect(phone.getByRole('button', { name: 'I am joining remotely' })).toBeVisible();
	await phone.context().clearCookies();
	await expect(phone.getByText('You are signed out.')).toBeVisible({ timeout: 20_000 });
	expect(new URL(phone.url()).pathname).toMatch(/\/follow$/);
});
