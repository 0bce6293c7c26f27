import { sql } from 'kysely';
import type { Page } from '@playwright/test';
import { expect, test } from './support/world.ts';

const home = '/larkhaven-together';
const written = `${home}/written/${new Date().getUTCFullYear()}-1`;

test('a vote in writing: not sent, sending, recorded; and changed from a phone without script', async ({
	world,
}) => {
	const member = await world.enter('member');
	await member.goto(home);
	await member.getByRole('link', { name: 'Letter of support for the harbour ferry' }).click();
	await expect(member).toHaveTitle(/^Your vote: /);
	// Before its script has come a page posts as any page does, and where the line is gone the browser says so.
	await member.waitForLoadState('networkidle');
	await member.getByLabel('For', { exact: true }).check();
	await member.getByRole('button', { name: 'Check my vote' }).click();
	await expect(member.getByText('Your vote is not sent yet.')).toBeVisible();

	// The line goes just then: nothing is called recorded.
	await member.route(/\?\/vote$/, (route) => route.abort());
	await member.getByRole('button', { name: 'Cast my vote' }).click();
	await expect(member.getByText('There is no answer yet')).toBeVisible();
	await member.goto(`${home}/my-votes`);
	await expect(member.getByText('Sending', { exact: true })).toBeVisible();
	await member.unroute(/\?\/vote$/);
	await member.goto(written);
	await member.getByLabel('For', { exact: true }).check();
	await member.getByRole('button', { name: 'Check my vote' }).click();
	await member.getByRole('button', { name: 'Cast my vote' }).click();
	const receipt = member.locator('.govuk-panel');
	await expect(receipt).toContainText('Your vote is recorded');
	await expect(receipt).toBeFocused();
	const reference = (await receipt.locator('.mh-code').textContent()) ?? '';
	await member.goto(`${home}/my-votes`);
	await expect(member.getByText('Recorded', { exact: true })).toBeVisible();
	await expect(member.getByText(reference)).toBeVisible();

	const phone = await world.enter('member', { phone: true, javaScript: false });
	await phone.goto(written);
	await phone.getByText('Change my vote').click();
	await phone.getByLabel('Against', { exact: true }).check();
	await phone.getByLabel('Your reason, if you want to give one').fill('It loses money.');
	await phone.getByRole('button', { name: 'Check my vote' }).click();
	await expect(phone.getByText('It loses money.')).toBeVisible();
	await phone.getByRole('button', { name: 'Cast my vote' }).click();
	await expect(phone.locator('.govuk-panel')).toContainText('Against');
	await expect(phone.locator('.govuk-panel')).toContainText(reference);

	// How it is going is hidden from everybody, and how many have answered is not.
	const visitor = await world.enter('public', { javaScript: false });
	await visitor.goto(written);
	await expect(visitor.getByText('3 of 17 have answered.')).toBeVisible();
	await expect(visitor.getByText('It loses money.')).toBeHidden();
});

test('a vote between meetings is given to another member without script, accepted, and cast beside one’s own', async ({
	world,
}) => {
	await world.inStore((db) =>
		sql`update constitution set rules = rules || '{"proxies":{"allowed":true,"most":1,"noticeBefore":null}}'::jsonb`.execute(
			db,
		),
	);
	const lodge = async (page: Page, who: string) => {
		await page.goto(written);
		await page.getByText('Give my vote to another member').click();
		await page.getByLabel('Who carries it').selectOption({ label: who });
		await page.getByRole('button', { name: 'Lodge the proxy' }).click();
	};
	const voted = await world.enter('community', { phone: true, javaScript: false });
	await voted.goto(written);
	await expect(voted.getByRole('heading', { name: 'Proxies' })).toBeVisible();
	await expect(voted.getByText('Give my vote to another member')).toHaveCount(0);

	const absent = 'Samira Doyle';
	const giver = await world.enter('member', { phone: true, javaScript: false });
	await lodge(giver, 'Kelly-Ann Moss');
	await expect(giver.getByText('Waits for the clerk')).toBeVisible();
	const clerk = await world.enter('clerk');
	await clerk.goto(written);
	await clerk.getByRole('button', { name: /^Accept/ }).click();
	await expect(clerk.getByText('Accepted', { exact: true })).toBeVisible();
	await giver.goto(written);
	await expect(giver.getByText('Accepted', { exact: true })).toBeVisible();
	await expect(giver.getByRole('button', { name: 'Check my vote' })).toBeHidden();
	await giver.getByRole('button', { name: /^Withdraw/ }).click();
	await expect(giver.getByRole('button', { name: 'Check my vote' })).toBeVisible();

	await clerk.goto(written);
	await clerk.getByText('Record a proxy for a member').click();
	await clerk.getByLabel('Whose vote').selectOption({ label: absent });
	await clerk.getByLabel('Who carries it').selectOption({ label: 'Dr Priya Venning' });
	await clerk.getByRole('button', { name: 'Lodge the proxy' }).click();
	await expect(clerk.getByText(`${absent} gives their vote to Dr Priya Venning`)).toBeVisible();

	// Her own first, and then the one she carries; the call for a meeting is not hers to make for another.
	const holder = await world.enter('member', { dark: true });
	await holder.goto(`${home}/my-votes`);
	await holder.getByRole('link', { name: 'Letter of support for the harbour ferry' }).click();
	for (const choice of ['For', 'Against']) {
		await holder.getByLabel(choice, { exact: true }).check();
		await holder.getByRole('button', { name: 'Check my vote' }).click();
		await holder.getByRole('button', { name: 'Cast my vote' }).click();
		await expect(holder.locator('.govuk-panel')).toContainText(choice);
		if (choice === 'For') await holder.getByRole('link', { name: 'Cast this vote' }).click();
	}
	await expect(holder.locator('.govuk-panel')).toContainText(`You cast this for ${absent}`);
	await expect(holder.getByRole('button', { name: /^Withdraw/ })).toHaveCount(0);
	await holder.setViewportSize({ width: 320, height: 640 });
	const wide = await holder.evaluate(() => document.documentElement.scrollWidth);
	expect(wide).toBeLessThanOrEqual(320);
	await holder.goto(`${home}/my-votes`);
	await expect(holder.getByText('Recorded', { exact: true })).toBeVisible();

	// An interest of the holder's gives it back, cast or not.
	await holder.goto(written);
	await holder.getByText('I have an interest and take no part').click();
	await expect(holder.getByText('A vote that you carry goes back to whose it is.')).toBeVisible();
	await holder.getByLabel('financial', { exact: true }).check();
	await holder.getByRole('button', { name: 'Take no part' }).click();
	await expect(holder.getByText('You take no part in this, for an interest.')).toBeVisible();
	await clerk.goto(written);
	await expect(clerk.getByText(`${absent} gives their vote to Dr Priya Venning`)).toBeHidden();
	await expect(
		clerk.getByRole('combobox', { name: 'Member', includeHidden: true }).getByText(absent),
	).toHaveCount(1);
});
