import type { Page } from '@playwright/test';
import { closeCode } from '#domain/relay/protocol.ts';
import { send } from './support/acts.ts';
import { between, firstItem, openAgenda, said, write } from './support/line.ts';
import { expect, test } from './support/world.ts';

/** The kinds of rooms of which something is kept on this device. */
const kept = (page: Page) =>
	page.evaluate(async () =>
		(await indexedDB.databases()).flatMap(({ name }) =>
			name?.startsWith('moothall:') ? [name.split(':')[2]] : [],
		),
	);

const words = (page: Page) => firstItem(page).getByRole('textbox').first();
const question = (page: Page) => page.getByRole('dialog');
const patient = { timeout: 30_000 };

test('a line closed for good says why and what to do, and the words stay on the screen', async ({
	world,
}) => {
	const page = await world.enter('member');
	const line = await between(page, /\/sync\/agenda/);

	await test.step('this page sent what the server cannot read: copy it, then start again without it', async () => {
		await openAgenda(page, world.demo.meeting);
		line.mute(true);
		await write(page, ' unreadable');
		await expect(said(page)).toContainText('Not saved yet: the server is not answering.');
		line.close(closeCode.badFrame);
		const sentence =
			'Not saved. The server could not read what this page sent, and closed the line. Copy what you wrote, then start again.';
		await expect(said(page)).toContainText(sentence);
		await expect(page.getByRole('status').filter({ hasText: sentence })).toBeAttached();
		await expect(words(page)).toContainText('unreadable');
		expect(await kept(page)).toEqual(['agenda']);

		await page.locator('.govuk-breadcrumbs').getByRole('link').last().click();
		await expect(question(page)).toContainText('The server has not taken what you wrote last');
		await question(page).getByRole('button', { name: 'Stay on this page' }).click();
		await said(page).getByRole('button', { name: 'Start again from what is saved' }).click();
		await question(page).getByRole('button', { name: 'Not yet' }).click();
		await expect(words(page)).toContainText('unreadable');
		line.close(null);
		line.mute(false);
		await said(page).getByRole('button', { name: 'Start again from what is saved' }).click();
		await question(page).getByRole('button', { name: 'Delete it and start again' }).click();
		await expect(said(page)).toHaveText('Saved');
		await expect(firstItem(page)).not.toContainText('unreadable');
	});

	await test.step('no longer theirs: nothing of it stays on the device', async () => {
		line.mute(true);
		await write(page, ' too late');
		line.close(closeCode.rightChanged);
		await expect(said(page)).toContainText(
			'This is no longer open to you, and what you wrote last was not saved.',
		);
		await expect(words(page)).toContainText('too late');
		await expect.poll(() => kept(page)).toEqual([]);
		line.close(null);
		line.mute(false);
		await said(page).getByRole('button', { name: 'Reload the page' }).click();
		await expect(said(page)).toHaveText('Saved');
		await expect(firstItem(page)).not.toContainText('too late');
	});

	await test.step('refused: the reason, and the same way out', async () => {
		line.refuse('locked');
		await expect(said(page)).toContainText('Not saved. This text is closed to changes.');
		await expect(said(page).getByRole('button', { name: 'Start again' })).toBeVisible();
	});
});

test('signed out elsewhere, and a right that ends: the words wait, or are told to be lost', async ({
	world,
}) => {
	const { meeting } = world.demo;
	const page = await world.enter('member');
	const other = await world.enter('clerk');
	const context = page.context();
	const exempt = other.waitForEvent('websocket', (socket) => socket.url().includes('/exempt-'));
	await openAgenda(page, meeting);
	await openAgenda(other, meeting);
	await exempt;
	expect(await kept(other), 'nothing of a private item').toEqual(['agenda']);

	await test.step('signed out: kept here, and saved after signing in again', async () => {
		await context.setOffline(true);
		await write(page, ' from exile');
		await expect(said(page)).toHaveText('Offline: kept on this device');
		await send(page, new URL('/sign-out', meeting).href, {});
		await context.setOffline(false);
		await expect(said(page)).toContainText(
			'You are signed out. What you wrote last is kept on this device, and is saved when you sign in and open this page again.',
			patient,
		);
		await expect(firstItem(other)).not.toContainText('from exile');
		await said(page).getByRole('link', { name: 'Sign in again' }).click();
		await expect(question(page)).toContainText('is kept on this device');
		await question(page).getByRole('button', { name: 'Leave' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
		await page.goto(world.demo.personas.find(({ key }) => key === 'member')?.signIn ?? '');
		await openAgenda(page, meeting);
		await expect(firstItem(other)).toContainText('from exile');
	});

	await test.step('the meeting has ended: the agenda takes no more words', async () => {
		await context.setOffline(true);
		await write(page, ' after all');
		await expect(said(page)).toHaveText('Offline: kept on this device');
		const chair = await world.enter('chair');
		for (const act of ['start', 'end']) await send(chair, `${meeting}/live/chair?/${act}`, {});
		await context.setOffline(false);
		await expect(said(page)).toContainText(
			'Not saved. You can read this but not change it. Copy what you wrote if you need it, then start again.',
			patient,
		);
		await said(page).getByRole('button', { name: 'Start again from what is saved' }).click();
		await question(page).getByRole('button', { name: 'Delete it and start again' }).click();
		await expect(page.getByText('You can read this draft but not change it.')).toBeVisible();
		await expect(page.getByRole('main')).toContainText('from exile');
		await expect(page.getByRole('main')).not.toContainText('after all');
		expect(await kept(page)).toEqual([]);
	});
});
