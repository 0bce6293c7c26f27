import type { Page } from '@playwright/test';
import { expect, type World } from './world.ts';

/** Signs in by e-mail, as people without a demo link do. `from` is where the way to signing in begins. */
export async function signInByMail(
	page: Page,
	email: string,
	from: () => Promise<unknown> = () => page.goto('/sign-in'),
): Promise<void> {
	await from();
	await page.getByRole('textbox', { name: 'Email address' }).fill(email);
	await page.getByRole('button', { name: 'Email me a link' }).click();
	await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Sign in');
	await page.goto(await linkInOutbox(page, email));
	await page.getByRole('main').getByRole('button').click();
}

/** The newest sign-in link for the address, from the outbox. */
export async function linkInOutbox(page: Page, email: string): Promise<string> {
	const mail = page.getByRole('listitem').filter({ hasText: email }).first();
	await expect(async () => {
		await page.goto('/outbox');
		await expect(mail).toBeVisible({ timeout: 300 });
	}).toPass({ timeout: 10_000 });
	const href = await mail.getByRole('link').getAttribute('href');
	return href ?? '';
}

/** Sends a form as a browser without JavaScript would, with the session of the page; fields may be tampered with. */
export async function send(page: Page, path: string, form: Record<string, string>) {
	const { origin } = new URL(page.url());
	const response = await page.request.post(path, {
		form,
		// A kept connection may be closed by the server in the moment it is used again.
		headers: { origin, accept: 'text/html', connection: 'close' },
		maxRedirects: 0,
	});
	return { status: response.status(), page: await response.text() };
}

/** On a slow line people begin before the page's script is there: opens the page, acts, and only then lets the script come. */
export async function beforeItsScript(
	page: Page,
	address: string,
	act: () => Promise<unknown>,
): Promise<void> {
	const script = Promise.withResolvers<null>();
	await page.route('**/*.js', async (route) => {
		await script.promise;
		await route.continue();
	});
	await page.goto(address, { waitUntil: 'commit' });
	await act();
	script.resolve(null);
	await page.waitForLoadState('networkidle');
}

/** Enough for a quorum: the chair and others of every sector. */
const quorate = ['Oakshott', 'Venning', 'Tarrant', 'Moss', 'Strand'];

/** The meeting started, these people and a quorum besides in the room by the clerk's hand, and item 6 open. */
export async function sitting(
	world: World,
	chair: Page,
	clerk: Page,
	others: readonly string[] = ['Kettleby'],
): Promise<void> {
	const { meeting } = world.demo;
	await send(chair, `${meeting}/live/chair?/start`, {});
	await clerk.goto(`${meeting}/attendance`);
	for (const name of [...quorate, ...others])
		await clerk.getByLabel(new RegExp(`^Tick .*${name}`)).check();
	await clerk.getByRole('button', { name: 'Those ticked are in the room' }).click();
	await expect(clerk.getByText('Quorate', { exact: false }).first()).toBeVisible();
	await openItem(chair, meeting, 6);
}

/** Opens an item of the agenda by its number at the chair's desk. */
export async function openItem(chair: Page, meeting: string, number: number): Promise<void> {
	await chair.goto(`${meeting}/live/chair`);
	const { item, seen } = await itemChoice(chair, number);
	const { status } = await send(chair, `${meeting}/live/chair?/openItem`, {
		itemId: item,
		seenItemId: seen,
	});
	expect(status).toBe(303);
}

/** The id of an item and of the open one, from the desk's own form. */
export async function itemChoice(
	desk: Page,
	number: number,
): Promise<{ item: string; seen: string }> {
	const form = desk.locator('form').filter({ has: desk.locator('#other-item') });
	const option = form.locator('option').filter({ hasText: new RegExp(`^${number}\\.`) });
	return {
		item: (await option.getAttribute('value')) ?? '',
		seen: (await form.locator('[name=seenItemId]').inputValue()) ?? '',
	};
}

/** Opens the vote on the item's motion at the chair's desk. */
export async function openVote(chair: Page, meeting: string): Promise<void> {
	await chair.goto(`${meeting}/live/chair`);
	const motionId = await chair.locator('[name=motionId]').inputValue();
	expect((await send(chair, `${meeting}/live/chair?/openPoll`, { motionId })).status).toBe(303);
}
