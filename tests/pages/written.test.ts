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
