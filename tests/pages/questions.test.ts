import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { askInMeeting } from './support/in-session.ts';
import { expect, test } from './support/world.ts';

test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use(async (env) => {
			await askInMeeting(env, {}, { wait: true });
		});
	},
});

async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map((node) => `${page.url()} ${id}: ${node.target.join(' ')}`),
	);
}

test('a ranked question: opened by the chair, answered by script and without, entered by the clerk, shown to everybody', async ({
	world,
}) => {
	test.setTimeout(120_000);
	const { meeting } = world.demo;
	const chair = await world.enter('chair');
	const member = await world.enter('member');
	const community = await world.enter('community', { phone: true, javaScript: false });
	const clerk = await world.enter('clerk');
	const found: string[] = [];

	await chair.goto(`${meeting}/live/chair`);
	await expect(chair.getByText('Where shall the hub be?').first()).toBeVisible();
	await chair.getByRole('button', { name: 'Open the vote' }).first().click();
	await expect(chair.getByRole('button', { name: 'Pause the vote' })).toBeVisible();

	await member.goto(`${meeting}/live`);
	await expect(member).toHaveTitle(/Vote open: Where shall the hub be/);
	await member.getByLabel('College', { exact: true }).selectOption('1');
	await member.getByLabel('Library', { exact: true }).selectOption('3');
	await member.getByRole('button', { name: 'Check my vote' }).click();
	// A rank left out is said, and what was chosen stays.
	await expect(member.locator('.govuk-error-summary')).toContainText('You left out rank 2');
	await expect(member.getByLabel('Library', { exact: true })).toHaveValue('3');
	found.push(...(await faults(member)));
	await member.getByLabel('Library', { exact: true }).selectOption('2');
	await member.getByRole('button', { name: 'Check my vote' }).click();
	await expect(member.getByText('1. College')).toBeVisible();
	found.push(...(await faults(member)));
	await member.getByRole('button', { name: 'Cast my vote' }).click();
	await expect(member.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible();

	await community.goto(`${meeting}/follow`);
	await community.getByLabel('Library', { exact: true }).selectOption('1');
	await community.getByRole('button', { name: 'Check my vote' }).click();
	await community.getByRole('link', { name: 'Change your vote' }).click();
	await expect(community.getByLabel('Library', { exact: true })).toHaveValue('1');
	await community.getByRole('button', { name: 'Check my vote' }).click();
	await community.getByRole('button', { name: 'Cast my vote' }).click();
	await expect(community.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible();

	await clerk.goto(`${meeting}/live/clerk`);
	await clerk.getByRole('link', { name: 'Enter votes for people without a device' }).click();
	await clerk
		.getByRole('link', { name: /^Enter Dr Priya|^Enter Tom|^Enter / })
		.first()
		.click();
	await clerk.getByLabel('Library', { exact: true }).selectOption('1');
	await clerk.getByRole('button', { name: 'Record the vote' }).click();
	await expect(clerk.getByText('Read it back to them')).toBeVisible();
	found.push(...(await faults(clerk)));

	await expect(chair.getByText('3 of 10')).toBeVisible();
	await chair.getByRole('button', { name: 'Close the vote' }).click();
	await chair.getByRole('button', { name: 'Show the result' }).click();
	const room = await world.enter('public');
	await room.goto(`${meeting}/room`);
	await expect(room.getByText('Chosen: Library.')).toBeVisible();
	await room.goto(`${meeting}/gallery`);
	await room.getByRole('link', { name: 'Read the result in full' }).click();
	await room.getByText('The count, step by step').click();
	await expect(room.getByText('Library: 2; Church hall: 0; College: 1.')).toBeVisible();
	found.push(...(await faults(room)));
	expect(found).toEqual([]);
});

test.describe('a consent round', () => {
	test.use({
		// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
		prepare: async ({}, use) => {
			await use(async (env) => {
				await askInMeeting(env, { method: 'consent', options: {} });
			});
		},
	});

	test('an objection says why, the chair records how it was resolved, and the result says so', async ({
		world,
	}) => {
		test.setTimeout(120_000);
		const { meeting } = world.demo;
		const chair = await world.enter('chair');
		const member = await world.enter('member', { phone: true });
		const community = await world.enter('community', { phone: true, javaScript: false });
		await chair.goto(`${meeting}/live/chair`);
		await community.setViewportSize({ width: 320, height: 640 });
		await community.goto(`${meeting}/follow`);
		await community.getByLabel('An objection', { exact: true }).check();
		await community.getByRole('button', { name: 'Check my vote' }).click();
		await expect(community.locator('.govuk-error-summary')).toContainText('Say why. The');
		await community.getByLabel('Why, of a reservation').fill('It is far.');
		await community.getByRole('button', { name: 'Check my vote' }).click();
		await expect(community.getByText('“It is far.”')).toBeVisible();
		await community.getByRole('button', { name: 'Cast my vote' }).click();
		await expect(community.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible();
		await member.goto(`${meeting}/follow`);
		const found = await faults(member);
		await member.getByLabel('No objection', { exact: true }).check();
		await member.getByRole('button', { name: 'Check my vote' }).click();
		await member.getByRole('button', { name: 'Cast my vote' }).click();
		await expect(member.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible();
		await expect(chair.getByText('objects: “It is far.”')).toBeVisible();
		found.push(...(await faults(chair)));
		await chair.getByLabel(/^How the objection of .* was resolved$/).fill('A bus goes there.');
		await chair.getByRole('button', { name: 'Record it as resolved' }).click();
		await expect(chair.getByText('“A bus goes there.”')).toBeVisible();
		await chair.getByRole('button', { name: 'Close the vote' }).click();
		await chair.getByRole('button', { name: 'Show the result' }).click();
		await expect(
			chair.getByText('Consent was reached: no objection stands.').first(),
		).toBeVisible();
		expect(found).toEqual([]);
	});
});
