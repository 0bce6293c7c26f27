import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { askInMeeting } from './support/in-session.ts';
import { expect, test } from './support/world.ts';

test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use(async (env) => {
			await askInMeeting(env, {}, { secret: true });
		});
	},
});

const put = 'Put my ballot into the urn';

async function faults(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map((node) => `${id}: ${node.target.join(' ')}`),
	);
}

test('a ranked question in secret: a wrong ballot is said on the device and not sent, a good one is sealed; without script the server seals', async ({
	world,
}) => {
	test.setTimeout(90_000);
	const { meeting } = world.demo;
	const member = await world.enter('member');
	const community = await world.enter('community', { phone: true, javaScript: false });
	const chair = await world.enter('chair');

	await member.goto(`${meeting}/live`);
	await member.getByRole('link', { name: 'Vote in secret' }).first().click();
	const shown = member.getByText('The code of your ballot').locator('b');
	await expect(shown).toHaveText(/^(\w{5}-){4}\w{5}$/);
	const code = (await shown.textContent()) ?? '';
	const posts: string[] = [];
	member.on('request', (request) => {
		if (request.method() === 'POST') posts.push(request.postData() ?? '');
	});
	await member.getByLabel('College', { exact: true }).selectOption('1');
	await member.getByLabel('Library', { exact: true }).selectOption('3');
	await member.getByRole('button', { name: put }).click();
	await expect(member.locator('.govuk-error-summary')).toContainText('You left out rank 2');
	await expect(member.getByLabel('Library', { exact: true })).toHaveValue('3');
	expect(posts).toEqual([]);
	expect(await faults(member)).toEqual([]);
	await member.getByLabel('Library', { exact: true }).selectOption('2');
	await member.getByRole('button', { name: put }).click();
	await expect(member.getByRole('status').getByText(code)).toBeVisible();
	expect(posts.join()).toContain('sealed');
	expect(posts.join()).not.toContain('rank-');

	await community.goto(`${meeting}/follow`);
	await community.getByRole('link', { name: 'Vote in secret' }).first().click();
	await expect(community.getByText('The server seals it as it comes in')).toBeVisible();
	await community.getByRole('button', { name: put }).click();
	await expect(community.locator('.govuk-error-summary')).toContainText('Say what you choose');
	await community.getByLabel('Library', { exact: true }).selectOption('1');
	await community.getByRole('button', { name: put }).click();
	const other = (await community.getByRole('status').locator('.code').textContent()) ?? '';
	expect(other).toMatch(/^(\w{5}-){4}\w{5}$/);

	await chair.goto(`${meeting}/live/chair`);
	await expect(chair.getByText('2 of 10')).toBeVisible();
	await chair.getByRole('button', { name: 'Close the vote' }).click();
	await chair.getByRole('button', { name: 'Show the result' }).click();
	const visitor = await world.enter('public', { phone: true });
	await expect(async () => {
		await visitor.goto(`${meeting}/questions`);
		await visitor.getByRole('link', { name: 'Where shall the hub be?' }).click({ timeout: 1000 });
		await visitor.getByText('The opened ballots, by their codes').click({ timeout: 2000 });
	}).toPass({ timeout: 15_000 });
	for (const each of [code, other]) await expect(visitor.getByText(each)).toBeVisible();
	await expect(visitor.getByText('Dr Priya Venning')).toBeHidden();
	expect(await faults(visitor)).toEqual([]);
	expect(await visitor.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
		await visitor.evaluate(() => innerWidth),
	);
	const bundle = await visitor.request.get(
		await visitor
			.getByRole('link', { name: 'bundle.json' })
			.evaluate((a: HTMLAnchorElement) => a.href),
	);
	expect(await bundle.json()).toMatchObject({ form: 'moothall-urn/1', leaves: { length: 2 } });
});
