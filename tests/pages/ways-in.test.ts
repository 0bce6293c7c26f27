import { sql } from 'kysely';
import type { Page } from '@playwright/test';
import { send } from './support/acts.ts';
import { expect, test, type World } from './support/world.ts';

const email = 'p02@larkhaven.example';
const password = 'teapot violet staircase';

/** A device with a built-in key: what a phone with a fingerprint is to the browser. */
async function withDevice(page: Page): Promise<void> {
	const client = await page.context().newCDPSession(page);
	await client.send('WebAuthn.enable');
	await client.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true,
		},
	});
}

const isIn = (page: Page) => expect(page.getByText('Dr Priya Venning').first()).toBeVisible();

test('a passkey is added on a device, lets in without a mail, and once removed no more', async ({
	world,
}) => {
	const page = await world.enter('member');
	await withDevice(page);
	await page.goto('/account');
	await page.getByRole('button', { name: 'Add a passkey on this device' }).click();
	await expect(page.getByText('Chrome, Linux').nth(1)).toBeVisible();
	await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
	await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();

	await page.goto('/sign-in?return_to=%2Fhelp');
	await page.getByRole('button', { name: 'Use this device’s passkey' }).click();
	await page.waitForURL('**/help');
	await page.goto('/account');
	await expect(page.getByText('Signed in by passkey,')).toBeVisible();
	await page.getByRole('button', { name: /^Remove/ }).click();
	await expect(page.getByText('The passkey no longer lets anybody in.')).toBeVisible();
	await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
	await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();

	await page.goto('/sign-in');
	await page.getByRole('button', { name: 'Use this device’s passkey' }).click();
	await expect(page.getByText('We do not know that passkey')).toBeVisible();
});

test('without JavaScript: choose a password, sign in with it, see and end the other device', async ({
	world,
}) => {
	const page = await world.enter('member', { javaScript: false });
	await page.goto('/account');
	await page.getByLabel('Choose a password').fill('too short');
	await page.getByRole('button', { name: 'Save password' }).click();
	await expect(page.getByRole('main').getByRole('alert')).toContainText('15 characters or more');
	expect(await page.content()).not.toContain('too short');
	await page.getByLabel('Choose a password').fill(password);
	await page.getByRole('button', { name: 'Save password' }).click();
	await expect(page.getByText('Your password is saved.')).toBeVisible();

	const other = await world.enter('public', { javaScript: false });
	await other.goto('/sign-in');
	await other.getByRole('link', { name: 'Use my password' }).click();
	await other.getByLabel('Email address').fill(email);
	await other.getByLabel('Password').fill('teapot violet stairwell');
	await other.getByRole('button', { name: 'Sign in' }).click();
	await expect(other.getByRole('main').getByRole('alert')).toContainText('is not right');
	await expect(other.getByLabel('Email address')).toHaveValue(email);
	await other.getByLabel('Password').fill(password);
	await other.getByRole('button', { name: 'Sign in' }).click();
	await isIn(other);

	await page.goto('/account');
	await expect(page.getByText('Signed in by password,')).toBeVisible();
	await page.getByRole('button', { name: /^Sign out.*Chrome, Linux/ }).click();
	await expect(page.getByText('That device is signed out.')).toBeVisible();
	await other.goto('/account');
	await expect(other.getByRole('heading', { level: 1 })).toContainText('You are not signed in');
	await page.goto('/larkhaven-together');
	await isIn(page);
	await page.goto('/account');
	await page.getByRole('button', { name: 'Sign out everywhere' }).click();
	await expect(page).toHaveURL(/\/sign-in$/);
});

/** Makes every sign-in of the store so many hours old. */
const hoursAgo = (world: World, hours: number) =>
	world.inStore((db) =>
		db
			.updateTable('session')
			.set({ fresh_at: new Date(Date.now() - hours * 3_600_000) })
			.execute(),
	);

test('last week’s sign-in reads and votes, but changes no way in until one signs in again', async ({
	world,
}) => {
	const page = await world.enter('clerk', { javaScript: false });
	await page.goto('/account');
	await hoursAgo(world, 13);
	await page.getByLabel('Choose a password').fill(password);
	await page.getByRole('button', { name: 'Save password' }).click();
	await expect(page.getByRole('main').getByRole('alert')).toContainText(
		'Sign in again, then do it.',
	);
	await expect(
		page.getByRole('main').getByRole('alert').getByRole('link', { name: 'Sign in' }),
	).toHaveAttribute('href', /return_to=/);
	for (const act of ['dropPassword', 'dropPasskey', 'offerCodes'])
		expect((await send(page, `/account?/${act}`, {})).status, act).toBe(403);
	const { meeting } = world.demo;
	const home = new URL(meeting).pathname.split('/')[1] ?? '';
	for (const path of [
		`${meeting}/attendance?/arrive`,
		`${meeting}/attendance?/leave`,
		`${meeting}/live/clerk?/arrived`,
		`${meeting}/live/chair?/voidPoll`,
		`/${home}/manage/people/p02?/seat`,
		`/${home}/manage/people/p02?/deputy`,
		`/${home}/manage/people/p02?/role`,
		`/${home}/manage/people/p02?/end`,
		`/${home}/manage/people/p02/erase`,
		`/${home}/manage/bodies/board?/split`,
		`/${home}/manage/sign-in`,
		`/${home}/recovery?/ask`,
		`/${home}/recovery?/approve`,
	])
		expect((await send(page, path, {})).status, path).toBe(403);
	expect((await page.request.get(`/${home}/about-me/data.json`)).status()).toBe(403);
	expect((await send(page, `${meeting}/live/chair?/openPoll`, {})).status).toBe(403);
	expect((await send(page, `${meeting}/agenda/publish`, {})).status).toBe(403);
	await hoursAgo(world, 11);
	expect((await send(page, `${meeting}/live/chair?/openPoll`, {})).status).toBe(404);
});

test('a role that asks for two steps: with one its person reads, and does nothing until the second is shown', async ({
	world,
}) => {
	const home = new URL(world.demo.meeting).pathname.split('/')[1] ?? '';
	const page = await world.enter('clerk', { javaScript: false });
	const shown = (second_factor: boolean) =>
		world.inStore((db) => db.updateTable('session').set({ second_factor }).execute());
	await shown(false);
	await page.goto(`/${home}/manage/sign-in`);
	await page.getByLabel('Secretariat').check();
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('main').getByRole('alert')).toContainText('shut yourself out');
	await world.inStore((db) =>
		db.updateTable('partnership').set({ second_factor_roles: '["secretariat"]' }).execute(),
	);
	await page.goto(`/${home}/manage/sectors`);
	await page.getByRole('main').getByRole('textbox').first().fill('Faith');
	await page.getByRole('main').getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('main').getByRole('alert')).toContainText('two steps to sign in');
	await shown(true);
	expect((await send(page, `/${home}/manage/sectors?/add`, { name_en: 'Faith' })).status).not.toBe(
		403,
	);
});

test('somebody on two boards goes from one to the other by the header', async ({ world }) => {
	const first = new URL(world.demo.meeting).pathname.split('/')[1] ?? '';
	await world.inStore(async (db) => {
		const { rows } = await sql<{ id: string }>`
			insert into partnership (id, slug, name, formal_name, nation, area, vision, secretariat_email)
			select gen_random_uuid(), 'second-place', '{"en":"Second Place"}', '{"en":"Second Place"}', nation, area, vision, secretariat_email
			from partnership where slug = ${first} returning id`.execute(db);
		await sql`insert into person (partnership_id, id, code, name, job, account_id, position)
			select ${rows[0]?.id ?? ''}::uuid, gen_random_uuid(), 'p1', name, job, account_id, 1 from person where code = 'p02'`.execute(
			db,
		);
	});
	const page = await world.enter('member', { javaScript: false });
	await page.goto(`/${first}`);
	const others = page.getByRole('navigation', { name: 'My other partnerships' });
	await others.getByRole('link', { name: 'Second Place' }).click();
	await page.waitForURL('**/second-place');
	await expect(others.getByRole('link')).toHaveCount(1);
});
