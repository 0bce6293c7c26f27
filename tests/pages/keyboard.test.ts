import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/world.ts';

/** More stops than any page here has. */
const manyStops = 80;

/** What is wrong with where the focus is: nothing to see of it, or a bar lies over it. Empty when all is well. */
const wrongWithFocus = () => {
	const focused = document.activeElement;
	if (!focused || focused === document.body) return '';
	const label = focused instanceof HTMLInputElement ? focused.labels?.[0] : undefined;
	const name = `${focused.tagName} ${(focused.textContent || label?.textContent || '').trim().slice(0, 40)}`;
	const style = getComputedStyle(focused);
	const marked = (each: CSSStyleDeclaration) =>
		(each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) > 0) ||
		each.boxShadow !== 'none';
	const around = label ?? focused;
	if (![style, getComputedStyle(around), getComputedStyle(around, '::before')].some(marked))
		return `${name}: the focus is not seen`;
	const boxes = [focused, ...(label ? [label] : [])].flatMap((each) => [...each.getClientRects()]);
	const seen = boxes.some((box) => {
		const x = box.left + box.width / 2;
		const y = box.top + box.height / 2;
		const top = document.elementFromPoint(x, y);
		return (
			top !== null && (focused.contains(top) || top.contains(focused) || !!label?.contains(top))
		);
	});
	const bars = [...document.querySelectorAll('.mh-bar, .mh-tabs, .mh-toast')].filter(
		(bar) => !bar.contains(focused),
	);
	const covered = boxes.every((box) =>
		bars.some((bar) => {
			if (!['sticky', 'fixed'].includes(getComputedStyle(bar).position)) return false;
			const over = bar.getBoundingClientRect();
			return over.top <= box.top + 1 && over.bottom >= box.bottom - 1;
		}),
	);
	return seen && !covered ? '' : `${name}: covered or outside the window`;
};

async function checkFocus(page: Page): Promise<void> {
	expect.soft(await page.evaluate(wrongWithFocus)).toBe('');
}

/** Goes on with Tab until the focus is where it should be; every stop on the way is looked at. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
	await expect(wanted).toBeVisible();
	for (let stop = 0; stop < manyStops; stop++) {
		await page.keyboard.press('Tab');
		await checkFocus(page);
		if (await wanted.evaluate((element) => element === document.activeElement)) return;
	}
	throw new Error(`Tab does not lead to ${String(wanted)}`);
}

async function press(page: Page, wanted: Locator): Promise<void> {
	await tabTo(page, wanted);
	await page.keyboard.press('Enter');
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

for (const phone of [true, false])
	test(`with the keyboard alone: join, read, raise a hand, vote and leave, ${phone ? 'on a phone' : 'on a desk'}`, async ({
		world,
	}) => {
		test.setTimeout(150_000);
		const { meeting } = world.demo;
		const page = phone ? '/follow' : '/live';
		const chair = await world.enter('chair');
		const clerk = await world.enter('clerk');
		await chair.goto(`${meeting}/live/chair`);
		await button(chair, 'Start the meeting').click();
		await button(chair, 'I am in the room').click();
		await clerk.goto(`${meeting}/live/clerk`);
		for (const name of [
			'Helen Tarrant',
			'Fiona Strand',
			'Kelly-Ann Moss',
			'Supt Layla Hughes-Grant',
		]) {
			await clerk.getByLabel('Someone arrived').selectOption({ label: name });
			await button(clerk, 'Room').click();
			await expect(clerk.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible();
		}
		await chair.getByText('Run the meeting').click();
		await chair.getByLabel('Open another item').selectOption({ index: 5 });
		await button(chair, 'Open it').click();

		const member = await world.enter('member', { phone });
		await member.goto(meeting);

		await test.step('join', async () => {
			await press(member, member.getByRole('main').locator(`a[href$="${page}"]`));
			await member.waitForURL(meeting + page);
			await press(member, button(member, 'I am joining remotely'));
			await expect(button(member, 'Raise my hand')).toBeVisible();
		});

		await test.step('read: the papers, and back by the same way', async () => {
			const papers = member.getByRole('main').locator(`a[href="${new URL(meeting).pathname}"]`);
			await press(member, papers);
			await member.waitForURL(meeting);
			await press(member, member.getByRole('main').locator(`a[href$="${page}"]`));
			await member.waitForURL(meeting + page);
		});

		await test.step('raise a hand', async () => {
			await press(member, button(member, 'Raise my hand'));
			await expect(member.getByRole('button', { name: /Lower my hand/ })).toBeVisible();
			await checkFocus(member);
		});

		await test.step('vote', async () => {
			await button(chair, 'Open the vote').click();
			const first = member.getByRole('radio', { name: 'For' });
			await tabTo(member, first);
			await member.keyboard.press('ArrowDown');
			await member.keyboard.press('ArrowUp');
			await expect(first).toBeChecked();
			await checkFocus(member);
			await press(member, button(member, 'Check my vote'));
			await expect(member.getByText('You are voting For.')).toBeVisible();
			await press(member, button(member, 'Cast my vote'));
			await expect(member.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible();
		});

		await test.step('leave', async () => {
			await press(member, member.getByRole('link', { name: 'Back to the meeting' }));
			await press(member, button(member, 'I am leaving the meeting'));
			await expect(button(member, 'I am joining remotely')).toBeVisible();
			await checkFocus(member);
		});
	});
