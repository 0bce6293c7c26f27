import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './support/world.ts';

/** Presses a button of the main part and waits until the page it leads to is there. */
async function press(page: Page, name: string): Promise<void> {
	await page.getByRole('main').getByRole('button', { name, exact: true }).click();
	await page.waitForLoadState('load');
}

const sectors = ['Statutory', 'Voluntary', 'Community', 'Private'];
const organisations = Array.from({ length: 16 }, (_, at) => ({
	name: `Organisation ${String.fromCharCode(65 + at)}`,
	sector: sectors[at % 4] ?? '',
}));
/** 24 people: one in a seat for every organisation, and a colleague in half of them. Two lines can't be taken. */
const lines = organisations.flatMap(({ name, sector }, at) => [
	`${name};${at === 4 ? 'Statutary' : sector};Siân Seat ${at};seat${at}@lists.example;voting`,
	...(at % 2 === 0 ? [`${name};;Colin Colleague ${at};${at === 8 ? 'colin at lists' : ''};`] : []),
]);
const csv = `Organisation;Sector;Name;Email;Seat\r\n${lines.join('\r\n')}\r\n`;
const list = {
	name: 'list.csv',
	mimeType: 'text/csv',
	// As Excel writes it: semicolons, Windows-1252.
	buffer: Buffer.from(csv, 'latin1'),
};

test('a list of 16 organisations and 24 people: two lines corrected, taken over, and brought in again without doubles', async ({
	world,
}) => {
	const page = await world.enter('clerk', { javaScript: false });
	await page.goto('/set-up');
	await page.getByLabel('Name in English').fill('Listhaven Together');
	await page.getByLabel('Local strategic partnership, England').check();
	await page.getByLabel('Your name').fill('Ewan Prentice');
	await press(page, 'Set it up');
	await page.getByRole('link', { name: /a spreadsheet/ }).click();
	await press(page, 'Look at this list');
	await expect(page.getByRole('main').getByRole('alert')).toContainText('Choose a file');
	await page
		.getByLabel('Your list')
		.setInputFiles({ ...list, buffer: Buffer.alloc(4_500_000, 'a') });
	await press(page, 'Look at this list');
	await expect(page.getByRole('main').getByRole('alert')).toContainText('This file is too large');
	await page.getByLabel('Your list').setInputFiles(list);
	await press(page, 'Look at this list');

	await expect(page.getByRole('heading', { name: 'Lines to correct: 2' })).toBeVisible();
	const bad = page.locator('fieldset');
	await expect(bad.first()).toContainText('Line 8');
	await expect(bad.first()).toContainText('There is no sector “Statutary”');
	await expect(bad.last()).toContainText('Line 15');
	await expect(bad.last()).toContainText('“colin at lists” is not an email address');
	await expect(page.getByText('New people: 24')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Add these to the partnership' })).toHaveCount(0);
	await bad.first().getByLabel('Sector').fill('Statutory');
	await press(page, 'Check again');

	// What was uploaded and mended is still there for who comes back later; nobody else sees it.
	const { pathname } = new URL(page.url());
	const home = pathname.replace('/manage/list', '');
	await page.goto(`${home}/people`);
	await expect(page.getByText('Siân Seat 0')).toHaveCount(0);
	await page.goto(pathname);
	await expect(page.getByRole('heading', { name: 'Lines to correct: 1' })).toBeVisible();
	await bad.getByLabel('Email').fill('colin@lists.example');
	await press(page, 'Check again');
	await press(page, 'Add these to the partnership');
	const done = 'Organisations: 16, seats: 16, people: 24, people in seats: 16, changed: 0.';
	await expect(page.getByRole('main').getByRole('status').first()).toContainText(done);
	await page.goto(`${home}/people`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('16 seats, 4 sectors');
	await expect(page.getByText('Siân Seat 4')).toBeVisible();

	await page.goto(pathname);
	const xlsx = page.waitForEvent('download');
	await page.getByRole('link', { name: /XLSX/ }).click();
	const again = await (await xlsx).path();
	await page.getByLabel('Your list').setInputFiles({
		name: 'again.xlsx',
		mimeType: 'application/octet-stream',
		buffer: readFileSync(again),
	});
	await press(page, 'Look at this list');
	await expect(page.getByText('Everything in this list is there already.')).toBeVisible();
	await page.getByLabel('Your list').setInputFiles({
		...list,
		buffer: Buffer.from(
			csv.replace('Statutary', 'Statutory').replace(' at lists', '@lists.example'),
			'latin1',
		),
	});
	await press(page, 'Upload a corrected file instead');
	await expect(page.getByText('Everything in this list is there already.')).toBeVisible();

	const visitor = await world.enter('public', { javaScript: false });
	await visitor.goto(`${home}/people`);
	const popolo = (await (await visitor.request.get(`${home}/popolo.json`)).json()) as {
		persons: unknown[];
	};
	expect(popolo.persons).toHaveLength(17);
	for (const file of ['list.csv', 'list.xlsx', 'everything.json'])
		expect((await visitor.request.get(`${pathname}/${file}`)).status()).toBe(401);
});
