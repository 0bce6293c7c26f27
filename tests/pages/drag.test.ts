import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/world.ts';

const row = (page: Page, title: string) => page.locator('[data-item]').filter({ hasText: title });
const titles = async (page: Page) =>
	(await page.locator('[data-item] h3').allInnerTexts()).map((each) => each.replace(/^\d+\. /, ''));
const grip = (page: Page, title: string) => row(page, title).locator('.grip');

async function edit(page: Page, meeting: string): Promise<void> {
	await page.goto(`${new URL(meeting).pathname}/agenda`);
	await page.locator('[data-item] .grip').first().waitFor();
	await expect(page.locator('.mh-saved')).toHaveText('Saved');
}

async function middle(of: Locator): Promise<{ x: number; y: number }> {
	const box = await of.boundingBox();
	if (!box) throw new Error('not on the page');
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Picks the row up with the mouse and holds it over the upper edge of another. */
async function holdOver(page: Page, title: string, other: string): Promise<void> {
	await grip(page, title).scrollIntoViewIfNeeded();
	const from = await middle(grip(page, title));
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	const box = await row(page, other).boundingBox();
	await page.mouse.move(from.x, (box?.y ?? 0) + 4, { steps: 5 });
	await expect(row(page, other)).toHaveClass(/lands/);
}

test('dragging a row: dropped, called off, told to everybody, and while somebody else moves it', async ({
	world,
}) => {
	const { meeting } = world.demo;
	const chair = await world.enter('chair');
	const clerk = await world.enter('clerk');
	await Promise.all([edit(chair, meeting), edit(clerk, meeting)]);
	const first = await titles(chair);

	await test.step('let go, it stands there on both screens and is said', async () => {
		await holdOver(chair, 'Minutes of the meeting', 'Declarations of interest');
		await chair.mouse.up();
		for (const page of [chair, clerk])
			await expect(page.locator('[data-item]').nth(1)).toContainText('Minutes of the meeting');
		await expect(
			chair.getByRole('status').filter({ hasText: 'is now item 2 of 12' }),
		).toBeAttached();
		await chair.getByRole('button', { name: 'Undo', exact: true }).click();
		await expect.poll(() => titles(clerk)).toEqual(first);
	});

	await test.step('Escape calls it off, also when the button is let go afterwards', async () => {
		await holdOver(chair, 'Minutes of the meeting', 'Declarations of interest');
		await chair.keyboard.press('Escape');
		await expect(chair.locator('.lands')).toHaveCount(0);
		await chair.mouse.up();
		expect(await titles(chair)).toEqual(first);
	});

	await test.step('the clerk moves the row that is in the chair’s hand', async () => {
		await holdOver(chair, 'Minutes of the meeting', 'Declarations of interest');
		await row(clerk, 'Minutes of the meeting')
			.getByRole('button', { name: 'Move item 4 down' })
			.click();
		await expect(chair.locator('[data-item]').nth(4)).toContainText('Minutes of the meeting');
		await chair.mouse.up();
		for (const page of [chair, clerk])
			await expect(page.locator('[data-item]').nth(1)).toContainText('Minutes of the meeting');
		expect(new Set(await titles(clerk))).toEqual(new Set(first));
	});

	await test.step('both drag at once, and both moves are kept', async () => {
		await holdOver(chair, 'Forward plan', 'Performance report');
		await holdOver(clerk, 'Public questions', 'Matters arising');
		await Promise.all([chair.mouse.up(), clerk.mouse.up()]);
		for (const page of [chair, clerk])
			for (const [moved, before] of [
				['Forward plan', 'Performance report'],
				['Public questions', 'Matters arising'],
			] as const)
				await expect(row(page, moved).locator('+ li')).toContainText(before);
	});

	await test.step('held at the edge of the window, the page scrolls under it', async () => {
		await chair.setViewportSize({ width: 1280, height: 500 });
		await grip(chair, 'Welcome').scrollIntoViewIfNeeded();
		const from = await middle(grip(chair, 'Welcome'));
		await chair.mouse.move(from.x, from.y);
		await chair.mouse.down();
		await chair.mouse.move(from.x, 495, { steps: 3 });
		await expect(row(chair, 'Part 2')).toHaveClass(/lands-after/);
		await chair.mouse.up();
		await expect(clerk.locator('[data-item]').last()).toContainText('Welcome');
	});
});

test('dragging with a finger on a tablet; a phone has the buttons', async ({ world }) => {
	const { meeting } = world.demo;
	const phone = await world.enter('clerk', { phone: true });
	await phone.goto(`${new URL(meeting).pathname}/agenda`);
	await expect(phone.getByRole('button', { name: 'Move item 3 up' })).toBeVisible();
	await expect(phone.locator('.grip').first()).toBeHidden();

	await phone.setViewportSize({ width: 820, height: 1180 });
	await edit(phone, meeting);
	const from = await middle(grip(phone, 'Public questions'));
	const to = await row(phone, 'Welcome').boundingBox();
	const touch = await phone.context().newCDPSession(phone);
	const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
		touch.send('Input.dispatchTouchEvent', {
			type,
			touchPoints: y === undefined ? [] : [{ x: from.x, y }],
		});
	await finger('touchStart', from.y);
	await finger('touchMove', from.y - 20);
	await finger('touchMove', (to?.y ?? 0) + 4);
	await expect(row(phone, 'Welcome')).toHaveClass(/lands/);
	await finger('touchEnd');
	await expect(phone.locator('[data-item]').first()).toContainText('Public questions');
	await expect(phone.locator('.mh-saved')).toHaveText('Saved');
});
