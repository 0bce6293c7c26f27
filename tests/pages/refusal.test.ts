import type { Page } from '@playwright/test';
import { openTheVote } from './support/in-session.ts';
import { expect, test } from './support/world.ts';

test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use(openTheVote);
	},
});

/** Up to the last button: the vote is checked, not cast. */
async function checkVote(page: Page, meeting: string): Promise<void> {
	await page.goto(`${meeting}/follow/vote`);
	await page.locator('#vote').getByText('For', { exact: true }).click();
	await page.getByRole('button', { name: 'Check my vote' }).click();
	await expect(page.getByText('You are voting For.')).toBeVisible();
}

test('what server/ refuses reaches the built page as a sentence and a 4xx, never as a fault', async ({
	world,
}) => {
	const { demo, server } = world;
	const member = await world.enter('member');
	const plain = await world.enter('community', { javaScript: false });
	await checkVote(member, demo.meeting);
	await checkVote(plain, demo.meeting);
	const chair = await world.enter('chair');
	await chair.goto(`${demo.meeting}/live/chair`);
	await chair.getByRole('button', { name: 'Close the vote' }).click();
	await expect(chair.getByRole('button', { name: 'Show the result' })).toBeVisible();

	for (const page of [member, plain]) {
		const answered = page.waitForResponse((response) => response.request().method() === 'POST');
		await page.getByRole('button', { name: 'Cast my vote' }).click();
		const answer = await answered;
		expect(answer.status()).toBe(422);
		await expect(page.getByRole('main').getByRole('alert')).toContainText(
			/The vote closed at [\d:.]+\. Yours came after that and is not counted\./,
		);
		await expect(page.getByText('Something went wrong on our side')).toHaveCount(0);
	}
	expect(server.said()).not.toContain('fault');
});
