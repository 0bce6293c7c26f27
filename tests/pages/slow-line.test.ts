import { beforeItsScript } from './support/acts.ts';
import { openTheVote } from './support/in-session.ts';
import { expect, test } from './support/world.ts';

test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use(openTheVote);
	},
});

test('what is chosen, ticked and typed before the script comes stays, and is what is sent', async ({
	world,
}) => {
	const { meeting } = world.demo;
	const member = await world.enter('member');
	const against = member.locator('#vote').getByLabel('Against', { exact: true });
	await beforeItsScript(member, `${meeting}/live`, () => against.check());
	await expect(against).toBeChecked();
	await member.getByRole('button', { name: 'Check my vote' }).click();
	await expect(member.getByText('You are voting Against.')).toBeVisible();

	const clerk = await world.enter('clerk');
	const [partnership] = new URL(meeting).pathname.split('/').slice(1);
	const boxes = clerk.getByRole('checkbox');
	await beforeItsScript(clerk, `/${partnership}/manage/sign-in`, () => boxes.nth(1).check());
	await expect(boxes.nth(1)).toBeChecked();

	const place = clerk.getByLabel('Place', { exact: true });
	const from = clerk.getByLabel('From');
	const remote = clerk.getByLabel('Remote', { exact: true });
	const loop = clerk.locator('#hearingLoop');
	await beforeItsScript(clerk, `/${partnership}/meetings/new`, async () => {
		await from.fill('14:30');
		await place.fill('Guildhall');
		await remote.check();
		await loop.check();
	});
	await expect(from).toHaveValue('14:30');
	await expect(place).toHaveValue('Guildhall');
	await expect(remote).toBeChecked();
	await expect(loop).toBeChecked();

	const seat = clerk.locator('select').first();
	await beforeItsScript(clerk, `/${partnership}/rules/what-if`, () => seat.selectOption('away'));
	await expect(seat).toHaveValue('away');
});
