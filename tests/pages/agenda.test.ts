import type { Page } from '@playwright/test';
import { expect, test } from './support/world.ts';

const row = (page: Page, title: string) => page.locator('[data-item]').filter({ hasText: title });
const titles = (page: Page) => page.locator('[data-item] h3').allInnerTexts();

async function edit(page: Page, meeting: string): Promise<void> {
	await page.goto(`${new URL(meeting).pathname}/agenda`);
	await page.locator('[data-item]').first().waitFor();
}

test('two people edit one agenda: an edit and a move at once are both kept', async ({ world }) => {
	const { meeting } = world.demo;
	const chair = await world.enter('chair');
	const clerk = await world.enter('clerk');
	await Promise.all([edit(chair, meeting), edit(clerk, meeting)]);
	await expect(clerk.locator('[data-presence]')).toContainText('2 here now');

	await row(chair, 'Public questions').getByRole('button', { name: 'Edit item 3' }).click();
	const field = chair.getByRole('textbox', { name: 'Title of item 3' });
	await expect(field).toBeFocused();
	await expect(row(clerk, 'Public questions')).toContainText(
		'Cllr Marian Oakshott is writing here',
	);
	await Promise.all([
		field.pressSequentially(' and answers'),
		row(clerk, 'Public questions').getByRole('button', { name: 'Move item 3 down' }).click(),
	]);
	for (const page of [chair, clerk]) {
		await expect(page.locator('[data-item]').nth(3)).toContainText('Public questions and answers');
		await expect(page.locator('.mh-saved')).toHaveText('Saved');
	}

	// The focus stays on the moved row, and the move is told.
	const down = clerk.getByRole('button', { name: 'Move item 4 down' });
	await expect(down).toBeFocused();
	await expect(clerk.getByRole('status').filter({ hasText: 'is now item 4 of 12' })).toBeAttached();

	// Undo is each person's own: the clerk's takes the move back and leaves the chair's words.
	await clerk.keyboard.press('Control+z');
	await expect(clerk.locator('[data-item]').nth(2)).toContainText('Public questions and answers');
	await field.press('Control+z');
	await expect(row(clerk, 'Public questions').locator('h3')).toHaveText('3. Public questions');

	// Adding, taking off and putting back.
	await clerk.getByRole('button', { name: 'Add an item' }).click();
	await clerk.getByRole('textbox', { name: 'Title of item 13' }).pressSequentially('Biscuits');
	await clerk.keyboard.press('Enter');
	await expect(row(chair, 'Biscuits')).toBeVisible();
	await row(clerk, 'Biscuits').getByRole('button', { name: 'Edit item 13' }).click();
	await clerk.getByRole('button', { name: 'Take it off the agenda' }).click();
	await expect(row(chair, 'Biscuits')).toHaveCount(0);
	await clerk
		.getByRole('group', { name: 'Biscuits' })
		.getByRole('button', { name: 'Put it back' })
		.click();
	await expect(row(chair, 'Biscuits')).toBeVisible();
	await expect(clerk.locator('.mh-saved')).toHaveText('Saved');
	await clerk.reload();
	await clerk.locator('[data-item]').first().waitFor();
	expect((await titles(clerk)).at(-1)).toBe('13. Biscuits');

	// Publishing, without JavaScript.
	const plain = await world.enter('clerk', { javaScript: false });
	await plain.goto(`${new URL(meeting).pathname}/agenda`);
	expect(await plain.content()).toContain('turn on JavaScript');
	await expect(plain.getByRole('heading', { name: '13. Biscuits' })).toBeVisible();
	await plain.getByRole('button', { name: 'Check and publish' }).click();
	await expect(plain.getByText('Item 13, “Biscuits”, was added.')).toBeVisible();
	await plain.getByRole('button', { name: 'Publish the agenda' }).click();
	await expect(plain.getByText('Agenda, version 2')).toBeVisible();
	await plain.goBack();
	await plain.goto(`${new URL(meeting).pathname}/agenda/publish`);
	await expect(plain.getByText('there is nothing to publish')).toBeVisible();
});

test('a draft that changed since it was shown is not published', async ({ world }) => {
	const { meeting } = world.demo;
	const clerk = await world.enter('clerk');
	const chair = await world.enter('chair');
	await edit(chair, meeting);
	const minutes = async (value: string) => {
		await row(chair, 'Welcome')
			.getByRole('button', { name: /Edit item 1$/u })
			.click();
		await chair.getByRole('spinbutton', { name: 'Minutes' }).fill(value);
		await chair.getByRole('button', { name: 'Close item 1' }).click();
		await expect(chair.locator('.mh-saved')).toHaveText('Saved');
	};
	await minutes('7');
	await clerk.goto(`${new URL(meeting).pathname}/agenda/publish`);
	await minutes('9');
	await clerk.getByRole('button', { name: 'Publish the agenda' }).click();
	await expect(clerk.locator('.govuk-error-summary')).toContainText(
		'The draft has changed since you looked.',
	);
	await expect(clerk.getByText('has 9 minutes instead of 5')).toBeVisible();
	await clerk.getByRole('button', { name: 'Publish the agenda' }).click();
	await expect(clerk.getByText('Agenda, version 2')).toBeVisible();
});

test('nobody without the right is sent a word of the exempt item', async ({ world }) => {
	const { meeting } = world.demo;
	const path = new URL(meeting).pathname;
	const words = 'nine pence a square foot';
	for (const persona of ['public', 'observer'] as const) {
		const page = await world.enter(persona);
		for (const part of ['', '/agenda', '/agenda/publish', '/versions/1', '/gallery', '/room'])
			for (const data of ['', '/__data.json'])
				expect(await (await page.request.get(`${path}${part}${data}`)).text()).not.toContain(words);
		expect(await (await page.request.get('/demo.json')).text()).not.toContain(words);
		await page.goto(path);
		await expect(page.getByText('Part 2, not public')).toBeVisible();
	}
	const member = await world.enter('member');
	await member.goto(path);
	await expect(member.getByText(words)).toBeVisible();
});
