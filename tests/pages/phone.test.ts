import type { Page } from '@playwright/test';
import { expect, test, type World } from './support/world.ts';

const longEnough = 20_000;

/** A meeting that runs, with the item of the demo's motion open and enough people for a vote; the chair's page. */
async function running(world: World): Promise<{ chair: Page }> {
	const chair = await world.enter('chair');
	await chair.goto(`${world.demo.meeting}/live/chair`);
	await chair.getByRole('button', { name: 'Start the meeting' }).click();
	await chair.getByRole('button', { name: 'I am in the room' }).click();
	await chair.getByText('Run the meeting').click();
	await chair.getByLabel('Open another item').selectOption({ index: 5 });
	await chair.getByRole('button', { name: 'Open it' }).click();
	await expect(chair.getByRole('heading', { level: 1 })).toContainText('Community Strategy');
	const clerk = await world.enter('clerk');
	await clerk.goto(`${world.demo.meeting}/live/clerk`);
	for (const name of [
		'Helen Tarrant',
		'Fiona Strand',
		'Ruth Kettleby',
		'Samira Doyle',
		'Pat Dunmore',
	]) {
		await clerk.getByLabel('Someone arrived').selectOption({ label: name });
		await clerk.getByRole('button', { name: 'Room', exact: true }).click();
		await expect(clerk.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible();
	}
	await clerk.close();
	return { chair };
}

/** What assistive technology is told, in order, from now on. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
	await page.evaluate(() => {
		const said: string[] = [];
		(window as unknown as { said: string[] }).said = said;
		for (const region of document.querySelectorAll<HTMLElement>('[data-say]'))
			new MutationObserver(() =>
				said.push(`${region.dataset['say']}: ${region.innerText}`),
			).observe(region, { childList: true, characterData: true, subtree: true });
	});
	return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

test('the phone: in, a hand, a vote through a lost connection, and nothing lost on the way', async ({
	world,
}) => {
	test.setTimeout(180_000);
	const { chair } = await running(world);
	const phone = await world.enter('community', { phone: true });
	const faults: string[] = [];
	phone.on('pageerror', (error) => faults.push(String(error)));
	await phone.goto(`${world.demo.meeting}/follow`);
	const heard = await listen(phone);

	await test.step('checks in and raises a hand; a double tap counts once', async () => {
		await phone.getByRole('button', { name: 'I am joining remotely' }).tap();
		await expect(phone.getByText('You are checked in, joining remotely.')).toBeVisible();
		await phone.evaluate(() => {
			const form = document.querySelector<HTMLFormElement>('form[action$="?/raiseHand"]');
			form?.requestSubmit();
			form?.requestSubmit();
		});
		await expect(phone.getByRole('button', { name: 'Lower my hand, you are next' })).toBeVisible();
		expect(new URL(phone.url()).pathname).toMatch(/\/follow$/);
		await chair
			.getByRole('button', { name: /Call Kelly-Ann Moss/ })
			.first()
			.click();
		await expect(phone.getByRole('button', { name: 'I have finished' })).toBeVisible({
			timeout: longEnough,
		});
		expect(await heard()).toContain('alert: You may speak now');
		const since = phone.locator('[data-since]');
		const before = await since.innerText();
		await expect(since).not.toHaveText(before);
	});

	await test.step('the vote opens and is said; a choice that is not sent survives what changes around it', async () => {
		await chair.getByRole('button', { name: 'Open the vote' }).click();
		await expect(phone.getByRole('heading', { level: 1 })).toContainText('Vote open', {
			timeout: longEnough,
		});
		await expect(phone).toHaveTitle(/^Vote open/);
		expect(await heard()).toContain(
			'alert: The vote is open. You can change yours until the chair closes it.',
		);
		await phone.locator('#vote').getByText('Against', { exact: true }).tap();
		await phone.getByRole('radio', { name: 'Against' }).focus();
		const member = await world.enter('member');
		await member.goto(`${world.demo.meeting}/live`);
		await member.getByRole('button', { name: 'I am joining remotely' }).click();
		await expect(phone.locator('#more')).toContainText('8 of 17', { timeout: longEnough });
		await expect(phone.getByRole('radio', { name: 'Against' })).toBeChecked();
		await expect(phone.getByRole('radio', { name: 'Against' })).toBeFocused();
	});

	await test.step('without a connection nothing is called sent', async () => {
		await phone.context().setOffline(true);
		await expect(phone.getByText('What you see may be old.')).toBeVisible({ timeout: longEnough });
		expect(await heard()).toContain('alert: Connection lost');
		await phone.getByRole('button', { name: 'Check my vote' }).tap();
		await expect(phone.getByText('Your vote is not sent yet.')).toBeVisible();
		await expect(phone.getByRole('radio', { name: 'Against' })).toBeChecked();
		await phone.context().setOffline(false);
		await expect(phone.getByText('What you see may be old.')).toBeHidden({ timeout: longEnough });
	});

	await test.step('checked, cast while the connection is away, and recorded when it is back', async () => {
		await phone.getByRole('button', { name: 'Check my vote' }).tap();
		await expect(phone.getByText('You are voting Against.')).toBeVisible();
		await expect(phone.getByRole('heading', { level: 1 })).toBeFocused();
		await expect(phone.getByText('Your vote is not sent yet.')).toBeVisible();
		await phone.context().setOffline(true);
		await phone.getByRole('button', { name: 'Cast my vote' }).tap();
		await expect(phone.getByText('Your vote is being sent.')).toBeVisible();
		await expect(phone.getByText(/recorded/)).toHaveCount(0);
		await phone.context().setOffline(false);
		await expect(phone.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible({
			timeout: longEnough,
		});
		await expect(phone.locator('.govuk-panel')).toBeFocused();
		await expect(phone.locator('.mh-code')).not.toBeEmpty();
		expect(new URL(phone.url()).pathname).toMatch(/\/vote\/done$/);
		await expect(chair.getByText(/^1 of \d+/).first()).toBeVisible({ timeout: longEnough });
	});

	await test.step('a ballot for a closed vote is refused and says why', async () => {
		await phone.getByRole('link', { name: 'Change my vote' }).tap();
		await phone.locator('#vote').getByText('For', { exact: true }).tap();
		await phone.getByRole('button', { name: 'Check my vote' }).tap();
		await expect(phone.getByText('You are voting For.')).toBeVisible();
		await chair.getByRole('button', { name: 'Close the vote' }).click();
		await expect(chair.getByRole('button', { name: 'Show the result' })).toBeVisible();
		await phone.getByRole('button', { name: 'Cast my vote' }).tap();
		await expect(phone.getByText('Not counted')).toBeVisible();
		await expect(phone.locator('[data-refused]')).toBeFocused();
		await expect(phone.getByText('Your vote is recorded')).toHaveCount(0);
	});

	await test.step('going back shows the page that was there', async () => {
		await phone.goBack();
		await expect(phone.getByRole('heading', { level: 1 })).toContainText('This vote is not open', {
			timeout: longEnough,
		});
	});
	expect(faults).toEqual([]);
});

test('the phone without JavaScript', async ({ world }) => {
	test.setTimeout(120_000);
	const { chair } = await running(world);
	const phone = await world.enter('community', { phone: true, javaScript: false });
	await phone.goto(`${world.demo.meeting}/follow`);
	await phone.getByRole('button', { name: 'I am joining remotely' }).tap();
	await phone.getByRole('button', { name: 'Raise my hand' }).tap();
	await expect(phone.getByRole('button', { name: 'Lower my hand, you are next' })).toBeVisible();
	await chair.getByRole('button', { name: 'Open the vote' }).click();
	await expect(chair.getByRole('heading', { name: /Vote open since/ })).toBeVisible();
	await phone.getByRole('button', { name: 'Look again' }).tap();
	await phone.locator('#vote').getByText('Abstain', { exact: true }).tap();
	await phone.getByRole('button', { name: 'Check my vote' }).tap();
	await expect(phone.getByRole('heading', { name: 'Check your vote' })).toBeVisible();
	await phone.getByRole('button', { name: 'Cast my vote' }).tap();
	await expect(phone.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible();
	await expect(phone.locator('.mh-code')).not.toBeEmpty();
});
