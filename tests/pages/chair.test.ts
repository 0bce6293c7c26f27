import { sitting, openVote } from './support/acts.ts';
import { expect, test } from './support/world.ts';

test('a break, more time, an item put off, and what the room sees: on every screen', async ({
	world,
}) => {
	test.setTimeout(120_000);
	const { meeting } = world.demo;
	const chair = await world.enter('chair');
	const clerk = await world.enter('clerk');
	const member = await world.enter('member', { phone: true });
	const room = await world.enter('public');
	await sitting(world, chair, clerk);
	await chair.goto(`${meeting}/live/chair`);
	await clerk.goto(`${meeting}/live/clerk`);
	await member.goto(`${meeting}/follow`);
	await room.goto(`${meeting}/room`);
	const more = chair.getByText('Run the meeting');

	await test.step('a break stands on every screen, and is asked for in whole minutes', async () => {
		await more.click();
		const minutes = chair.getByLabel('Break of how many minutes');
		await minutes.fill('ten');
		await chair.getByRole('button', { name: 'Take a break' }).click();
		await expect(chair.getByText('Say how many minutes').first()).toBeVisible();
		await expect(minutes).toHaveValue('ten');
		await minutes.fill('10');
		await chair.getByRole('button', { name: 'Take a break' }).click();
		await expect(chair.getByText(/^Break, back at \d\d:\d\d$/).first()).toBeVisible();
		await expect(member.getByText(/Break, back at/)).toBeVisible();
		await expect(room.getByRole('heading', { name: 'Break' })).toBeVisible();
		await chair.getByRole('button', { name: 'Go on with the meeting' }).click();
		await expect(room.getByRole('heading', { name: 'Break' })).toBeHidden();
		await expect(chair.getByText(/^Break, back at/)).toHaveCount(0);
	});

	await test.step('the clerk chooses what the screen in the room shows', async () => {
		await clerk.getByRole('button', { name: 'Private' }).click();
		await expect(room.getByText('switched off for now')).toBeVisible();
		await clerk.getByRole('button', { name: 'What is going on' }).click();
		await expect(room.getByText('switched off for now')).toBeHidden();
	});

	await test.step('a vote is prepared: a time that is none comes back with what was typed', async () => {
		await chair.goto(`${meeting}/motions/m1`);
		await chair.getByText('Prepare the vote').click();
		await expect(chair.getByText(/^Where it opens at a time: on \w+ \d+ \w+ \d{4}/)).toBeVisible();
		await chair.getByLabel('By itself, at a time').check();
		await chair.getByLabel('Open by itself at').fill('soon');
		await chair.getByRole('button', { name: 'Keep this' }).click();
		await expect(chair.locator('.govuk-error-summary')).toContainText('Enter a time such as 14:30');
		await expect(chair.getByLabel('Open by itself at')).toHaveValue('soon');
		await chair.getByLabel('By hand').check();
		await chair.getByRole('button', { name: 'Keep this' }).click();
		await expect(chair.getByText('The vote is prepared; it is opened by hand.')).toBeVisible();
	});

	await test.step('somebody needs more time: the chair learns that, not who', async () => {
		await openVote(chair, meeting);
		await chair.goto(`${meeting}/live/chair`);
		await member.getByRole('button', { name: 'I need more time' }).click();
		await expect(member.getByText('The chair has been told.')).toBeVisible();
		await expect(chair.getByText('Someone needs more time.')).toBeVisible();
		await expect(room.getByText('more time')).toHaveCount(0);
		await chair.getByRole('button', { name: 'Give 30 seconds' }).click();
		await expect(chair.getByText(/^You promised to wait until/)).toBeVisible();
		await expect(member.getByText(/^The chair waits until/)).toBeVisible();
	});

	await test.step('the chair holds the vote: nobody votes, and every screen says so', async () => {
		await chair.getByRole('button', { name: 'Pause the vote' }).click();
		for (const screen of [chair, member, room])
			await expect(screen.getByText('Vote paused').first()).toBeVisible();
		await expect(member.getByRole('button', { name: 'Check my vote' })).toHaveCount(0);
		await chair.getByRole('button', { name: 'Go on with the vote' }).click();
		await expect(member.getByRole('button', { name: 'Check my vote' })).toBeVisible();
	});

	await test.step('an item is put off with its reason, once the vote is closed', async () => {
		await chair.getByRole('button', { name: 'Close the vote' }).click();
		// On a bad line: its answer comes while the next thing is being typed, and takes no letter of it.
		let release = () => {};
		const released = new Promise<void>((resolve) => (release = resolve));
		await chair.route(
			(url) => url.search.includes('/showResult'),
			async (route) => {
				await released;
				await route.continue();
			},
		);
		const answered = chair.waitForResponse((response) => response.url().includes('/showResult'));
		await chair.getByRole('button', { name: 'Show the result' }).click({ noWaitAfter: true });
		await more.click();
		const reason = chair.getByLabel(/is put off/);
		await reason.pressSequentially('The report ');
		release();
		await (await answered).finished();
		await expect(chair.locator('.mh-verdict').first()).toBeVisible();
		// So long the page may still be at work on the answer.
		await chair.waitForTimeout(500);
		await chair.keyboard.type('is late.');
		await expect(reason).toHaveValue('The report is late.');
		await expect(reason).toBeFocused();
		await chair.getByRole('button', { name: /^Defer item/ }).click();
		await expect(chair.getByText('Deferred').first()).toBeVisible();
		await clerk.goto(`${meeting}/minutes`);
		await expect(
			clerk.getByText('Deferred to a later meeting. “The report is late.”'),
		).toBeVisible();
	});
});
