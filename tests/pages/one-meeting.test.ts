import type { Page } from '@playwright/test';
import { expect, test, type World } from './support/world.ts';

const longEnough = 15_000;

/** The draft agenda open for editing, its room joined. */
async function editAgenda(page: Page, meeting: string): Promise<void> {
	await page.goto(`${meeting}/agenda`);
	await expect(page.getByText('Saved').first()).toBeVisible({ timeout: longEnough });
}

const row = (page: Page, title: string | RegExp) =>
	page.locator('[data-item]').filter({ hasText: title });

/** Opens the row for editing; the field of its title, wherever the row moves. */
async function openTitle(page: Page, title: string | RegExp) {
	const found = row(page, title);
	const id = await found.getAttribute('data-item');
	await found.locator('[data-open]').click();
	return page.locator(`[data-item="${id ?? ''}"]`).getByRole('textbox', { name: /^Title of item/ });
}

async function typeAtEnd(page: Page, title: string | RegExp, words: string): Promise<void> {
	const field = await openTitle(page, title);
	await field.click();
	await field.press('Control+End');
	await field.pressSequentially(words, { delay: 15 });
}

async function enter(world: World, page: Page, path: string): Promise<void> {
	await page.goto(world.demo.meeting + path);
}

/** Chooses on the ballot of the page, checks and casts; the receipt's reference. */
async function vote(page: Page, choice: 'For' | 'Against' | 'Abstain'): Promise<string> {
	// The whole row is the target: the radio lies under its label.
	await page.locator('#vote').getByText(choice, { exact: true }).click();
	await page.getByRole('button', { name: 'Check my vote' }).click();
	await expect(page.getByText(`You are voting ${choice}.`)).toBeVisible();
	await page.getByRole('button', { name: 'Cast my vote' }).click();
	return receipt(page);
}

async function receipt(page: Page, timeout = longEnough): Promise<string> {
	await expect(page.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible({
		timeout,
	});
	return page.locator('.mh-code').innerText();
}

test('one meeting, from the draft agenda to the minutes', async ({ world }) => {
	test.setTimeout(240_000);
	const { demo, server } = world;
	const chair = await world.enter('chair');
	const clerk = await world.enter('clerk');
	const member = await world.enter('member');
	const community = await world.enter('community', { phone: true });
	const plain = await world.enter('deputy', { javaScript: false });
	const room = await world.enter('public');
	const visitor = await world.enter('public');

	await test.step('two people edit the agenda at once, an edit against a move, and both are kept', async () => {
		await editAgenda(clerk, demo.meeting);
		await editAgenda(member, demo.meeting);
		const typing = typeAtEnd(member, 'Thematic group highlight reports', ', with questions');
		await row(clerk, 'Thematic group highlight reports').locator('[data-move="up"]').click();
		await typing;
		for (const page of [clerk, member])
			await expect(
				page.locator('[data-item]').nth(7),
				'moved to item 8 and reworded',
			).toContainText('Thematic group highlight reports, with questions');
	});

	await test.step('the server dies while two people type, comes back, and nothing is lost or doubled', async () => {
		await row(member, 'Thematic group highlight reports').locator('[data-open]').click();
		const one = typeAtEnd(
			clerk,
			'Public questions',
			' and petitions from residents of the borough',
		);
		const two = typeAtEnd(member, 'Thematic group highlight reports', ' from members of the board');
		await expect(row(clerk, /Thematic group highlight reports, with questions f/)).toHaveCount(1);
		await server.kill();
		await one;
		await two;
		await expect(clerk.getByText('Offline: kept on this device').first()).toBeVisible({
			timeout: longEnough,
		});
		await server.restart();
		// Each comes back in a moment of its own, at most as long after the outage as it lasted.
		for (const page of [clerk, member])
			await expect(page.getByText('Saved').first()).toBeVisible({ timeout: 30_000 });
		for (const page of [clerk, member]) {
			await expect(
				row(page, 'Public questions and petitions from residents of the borough'),
			).toHaveCount(1, { timeout: longEnough });
			await expect(
				row(page, 'Thematic group highlight reports, with questions from members of the board'),
			).toHaveCount(1);
			await expect(page.locator('[data-item]')).toHaveCount(12);
		}
	});

	await test.step('the clerk publishes what changed', async () => {
		await clerk.goto(`${demo.meeting}/agenda/publish`);
		await clerk.getByRole('button', { name: 'Publish the agenda' }).click();
		await expect(clerk).not.toHaveURL(/publish$/);
		await visitor.goto(demo.meeting);
		await expect(
			visitor.getByRole('heading', { name: 'Public questions and petitions' }),
		).toBeVisible();
		expect(await visitor.content()).not.toMatch(/commercial terms|nine pence/);
	});

	await test.step('the chair starts, and people come in until there is a quorum', async () => {
		await enter(world, room, '/room');
		await enter(world, visitor, '/gallery');
		await enter(world, community, '/follow');
		await enter(world, member, '/live');
		await enter(world, plain, '/live');
		await enter(world, clerk, '/live/clerk');
		await enter(world, chair, '/live/chair');
		await chair.getByRole('button', { name: 'Start the meeting' }).click();
		await expect(member.getByText('In session')).toBeVisible({ timeout: longEnough });
		await expect(visitor.getByText('In session')).toBeVisible({ timeout: longEnough });

		await chair.getByRole('button', { name: 'I am in the room' }).click();
		await member.getByRole('button', { name: 'I am joining remotely' }).click();
		await community.getByRole('button', { name: 'I am joining remotely' }).click();
		await plain.getByRole('button', { name: 'I am in the room' }).click();
		await expect(chair.getByText('Not quorate: 4 of 17 seats, 6 needed.')).toBeVisible();
		for (const name of ['Helen Tarrant', 'Fiona Strand']) {
			await clerk.getByLabel('Someone arrived').selectOption({ label: name });
			await clerk.getByRole('button', { name: 'Room', exact: true }).click();
			await expect(clerk.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible();
		}
		for (const page of [chair, member])
			await expect(page.getByText('Quorate: 6 of 17 seats, 6 needed.')).toBeVisible({
				timeout: longEnough,
			});
	});

	await test.step('a hand goes up at home and the chair calls it', async () => {
		await chair.getByText('Run the meeting').click();
		await chair.getByLabel('Open another item').selectOption({ index: 5 });
		await chair.getByRole('button', { name: 'Open it' }).click();
		await expect(member.getByRole('heading', { level: 1 })).toContainText('Community Strategy');
		await expect(community.getByRole('heading', { level: 1 })).toContainText('Community Strategy');
		await community.getByRole('button', { name: 'Raise my hand' }).click();
		await expect(room.getByText('Kelly-Ann Moss')).toBeVisible({ timeout: longEnough });
		await chair
			.getByRole('button', { name: /Call Kelly-Ann Moss/ })
			.first()
			.click();
		await expect(community.getByText('You may speak now').first()).toBeVisible({
			timeout: longEnough,
		});
	});

	await test.step('the vote opens on every screen', async () => {
		await chair.getByRole('button', { name: 'Open the vote' }).click();
		await expect(chair.getByRole('heading', { name: /Vote open since/ })).toBeVisible();
		await expect(member.locator('#vote').getByText('For', { exact: true })).toBeVisible({
			timeout: longEnough,
		});
		await expect(visitor.getByText('0 of 6 have voted.')).toBeVisible({ timeout: longEnough });
	});

	await test.step('a member votes; the server dies after the commit and before the answer; the vote counts once', async () => {
		await member.locator('#vote').getByText('For', { exact: true }).click();
		await member.getByRole('button', { name: 'Check my vote' }).click();
		await expect(member.getByText('You are voting For.')).toBeVisible();
		let committed = 0;
		await member.route(
			(url) => url.pathname.endsWith('/follow/vote/check'),
			async (route) => {
				if (route.request().method() !== 'POST' || committed > 0) return route.fallback();
				committed++;
				const answer = await route.fetch();
				expect(answer.status()).toBe(200);
				await server.kill();
				await route.abort('connectionreset');
				await server.restart();
			},
		);
		await member.getByRole('button', { name: 'Cast my vote' }).click();
		// A server on a busy machine takes its time to come back.
		await receipt(member, 60_000);
		expect(committed).toBe(1);
		await expect(visitor.getByText('1 of 6 have voted.')).toBeVisible({ timeout: 30_000 });
	});

	await test.step('others vote: by phone, without JavaScript, by hand, and the chair', async () => {
		await community.goto(`${demo.meeting}/follow/vote`);
		await vote(community, 'For');
		await plain.goto(`${demo.meeting}/follow/vote`);
		await plain.getByRole('radio', { name: 'Abstain' }).check({ force: true });
		await plain.getByRole('button', { name: 'Check my vote' }).click();
		await plain.getByRole('button', { name: 'Cast my vote' }).click();
		await receipt(plain);
		await chair.getByRole('link', { name: 'Cast your own vote' }).click();
		await vote(chair, 'For');
		await chair.getByRole('link', { name: 'Back to the meeting' }).click();
		await clerk
			.getByRole('group', { name: 'Enter the vote of Helen Tarrant' })
			.getByRole('button', { name: 'For', exact: true })
			.click();
		await clerk
			.getByRole('group', { name: 'Enter the vote of Fiona Strand' })
			.getByRole('button', { name: 'Against' })
			.click();
		await expect(chair.getByText('6 of 6').first()).toBeVisible({ timeout: longEnough });
	});

	await test.step('nobody sees how it goes until the chair closes and shows it; then everyone does', async () => {
		const sentence = 'Carried. 4 for, 1 against, 1 abstained. 3 were needed.';
		await chair.getByRole('button', { name: 'Close the vote' }).click();
		const show = chair.getByRole('button', { name: 'Show the result' });
		await expect(show).toBeFocused();
		await expect(room.getByText('Carried')).toHaveCount(0);
		await show.click();
		await enter(world, member, '/live');
		await enter(world, plain, '/live');
		for (const page of [chair, clerk, member, visitor, plain])
			await expect(page.getByText(sentence).first()).toBeVisible({ timeout: longEnough });
		await expect(room.getByText('Carried').first()).toBeVisible({ timeout: longEnough });
		await enter(world, community, '/follow');
		await expect(community.getByText(/Carried/).first()).toBeVisible();
	});

	await test.step('it stands in the minutes', async () => {
		await clerk.goto(`${demo.meeting}/minutes`);
		await expect(clerk.getByRole('main')).toContainText(/4 for, 1 against, 1 abstained/, {
			timeout: longEnough,
		});
		await expect(clerk.getByRole('main')).toContainText('Supt Layla Hughes-Grant');
	});

	await test.step('private business stays private', async () => {
		await chair.goto(`${demo.meeting}/live/chair`);
		await chair.getByText('Run the meeting').click();
		const others = chair.getByLabel('Open another item');
		const last = await others.locator('option').last().getAttribute('value');
		await others.selectOption(last);
		await chair.getByRole('button', { name: 'Open it' }).click();
		await expect(member.getByRole('heading', { level: 1 })).toContainText('commercial terms', {
			timeout: longEnough,
		});
		await expect(room.getByText(/public part of this meeting/)).toBeVisible({
			timeout: longEnough,
		});
		await expect(visitor.getByRole('heading', { name: 'Private session' })).toBeVisible({
			timeout: longEnough,
		});
		for (const page of [room, visitor]) {
			expect(await page.content()).not.toContain('commercial terms');
			expect(await page.content()).not.toContain('nine pence');
		}
	});
});
