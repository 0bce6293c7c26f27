import { AxeBuilder } from '@axe-core/playwright';
import { openTheVote } from './support/in-session.ts';
import { expect, test } from './support/world.ts';

test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use((env) => openTheVote(env, { secret: true }));
	},
});

test('a secret ballot: sealed on the device, or by the server for a browser without JavaScript; both found by their codes', async ({
	world,
}) => {
	test.setTimeout(90_000);
	const { meeting } = world.demo;
	const member = await world.enter('member');
	const community = await world.enter('community', { phone: true, javaScript: false });
	const chair = await world.enter('chair');

	await member.goto(`${meeting}/live`);
	await member.getByRole('link', { name: 'Vote in secret' }).first().click();
	const { violations } = await new AxeBuilder({ page: member })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	expect(violations.map(({ id }) => id)).toEqual([]);
	const shown = member.getByText('The code of your ballot').locator('b');
	await expect(shown).toHaveText(/^(\w{5}-){4}\w{5}$/);
	const code = (await shown.textContent()) ?? '';
	await member.getByLabel('For', { exact: true }).check();
	// Its answer is lost: the code stays on the screen, and sent again it is told to be in.
	await member.route(
		(url) => url.pathname.includes('/secret/'),
		async (route) => {
			await route.fetch();
			await route.abort();
		},
		{ times: 1 },
	);
	const sent = member.waitForRequest((request) => request.method() === 'POST');
	await member.getByRole('button', { name: 'Put my ballot into the urn' }).click();
	const body = (await sent).postData() ?? '';
	expect(body).toContain('sealed');
	expect(body).not.toContain('choice');
	await expect(member.getByText('There was no answer.')).toBeVisible();
	await expect(shown).toHaveText(code);
	await member.getByRole('button', { name: 'Put my ballot into the urn' }).click();
	await expect(member.getByRole('status').getByText(code)).toBeVisible();

	await community.goto(`${meeting}/live`);
	await community.getByRole('link', { name: 'Vote in secret' }).first().click();
	await expect(community.getByText('The server seals it as it comes in')).toBeVisible();
	await community.getByLabel('Against', { exact: true }).check();
	await community.getByRole('button', { name: 'Put my ballot into the urn' }).click();
	const other = (await community.getByRole('status').locator('.code').textContent()) ?? '';
	expect(other).toMatch(/^(\w{5}-){4}\w{5}$/);
	await community.goto(`${meeting}/live`);
	await expect(community.getByText('A ballot of your seat is in the urn.').first()).toBeVisible();

	await chair.goto(`${meeting}/live/chair`);
	await chair.getByRole('button', { name: 'Close the vote' }).click();
	await chair.getByLabel('For', { exact: true }).check();
	await chair.getByRole('button', { name: 'Cast it and show the result' }).click();
	const visitor = await world.enter('public', { javaScript: false });
	await expect(async () => {
		await visitor.goto(`${meeting}/motions/m1`);
		await visitor.getByRole('link', { name: 'The result of the vote' }).click({ timeout: 1000 });
	}).toPass({ timeout: 15_000 });
	await visitor.getByText('The opened ballots, by their codes').click();
	for (const each of [code, other]) await expect(visitor.getByText(each)).toBeVisible();
	await expect(visitor.getByText('Dr Priya Venning')).toBeHidden();
});

test.describe('papers beside the urn', () => {
	test.use({
		// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
		prepare: async ({}, use) => {
			await use((env) => openTheVote(env, { secret: true, paper: true }));
		},
	});

	test('the clerk gives them out, two tellers count alike, and the result adds them', async ({
		world,
	}) => {
		test.setTimeout(90_000);
		const { meeting } = world.demo;
		const clerk = await world.enter('clerk');
		const chair = await world.enter('chair', { javaScript: false });
		await clerk.setViewportSize({ width: 320, height: 640 });
		await clerk.goto(`${meeting}/live/clerk`);
		await clerk.getByRole('link', { name: 'Papers of this vote' }).click();
		for (const given of [1, 2, 3]) {
			await clerk
				.getByRole('button', { name: /^Give a paper/ })
				.nth(3)
				.click();
			await expect(clerk.getByText(`Papers given out: ${given}`)).toBeVisible();
		}
		const { violations } = await new AxeBuilder({ page: clerk }).analyze();
		expect(violations.map(({ id }) => id)).toEqual([]);
		await chair.goto(`${meeting}/live/chair`);
		await chair.getByRole('button', { name: 'Close the vote' }).click();
		await chair.getByRole('button', { name: 'Show the result' }).click();
		await expect(chair.locator('.govuk-error-summary')).toContainText('still to be counted alike');
		await chair.getByRole('link', { name: 'Papers of this vote' }).click();
		await chair.getByLabel('For', { exact: true }).fill('2');
		await chair.getByRole('button', { name: 'Enter my count' }).click();
		await expect(chair.locator('.govuk-error-summary')).toContainText('3 papers were given out');
		await expect(chair.getByLabel('For', { exact: true })).toHaveValue('2');
		await chair.getByLabel('Spoiled').fill('1');
		await chair.getByRole('button', { name: 'Enter my count' }).click();
		await expect(chair.getByText('Another teller counts next.')).toBeVisible();
		await clerk.reload();
		await expect(clerk.getByText('You are the second.')).toBeVisible();
		await clerk.getByLabel('For', { exact: true }).fill('2');
		await clerk.getByLabel('Spoiled').fill('1');
		await clerk.getByRole('button', { name: 'Enter my count' }).click();
		await expect(clerk.getByText('the papers are in the count')).toBeVisible();
		await chair.goto(`${meeting}/live/chair`);
		await chair.getByRole('button', { name: 'Show the result' }).click();
		await expect(chair.getByRole('link', { name: 'Read the result in full' })).toBeVisible();
	});
});
