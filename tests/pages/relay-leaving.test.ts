import type { Dialog, Page } from '@playwright/test';
import { message } from '#domain/relay/protocol.ts';
import { between, firstItem, openAgenda, said, write } from './support/line.ts';
import { expect, test } from './support/world.ts';

const question = (page: Page) =>
	page.getByRole('dialog', { name: 'Leave this page although something is not saved?' });
const wayOut = (page: Page) => page.locator('.govuk-breadcrumbs').getByRole('link').last();

/** Closes the tab as its own button would. Answers whether the browser asked; it is told to stay. */
async function closeTab(page: Page): Promise<boolean> {
	let asked = false;
	const stay = (dialog: Dialog) => {
		asked = dialog.type() === 'beforeunload';
		void dialog.dismiss();
	};
	page.on('dialog', stay);
	await page.close({ runBeforeUnload: true });
	await expect.poll(() => asked || page.isClosed()).toBe(true);
	page.off('dialog', stay);
	return asked;
}

test('leaving waits for the last words, and asks when they cannot be saved', async ({ world }) => {
	const page = await world.enter('member');
	const line = await between(page, /\/sync\/agenda/);
	await openAgenda(page, world.demo.meeting);
	const { pathname } = new URL(page.url());

	await test.step('words on their way are waited for', async () => {
		line.holdBack(message.ack);
		await write(page, ' last');
		await wayOut(page).click();
		expect(new URL(page.url()).pathname).toBe(pathname);
		line.letGo();
		await expect(page).not.toHaveURL(/agenda$/);
		await expect(question(page)).toHaveCount(0);
		await page.goBack();
		await expect(said(page)).toHaveText('Saved');
		await expect(firstItem(page)).toContainText('last');
	});

	await test.step('the server does not answer: stay, or leave them on this device', async () => {
		line.mute(true);
		await write(page, ' words');
		await wayOut(page).click();
		await expect(question(page)).toContainText('What you wrote last is kept on this device');
		await question(page).getByRole('button', { name: 'Stay on this page' }).click();
		await expect(question(page)).toHaveCount(0);
		expect(new URL(page.url()).pathname).toBe(pathname);
		await page.goForward();
		await question(page).getByRole('button', { name: 'Leave' }).click();
		await expect(page).not.toHaveURL(/agenda$/);
		line.mute(false);
		await page.goBack();
		await expect(said(page)).toHaveText('Saved');
		await expect(firstItem(page)).toContainText('last words');
	});

	await test.step('closing the tab asks while words are unsaved, kept or not', async () => {
		line.mute(true);
		await write(page, ' and more');
		await expect(said(page)).toContainText('Not saved yet');
		expect(await closeTab(page)).toBe(true);
		line.close(1013);
		line.close(null);
		line.mute(false);
		await expect(said(page)).toHaveText('Saved', { timeout: 30_000 });
		expect(await closeTab(page)).toBe(false);
	});
});

test('a device that keeps nothing is never said to keep anything', async ({ world }) => {
	const page = await world.enter('member');
	await page.addInitScript(() => {
		const add = Reflect.get(IDBObjectStore.prototype, 'add') as IDBObjectStore['put'];
		IDBObjectStore.prototype.add = function (...values) {
			const request = add.apply(this, values);
			if (Reflect.has(window, 'full')) this.transaction.abort();
			return request;
		};
	});
	await openAgenda(page, world.demo.meeting);
	await page.context().setOffline(true);
	await expect(said(page)).toHaveText('Offline: kept on this device');
	await page.evaluate(() => Object.assign(window, { full: true }));
	await write(page, ' unkept');
	await expect(said(page)).toHaveText('Offline: not saved yet. Keep this page open.');
	await wayOut(page).click();
	await expect(question(page)).toContainText('If you leave, it is lost.');
	await question(page).getByRole('button', { name: 'Stay on this page' }).click();
	await page.context().setOffline(false);
	await expect(said(page)).toHaveText('Saved');

	const none = await world.enter('member');
	await none.addInitScript(() => {
		indexedDB.open = () => {
			throw new DOMException('private', 'SecurityError');
		};
	});
	await openAgenda(none, world.demo.meeting);
	await none.context().setOffline(true);
	await expect(said(none)).toHaveText('Offline: all that you wrote is saved');
	await write(none, ' nowhere');
	await expect(said(none)).toHaveText('Offline: not saved yet. Keep this page open.');
	await none.context().setOffline(false);
	await expect(said(none)).toHaveText('Saved');
	await expect(firstItem(page)).toContainText('unkept nowhere');
});
