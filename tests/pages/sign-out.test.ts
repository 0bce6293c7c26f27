import type { Page } from '@playwright/test';
import { expect, test } from './support/world.ts';

/** What is kept on this device for anybody: the kinds of rooms. */
const kept = (page: Page) =>
	page.evaluate(async () =>
		(await indexedDB.databases())
			.flatMap(({ name }) => (name?.startsWith('moothall:') ? [name.split(':')[2]] : []))
			.sort(),
	);

/** Resolves when the browser has written what was typed so far: a reading transaction waits for the writing ones. */
const written = (page: Page) =>
	page.evaluate(async () => {
		const name = (await indexedDB.databases()).find((one) => one.name?.includes(':agenda:'))?.name;
		if (!name) throw new Error('no copy on this device');
		await new Promise<void>((resolve, reject) => {
			const opening = indexedDB.open(name);
			opening.onerror = () => reject(new Error('the copy does not open'));
			opening.onsuccess = () => {
				const reading = opening.result.transaction('updates').objectStore('updates').count();
				reading.onsuccess = () => {
					opening.result.close();
					resolve();
				};
			};
		});
	});

const notes = (page: Page) => page.evaluate(() => Object.keys(localStorage).length);

async function openAgenda(page: Page, meeting: string): Promise<void> {
	await page.goto(`${meeting}/agenda`);
	await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible();
}

/** Writes into the agenda over a line on which nobody answers. */
async function writeUnheard(page: Page): Promise<void> {
	await page.routeWebSocket(/\/sync\/agenda/, () => {});
	await page.reload();
	await page.locator('[data-item]').first().locator('[data-open]').click();
	const field = page.getByRole('textbox', { name: /^Title of item/ });
	await field.click();
	await field.press('Control+End');
	await field.pressSequentially(' unheard');
	await expect.poll(() => notes(page)).toBe(1);
	await written(page);
}

const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out', exact: true });
const question = (page: Page) =>
	page.getByRole('dialog', { name: 'Sign out although something is not saved?' });

test('signing out asks about words that are not saved, then leaves nothing on the device', async ({
	world,
}) => {
	const page = await world.enter('member');
	await openAgenda(page, world.demo.meeting);
	expect(await kept(page)).toEqual(['agenda']);
	await writeUnheard(page);

	await signOut(page).click();
	await expect(question(page)).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(question(page)).toHaveCount(0);
	await expect(signOut(page)).toBeFocused();
	expect(await kept(page)).toEqual(['agenda']);

	// The words wait on the device when their page is closed: every page asks about them.
	await page.goto('/');
	await signOut(page).click();
	await question(page).getByRole('button', { name: 'Sign out and lose it' }).click();
	await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
	expect(await kept(page)).toEqual([]);
	expect(await notes(page)).toBe(0);
});

test('words that have arrived are not asked about, and another tab gives its copy up', async ({
	world,
}) => {
	const page = await world.enter('member');
	await openAgenda(page, world.demo.meeting);
	const other = await page.context().newPage();
	await openAgenda(other, world.demo.meeting);
	await writeUnheard(other);
	await other.unrouteAll();
	await other.close();
	await page.reload();
	await expect(page.locator('[data-item]').first()).toContainText('unheard');
	await expect.poll(() => notes(page)).toBe(0);
	const third = await page.context().newPage();
	await openAgenda(third, world.demo.meeting);

	await signOut(page).click();
	await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
	expect(await kept(page)).toEqual([]);
	await expect(third.getByText('You are signed out.').first()).toBeVisible();
	expect(await kept(page)).toEqual([]);
});

test('signing out works without JavaScript, and costs nothing before it is pressed', async ({
	world,
}) => {
	const plain = await world.enter('member', { javaScript: false });
	await plain.goto('/');
	await signOut(plain).click();
	await expect(plain.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();

	const page = await world.enter('member');
	const scripts: string[] = [];
	page.on('response', (response) => {
		if (response.request().resourceType() === 'script') scripts.push(response.url());
	});
	await page.goto('/', { waitUntil: 'networkidle' });
	const before = scripts.length;
	expect(before).toBeGreaterThan(0);
	await signOut(page).hover();
	expect(scripts.length).toBe(before);
	await Promise.all([page.waitForURL('/'), signOut(page).click()]);
	await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
});
