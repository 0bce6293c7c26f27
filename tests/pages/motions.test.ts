import { expect, test } from './support/world.ts';
import { sitting } from './support/acts.ts';

test('a motion is amended in words and agreed by consensus, with a reservation that the minutes keep', async ({
	world,
}) => {
	test.setTimeout(120_000);
	const { meeting } = world.demo;
	const motion = `${meeting}/motions/m1`;
	const chair = await world.enter('chair');
	const clerk = await world.enter('clerk');
	// One answers by telephone browser without JavaScript, one by keyboard alone.
	const community = await world.enter('community', { phone: true, javaScript: false });
	const member = await world.enter('member');
	await sitting(world, chair, clerk);

	await test.step('a member proposes other words, and everybody sees what they change', async () => {
		await community.goto(`${meeting}/live`);
		await community.getByRole('link', { name: 'Text, amendments and consensus' }).click();
		await community.getByText('Propose other words').click();
		const words = community.getByLabel('The words as they should be');
		const text = await words.inputValue();
		await community.getByRole('button', { name: 'Propose this' }).click();
		await expect(community.locator('.govuk-error-summary')).toContainText('words as they are');
		await words.fill(text.replace(/\.$/, ', with an Easy Read version.'));
		await community.getByRole('button', { name: 'Propose this' }).click();
		await member.goto(motion);
		await expect(member.locator('ins')).toContainText('with an Easy Read version.');
		await expect(member.getByText('Proposed by Kelly-Ann Moss.')).toBeVisible();
	});

	await test.step('the chair takes it in', async () => {
		await chair.goto(`${meeting}/live/chair`);
		await chair.getByRole('link', { name: 'Text, amendments and consensus' }).click();
		await chair.getByRole('button', { name: 'Agreed: take it in' }).click();
		await expect(chair.locator('.mh-record--big')).toContainText('with an Easy Read version.');
		await expect(chair.getByText('Version 2. To pass')).toBeVisible();
	});

	await test.step('everybody says whether they can accept it', async () => {
		await chair.getByRole('button', { name: 'Check for consensus' }).click();
		await expect(chair.getByRole('heading', { name: 'Consensus check' })).toBeVisible();
		await community.goto(`${meeting}/live`);
		await community.getByRole('link', { name: 'give your answer' }).click();
		await community.getByLabel('I agree', { exact: true }).check();
		await community.getByRole('button', { name: 'Send my answer' }).click();
		await expect(community.getByText('Recorded: I agree.')).toBeVisible();

		await member.goto(motion);
		const reservation = member.getByLabel('I agree with a reservation');
		await member.getByLabel('I agree', { exact: true }).focus();
		await member.keyboard.press('ArrowDown');
		await expect(reservation).toBeChecked();
		await member.getByRole('button', { name: 'Send my answer' }).press('Enter');
		await expect(member.locator('.govuk-error-summary')).toContainText('Say why');
		await expect(reservation).toBeChecked();
		await member.getByLabel('Your reason').fill('The access road is worded too firmly.');
		await member.getByRole('button', { name: 'Send my answer' }).press('Enter');
		await expect(member.getByText('Recorded: I agree with a reservation.')).toBeVisible();
	});

	await test.step('the chair reads the sense, and the minutes have the text and the reservation', async () => {
		await chair.reload();
		await expect(chair.getByText('1 agree, 1 with a reservation')).toBeVisible();
		await chair.getByRole('button', { name: 'Agreed by consensus' }).click();
		await expect(chair.locator('.govuk-tag').first()).toHaveText('Agreed by consensus');
		const visitor = await world.enter('public', { javaScript: false });
		await visitor.goto(motion);
		await expect(visitor.getByText('The access road is worded too firmly.')).toBeVisible();
		await expect(async () => {
			await clerk.goto(`${meeting}/minutes`);
			await expect(clerk.getByText('Priya Venning agreed with a reservation')).toBeVisible({
				timeout: 2000,
			});
		}).toPass({ timeout: 15_000 });
		await expect(
			clerk.getByText('An amendment proposed by Kelly-Ann Moss was accepted.'),
		).toBeVisible();
	});
});
