import { send } from './support/acts.ts';
import { expect, test } from './support/world.ts';

/** Years ahead, so that no day the tests are run on comes after it. */
const date = '2040-03-01';

test('the clerk sets up a meeting and adds what is not public, without JavaScript', async ({
	world,
}) => {
	const clerk = await world.enter('clerk', { javaScript: false });
	const partnership = `/${new URL(world.demo.meeting).pathname.split('/')[1] ?? ''}`;
	await clerk.goto(`${partnership}/meetings`);
	await clerk.getByRole('button', { name: 'Set up a meeting' }).click();

	await test.step('what is wrong comes back with what was typed', async () => {
		await clerk.getByLabel('Date').fill(date);
		await clerk.getByLabel('From').fill('15:00');
		await clerk.getByLabel('To', { exact: true }).fill('14:00');
		await clerk.getByLabel('Help with childcare and travel').fill('Ask the clerk.');
		await clerk.getByLabel('Hearing loop').check();
		await clerk.getByRole('button', { name: 'Set up the meeting' }).click();
		await expect(clerk.locator('.govuk-error-summary')).toContainText('has to end after it starts');
		await expect(clerk.getByLabel('From')).toHaveValue('15:00');
		await expect(clerk.getByLabel('Hearing loop')).toBeChecked();
		await expect(clerk.getByLabel('Help with childcare and travel')).toHaveValue('Ask the clerk.');
		await clerk.getByLabel('To', { exact: true }).fill('17:00');
		await clerk.getByRole('button', { name: 'Set up the meeting' }).click();
		await expect(clerk.locator('.govuk-error-summary')).toContainText('Say where the room is');
		await clerk.getByLabel('Place', { exact: true }).fill('Committee Room 2');
	});

	await test.step('it is a draft, called after its body and day', async () => {
		await clerk.getByRole('button', { name: 'Set up the meeting' }).click();
		await expect(clerk.getByRole('heading', { level: 1 })).toContainText('Thursday 1 March 2040');
		await clerk.goto(`${partnership}/meetings`);
		await expect(clerk.getByRole('listitem').filter({ hasText: '1 March 2040' })).toContainText(
			'Draft, not published',
		);
		const visitor = await world.enter('public');
		await visitor.goto(`${partnership}/meetings`);
		await expect(visitor.getByText('1 March 2040')).toHaveCount(0);
	});

	await test.step('a private item: refused without a ground, then there for its readers only', async () => {
		await clerk.getByRole('link', { name: /1 March 2040/ }).click();
		await clerk.getByRole('button', { name: 'Edit the agenda' }).click();
		await clerk.getByRole('link', { name: 'Add an item that is not public' }).click();
		const address = clerk.url();
		const { pathname } = new URL(address);
		await clerk.getByLabel('Title, for those who may see it').fill('A lease nobody knows of');
		await clerk.getByLabel('What the paragraph is about').fill('financial or business affairs');
		await clerk.getByLabel('Paragraph', { exact: true }).fill('three');
		await clerk.getByRole('button', { name: 'Add it to the agenda' }).click();
		await expect(clerk.locator('.govuk-error-summary')).toContainText('number of the paragraph');
		await clerk.getByLabel('Paragraph', { exact: true }).fill('3');
		await clerk.getByRole('button', { name: 'Add it to the agenda' }).click();
		await expect(clerk).toHaveURL(/\/agenda$/);
		// The stub comes through the outbox, a moment after the form was answered.
		await expect(async () => {
			await clerk.reload();
			await expect(clerk.getByText('A lease nobody knows of')).toBeVisible({ timeout: 500 });
		}).toPass();
		const observer = await world.enter('observer');
		const draft = pathname.replace(/\/exempt$/, '');
		await observer.goto(draft);
		await expect(observer.getByText('Part 2, not public').first()).toBeVisible();
		expect(await observer.content()).not.toContain('A lease nobody knows of');

		await clerk.getByRole('button', { name: 'Check and publish' }).click();
		await clerk.getByRole('button', { name: 'Publish the agenda' }).click();
		await expect(clerk.getByText('Agenda, version 1')).toBeVisible();
		const visitor = await world.enter('public');
		await visitor.goto(draft.replace(/\/agenda$/, ''));
		await expect(visitor.getByText('paragraph 3 (financial or business affairs)')).toBeVisible();
		expect(await visitor.content()).not.toContain('A lease nobody knows of');
	});

	await test.step('nobody else is offered either, and a form sent by hand is refused', async () => {
		const member = await world.enter('member');
		await member.goto(`${partnership}/meetings`);
		await expect(member.getByRole('button', { name: 'Set up a meeting' })).toHaveCount(0);
		expect((await member.goto(`${partnership}/meetings/new`))?.status()).toBe(404);
		await clerk.goto(`${partnership}/meetings/new`);
		const bodyId = await clerk.locator('#bodyId').inputValue();
		await member.goto(`${partnership}/meetings`);
		const form = { bodyId, date, from: '14:00', to: '16:00', mode: 'remote' };
		const answered = await send(member, `${partnership}/meetings/new`, form);
		expect([403, 404]).toContain(answered.status);
	});

	await test.step('sent twice, it is one meeting; a second on that day has its own address', async () => {
		await clerk.goto(`${partnership}/meetings/new`);
		const bodyId = await clerk.locator('#bodyId').inputValue();
		const key = await clerk.locator('[name=key]').inputValue();
		const form = { bodyId, key, date, from: '18:00', to: '19:00', mode: 'remote' };
		for (let times = 0; times < 2; times++)
			expect((await send(clerk, `${partnership}/meetings/new`, form)).status).toBe(303);
		await clerk.goto(`${partnership}/meetings`);
		await expect(clerk.getByRole('link', { name: /1 March 2040/ })).toHaveCount(2);
	});
});
