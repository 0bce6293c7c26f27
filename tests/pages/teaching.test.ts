import type { Page } from '@playwright/test';
import { beforeItsScript, openItem, send } from './support/acts.ts';
import { openTheItem } from './support/in-session.ts';
import { expect, test } from './support/world.ts';

// What the demo is there to teach, on the pages: the counts themselves are in tests/server/decisions.
test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use((env) => openTheItem(env, 10));
	},
});

/** The clerk enters a vote for everybody on the roll: For, but for those named. */
async function everybodyVotes(
	clerk: Page,
	meeting: string,
	others: Readonly<Record<string, string>> = {},
): Promise<void> {
	await clerk.goto(`${meeting}/live/clerk`);
	const pollId = await clerk.locator('[name=pollId]').first().inputValue();
	const rows = await clerk.locator('.mh-roll tbody tr').evaluateAll((lines) =>
		lines.map((line) => ({
			name: line.querySelector('th')?.textContent ?? '',
			seatId: line.querySelector<HTMLInputElement>('[name=seatId]')?.value ?? '',
		})),
	);
	for (const { name, seatId } of rows) {
		const other = Object.keys(others).find((each) => name.includes(each));
		const choice = other ? (others[other] as string) : 'for';
		const form = { pollId, seatId, choice, channel: 'roll_call' };
		expect((await send(clerk, `${meeting}/live/clerk?/recordBallot`, form)).status).toBe(303);
	}
}

/** Opens the vote on the motion at the chair's desk; `closeAndShow` then ends it. */
async function openVoteOn(chair: Page, meeting: string, text: string): Promise<void> {
	await chair.goto(`${meeting}/live/chair`);
	const card = chair.locator('section.mh-card--act').filter({ hasText: text });
	await card.getByRole('button', { name: 'Open the vote' }).click();
	await expect(chair.getByRole('button', { name: 'Close the vote' })).toBeVisible();
}

async function closeAndShow(chair: Page, meeting: string): Promise<void> {
	await chair.goto(`${meeting}/live/chair`);
	await chair.getByRole('button', { name: 'Close the vote' }).click();
	await chair.getByRole('button', { name: 'Show the result' }).click();
	await expect(chair.getByRole('button', { name: 'Show the result' })).toBeHidden();
}

test('the fund is inquorate as a whole and decided bid by bid; a third seat has two thirds and not every sector', async ({
	world,
}) => {
	test.setTimeout(120_000);
	const { meeting } = world.demo;
	const chair = await world.enter('chair');
	const clerk = await world.enter('clerk');
	const visitor = await world.enter('public', { javaScript: false });

	await test.step('the whole fund: nine take no part, no voluntary member is left, the chair refers it', async () => {
		const refer = chair.getByLabel('Refer it to somebody else');
		await beforeItsScript(chair, `${meeting}/motions/m2`, async () => {
			await chair.getByText('Set it aside, or settle it otherwise').click();
			await refer.check();
		});
		await expect(refer).toBeVisible();
		await expect(refer).toBeChecked();
		await expect(chair.getByText('Voluntary', { exact: false }).first()).toBeVisible();
		const motionId = await chair.locator('[name=motionId]').first().inputValue();
		const refused = await send(chair, `${meeting}/live/chair?/openPoll`, { motionId });
		expect(refused.status).toBe(422);
		expect(refused.page).toContain('take no part');
		await chair.getByLabel('Why? The minutes keep it.').fill('No voluntary member may decide it.');
		await chair.getByRole('button', { name: 'Record this' }).click();
		await expect(chair.locator('.govuk-tag').first()).toHaveText('Referred');
	});

	await test.step('a bid by itself is agreed without its own bidder', async () => {
		await openVoteOn(chair, meeting, '£80,000');
		await everybodyVotes(clerk, meeting);
		await closeAndShow(chair, meeting);
		await visitor.goto(`${meeting}/motions/m2-b1`);
		await visitor.getByRole('link', { name: 'The result of the vote' }).click();
		await expect(visitor.getByText('14 for, 0 against').first()).toBeVisible();
	});

	await test.step('the third seat: 11 of 13, and not agreed for want of one sector', async () => {
		await openItem(chair, meeting, 8);
		await openVoteOn(chair, meeting, 'three seats');
		await everybodyVotes(clerk, meeting, {
			Oakshott: 'abstain',
			Kettleby: 'abstain',
			Strand: 'against',
			Henningsen: 'against',
		});
		await closeAndShow(chair, meeting);
		await visitor.goto(`${meeting}/motions/m3`);
		await visitor.getByRole('link', { name: 'The result of the vote' }).click();
		await expect(visitor.getByText('11 for, 2 against, 2 abstained').first()).toBeVisible();
		await expect(visitor.getByText('Not agreed', { exact: false }).first()).toBeVisible();
		await expect(visitor.getByText('Private', { exact: false }).first()).toBeVisible();
	});

	await test.step('a member puts down a motion of their own', async () => {
		const member = await world.enter('member', { javaScript: false });
		await member.goto(`${meeting}/motions`);
		await member.getByLabel('Item of the agenda').selectOption({ index: 1 });
		await member.getByRole('button', { name: 'Put it down' }).click();
		await expect(member.locator('.govuk-error-summary')).toContainText('what the motion is about');
		await member.getByLabel('What it is about, in English').fill('Later buses');
		await member
			.getByLabel('The words of the motion, in English')
			.fill('That the Board asks for later buses.');
		await member.getByRole('button', { name: 'Put it down' }).click();
		await expect(member.getByRole('heading', { level: 1 })).toHaveText('Later buses');
	});
});
