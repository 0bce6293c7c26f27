import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { beforeItsScript } from './support/acts.ts';
import { openTheVote } from './support/in-session.ts';
import { expect, test } from './support/world.ts';

test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use((env) => openTheVote(env, { show: true }));
	},
});

async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map((node) => `${page.url()} ${id}: ${node.target.join(' ')}`),
	);
}

test('one vote through every channel: a card on a phone, a tablet passed round without JavaScript, and a show of hands', async ({
	world,
}) => {
	test.setTimeout(120_000);
	const { meeting } = world.demo;
	const clerk = await world.enter('clerk');
	const found: string[] = [];
	await clerk.goto(`${meeting}/cards`);
	await clerk.getByRole('button', { name: /^Make the cards that are missing/ }).click();
	await expect(clerk.getByText('Print these now')).toBeVisible();
	const pinOf = async (name: string) => {
		const card = clerk.getByRole('listitem').filter({ hasText: name, has: clerk.locator('img') });
		return (await card.locator('.pin b').textContent()) ?? '';
	};
	const priya = await pinOf('Dr Priya Venning');
	const kelly = await pinOf('Kelly-Ann Moss');
	found.push(...(await faults(clerk)));

	const phone = await world.enter('public', { phone: true });
	const printed = (await clerk.locator('.address').first().textContent()) ?? '';
	const short = /\/m\/[CDFGHJKMNPQRTWXY]{5}$/.exec(printed.trim())?.[0] ?? printed;
	expect((await phone.request.get('/m/CCCCC')).status()).toBe(404);
	await phone.goto(`${short.toLowerCase()}?person=p02`);
	await expect(phone).toHaveURL(/\/card\?person=p02$/);
	await phone.getByLabel('PIN').fill('000000');
	await phone.getByRole('button', { name: 'Go on' }).click();
	await expect(phone.locator('.govuk-error-summary')).toContainText('do not go together');
	await phone.getByLabel('PIN').fill(priya);
	found.push(...(await faults(phone)));
	await phone.getByRole('button', { name: 'Go on' }).click();
	const choice = phone.getByLabel('For', { exact: true });
	await expect(choice).toBeVisible();
	await beforeItsScript(phone, phone.url(), () => choice.check());
	await expect(choice).toBeChecked();
	await phone.getByRole('button', { name: 'Cast my vote' }).click();
	await expect(phone.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible();
	found.push(...(await faults(phone)));

	const tablet = await world.enter('public', { javaScript: false });
	await tablet.goto(`${meeting}/tablet`);
	await expect(tablet.getByLabel('My name')).not.toContainText('Dr Priya Venning');
	await tablet.getByLabel('My name').selectOption({ label: 'Kelly-Ann Moss' });
	await tablet.getByLabel('PIN').fill(kelly);
	await tablet.getByRole('button', { name: 'Go on' }).click();
	await tablet.getByLabel('Against', { exact: true }).check();
	await tablet.getByRole('button', { name: 'Cast my vote' }).click();
	await expect(tablet.getByText('This screen clears by itself')).toBeVisible();
	await tablet.getByRole('link', { name: 'Clear the screen' }).click();
	await expect(tablet.getByLabel('PIN')).toHaveValue('');

	await clerk.goto(`${meeting}/live/clerk`);
	await expect(async () => {
		await clerk.getByLabel('For', { exact: true }).fill('9');
		await expect(clerk.getByText('9 hands, and only 8 seats')).toBeVisible({ timeout: 1_000 });
	}).toPass({ timeout: 15_000 });
	await clerk.getByLabel('For', { exact: true }).fill('7');
	await clerk.getByRole('button', { name: 'Record the hands' }).click();
	await expect(clerk.getByText('9 of 10 have voted')).toBeVisible();
	await clerk.goto(`${meeting}/cards`);
	await clerk.getByRole('button', { name: /^Take the claim back Dr Priya/ }).click();
	await expect(clerk.getByRole('button', { name: /^Take the claim back/ })).toHaveCount(0);
	await phone.reload();
	await expect(phone.getByLabel('My name')).toBeVisible();
	expect(found).toEqual([]);
});

test.describe('a proxy', () => {
	test.use({
		// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
		prepare: async ({}, use) => {
			await use((env) => openTheVote(env, { proxy: true }));
		},
	});

	test('the holder has a card for each seat, without JavaScript, and the result names them', async ({
		world,
	}) => {
		test.setTimeout(120_000);
		const { meeting } = world.demo;
		const member = await world.enter('member', { javaScript: false });
		await member.setViewportSize({ width: 320, height: 640 });
		await member.goto(`${meeting}/follow`);
		await expect(
			member.getByRole('heading', { name: 'The other votes that you cast' }),
		).toBeVisible();
		await member.getByLabel('For', { exact: true }).check();
		await member.getByRole('button', { name: 'Check my vote' }).click();
		await member.getByRole('button', { name: 'Cast my vote' }).click();
		await expect(member.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible();
		await member.getByRole('link', { name: 'Cast this vote' }).click();
		await expect(member.getByRole('heading', { name: /^The vote of .*, by proxy$/ })).toBeVisible();
		const desk = await world.enter('member');
		await desk.goto(`${meeting}/live`);
		await expect(desk.getByRole('heading', { name: /^The vote of .*, by proxy$/ })).toBeVisible();
		const found = await faults(desk);
		await member.getByLabel('For', { exact: true }).check();
		await member.getByRole('button', { name: 'Check my vote' }).click();
		await expect(member.getByText(', by proxy for')).toBeVisible();
		await member.getByRole('button', { name: 'Cast my vote' }).click();
		await expect(member.getByText(/The vote of .*, by proxy/).first()).toBeVisible();
		const clerk = await world.enter('clerk');
		await clerk.goto(`${meeting}/proxies`);
		await clerk.getByRole('button', { name: /^Withdraw/ }).click();
		await expect(clerk.locator('.govuk-error-summary')).toContainText('A vote is open');
		found.push(...(await faults(clerk)));
		const chair = await world.enter('chair');
		await chair.goto(`${meeting}/live/chair`);
		await chair.getByRole('button', { name: 'Close the vote' }).click();
		await chair.getByRole('button', { name: 'Show the result' }).click();
		await chair.getByRole('link', { name: 'Read the result in full' }).click();
		await chair.getByText('by proxy: Dr Priya Venning').first().waitFor({ state: 'attached' });
		expect(found).toEqual([]);
	});
});
