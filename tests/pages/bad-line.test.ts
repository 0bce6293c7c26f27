import { openItem, sitting } from './support/acts.ts';
import { expect, test } from './support/world.ts';

const words = 'That the market hall opens on Sundays.';

test('what is typed outlives a line that fails, and is sent once', async ({ world }) => {
	test.setTimeout(120_000);
	const { meeting } = world.demo;
	const clerk = await world.enter('clerk');
	await clerk.goto(`${meeting}/motions`, { waitUntil: 'networkidle' });
	const about = clerk.getByLabel('What it is about, in English');
	const press = () => clerk.getByRole('button', { name: 'Put it down' }).click();
	await about.fill('Sundays');
	await clerk.getByLabel('The words of the motion, in English').fill(words);
	const kept = async () => {
		await expect(about).toHaveValue('Sundays');
		await expect(clerk.getByLabel('The words of the motion, in English')).toHaveValue(words);
	};
	const said = clerk.getByRole('alert').filter({ hasText: 'you typed' });

	await test.step('without a connection', async () => {
		await clerk.context().setOffline(true);
		await press();
		await expect(said).toContainText('There was no answer.');
		await kept();
		await clerk.getByRole('link', { name: 'Decisions' }).first().click();
		await expect(clerk.getByText('This page stays open, with all that you typed')).toBeVisible();
		await kept();
		await clerk.context().setOffline(false);
		await expect(clerk.getByText('This page stays open, with all that you typed')).toBeHidden();
	});

	await test.step('with an answer that does not come: it says so, and may be sent again', async () => {
		await clerk.route(
			/\/motions$/,
			async (route) => {
				await new Promise((resolve) => setTimeout(resolve, 15_000));
				// The page has given it up by then.
				await route.abort().catch(() => undefined);
			},
			{ times: 1 },
		);
		await press();
		await expect(clerk.getByText('Sending …')).toBeVisible();
		await expect(clerk.getByText('No answer yet.')).toBeVisible({ timeout: 15_000 });
		await kept();
	});

	await test.step('with a machine before the server that finds it gone', async () => {
		await clerk.route(/\/motions$/, (route) =>
			route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
		);
		await press();
		await expect(said).toContainText('There was no answer.');
		await kept();
		await clerk.unroute(/\/motions$/);
	});

	await test.step('with more than a form may weigh', async () => {
		await clerk.route(/\/motions$/, (route) =>
			route.continue({ postData: `${route.request().postData()}&more=${'x'.repeat(600_000)}` }),
		);
		await press();
		await expect(
			clerk.getByRole('alert').filter({ hasText: 'longer than a form may be' }),
		).toBeVisible();
		await kept();
		await clerk.unroute(/\/motions$/);
	});

	await test.step('an answer that is lost: sent again, it is there once', async () => {
		await clerk.route(/\/motions$/, async (route) => {
			await route.fetch();
			await route.abort();
		});
		await press();
		await expect(said).toContainText('It may not have arrived.');
		await kept();
		await clerk.unroute(/\/motions$/);
		await press();
		await expect(clerk.getByText(words)).toHaveCount(1);
		await expect(said).toHaveCount(0);
	});
});

test('a page whose fresh data does not come stays, with what is typed, and catches up', async ({
	world,
}) => {
	test.setTimeout(120_000);
	const { meeting } = world.demo;
	const chair = await world.enter('chair');
	const beside = await world.enter('chair');
	await sitting(world, beside, await world.enter('clerk'));
	await chair.goto(`${meeting}/live/chair`);
	await chair.getByText('Run the meeting').click();
	const minutes = chair.getByLabel('Break of how many minutes');
	await minutes.fill('15');
	let asked = 0;
	await chair.route(/__data\.json/, async (route) => {
		asked++;
		if (asked === 1) await route.fulfill({ status: 500, json: { message: 'fault' } });
		else await route.abort();
	});
	await openItem(beside, meeting, 7);
	await expect(chair.getByText('goes on by itself when the line is back')).toBeVisible();
	await expect(minutes).toHaveValue('15');
	expect(asked).toBeGreaterThan(1);
	await chair.unroute(/__data\.json/);
	await expect(chair.getByText('goes on by itself when the line is back')).toBeHidden();
	await expect(minutes).toHaveValue('15');
});

test('a form that the browser sends itself stays where it is while there is no connection', async ({
	world,
}) => {
	const clerk = await world.enter('clerk');
	await clerk.goto('/larkhaven-together/manage/people', { waitUntil: 'networkidle' });
	const name = clerk.locator('form[action="?/add"]').getByLabel('Name', { exact: true });
	await name.fill('Nia Prosser');
	await clerk.context().setOffline(true);
	await name.press('Enter');
	await expect(clerk.getByText('This page stays open, with all that you typed')).toBeVisible();
	await expect(name).toHaveValue('Nia Prosser');
	await clerk.context().setOffline(false);
	await name.press('Enter');
	await expect(clerk.locator('.govuk-error-summary, h1').first()).toBeVisible();
	await expect(clerk.getByText('This page stays open, with all that you typed')).toBeHidden();
});

test('a form that the browser sends itself goes only while the server is there', async ({
	world,
}) => {
	const clerk = await world.enter('clerk');
	await clerk.goto('/larkhaven-together/manage/people', { waitUntil: 'networkidle' });
	const form = clerk.locator('form[action="?/add"]');
	const name = form.getByLabel('Name', { exact: true });
	await name.fill('Nia Prosser');
	let asked = 0;
	await clerk.context().route('**/*', (route) => {
		asked++;
		return route.abort();
	});
	await name.press('Enter');
	const kept = clerk.getByText('Nothing was sent. This page stays open');
	await expect(kept).toBeVisible();
	await expect(name).toHaveValue('Nia Prosser');
	await clerk.context().unroute('**/*');
	expect(asked).toBe(1);

	await name.press('Enter');
	await expect(kept).toBeHidden();
	await expect(clerk.getByText('Nia Prosser').first()).toBeVisible();
});

test('on a slow line a clerk records one after the other, and neither is lost', async ({
	world,
}) => {
	const { meeting } = world.demo;
	const chair = await world.enter('chair');
	const clerk = await world.enter('clerk');
	await chair.goto(`${meeting}/live/chair`);
	await chair.getByRole('button', { name: 'Start the meeting' }).click();
	await clerk.goto(`${meeting}/live/clerk`, { waitUntil: 'networkidle' });
	let sent = 0;
	await clerk.route(/arrived/, async (route) => {
		sent++;
		await new Promise((resolve) => setTimeout(resolve, 1_000));
		await route.continue();
	});
	const room = clerk.getByRole('button', { name: 'Room', exact: true });
	for (const name of ['Helen Tarrant', 'Fiona Strand']) {
		await clerk.getByLabel('Someone arrived').selectOption({ label: name });
		await room.click();
		// A finger that comes down twice.
		await room.click();
	}
	for (const name of ['Helen Tarrant', 'Fiona Strand'])
		await expect(clerk.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible();
	expect(sent).toBe(2);
});

test('what is typed while the words before are on their way is not emptied with them', async ({
	world,
}) => {
	const clerk = await world.enter('clerk');
	await clerk.goto('/larkhaven-together/actions', { waitUntil: 'networkidle' });
	await clerk.getByRole('link', { name: 'Map of partners' }).click();
	await clerk.getByText('Say how it goes').first().click();
	const progress = clerk.getByLabel('Say how it goes');
	await clerk.route(/\?\/note$/, async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 1_000));
		await route.continue();
	});
	const add = clerk.getByRole('button', { name: 'Add to the history' });
	const history = clerk.getByRole('listitem');
	await progress.fill('Four of five have answered.');
	await add.click();
	await progress.fill('All have answered.');
	await expect(history.filter({ hasText: 'Four of five have answered.' })).toBeVisible();
	await expect(progress).toHaveValue('All have answered.');

	await add.click();
	await expect(history.filter({ hasText: 'All have answered.' })).toBeVisible();
	await expect(progress).toHaveValue('');
});
