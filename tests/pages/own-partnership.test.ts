import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { linkInOutbox } from './support/acts.ts';
import { freePort } from './support/free-port.ts';
import { startServer } from './support/process.ts';
import { pageStore } from './support/store.ts';
import { expect, test } from './support/world.ts';

/** Presses a button of the main part and waits until the page it leads to is there. */
async function press(page: Page, name: string): Promise<void> {
	await page.getByRole('main').getByRole('button', { name, exact: true }).click();
	await page.waitForLoadState('load');
}

const members = [
	['Cyngor Sir Glan yr Afon', 'Eleri Rowlands', 'eleri'],
	['Bwrdd Iechyd Glan yr Afon', 'Dr Huw Pritchard', 'huw'],
	['Gwasanaeth Tân ac Achub Glan yr Afon', 'Mair Llwyd', 'mair'],
	['Cyfoeth Naturiol Cymru', 'Gethin Prys', 'gethin'],
] as const;

test('o ddim i fwrdd gwasanaethau cyhoeddus, yn Gymraeg i gyd (from nothing to a Welsh board, all in Welsh)', async ({
	world,
}) => {
	test.setTimeout(180_000);
	const page = await world.enter('public', { javaScript: false });
	const english: string[] = [];
	/** Words of our own pages that stayed English; names of languages and the product are not. */
	const look = async () => {
		await expect(page.locator('html')).toHaveAttribute('lang', 'cy');
		const said = await page.locator('main').innerText();
		english.push(
			...(said.match(/\b(Save|Add|Name|Seat|Seats|People|Rules|Completed|Enter|Choose)\b/g) ?? []),
		);
	};
	await page.goto('/cy');
	await page.getByRole('link', { name: /partneriaeth eich hun/ }).click();
	await look();
	await press(page, 'Ei sefydlu');
	await expect(page.getByRole('main').getByRole('alert')).toContainText('Dewiswch pa fath');
	await page.getByLabel('Enw yn Gymraeg').fill('Bwrdd Glan yr Afоn');
	await page.getByLabel('Bwrdd gwasanaethau cyhoeddus, Cymru').check();
	await page.getByLabel('Eich enw').fill('Siân Owen');
	await press(page, 'Ei sefydlu');
	await expect(page.getByRole('main').getByRole('alert')).toContainText('wyddor Ladin');
	await expect(page.getByLabel('Eich enw')).toHaveValue('Siân Owen');
	await page.getByLabel('Enw yn Gymraeg').fill('Bwrdd Glan yr Afon');
	await press(page, 'Ei sefydlu');
	await expect(page).toHaveURL(/\/cy\/bwrdd-glan-yr-afon\/set-up$/);
	await look();

	await page.getByRole('link', { name: 'Sefydliadau a seddi' }).click();
	for (const [organisation] of members) {
		await page.getByLabel('Enw yn Gymraeg').fill(organisation);
		await press(page, 'Ei ychwanegu');
		await expect(page.getByRole('link', { name: organisation })).toBeVisible();
	}
	await page.getByLabel('Enw yn Gymraeg').fill('Heddlu Glan yr Afon');
	await page.getByLabel('Sector').selectOption({ label: 'Cyfranogwyr gwadd' });
	await page.getByLabel('Seddi pleidleisio ar y bwrdd').fill('dim');
	await press(page, 'Ei ychwanegu');
	await expect(page.getByRole('main').getByRole('alert')).toContainText('Rhowch rif o 0 i 20');
	await page.getByLabel('Seddi pleidleisio ar y bwrdd').fill('0');
	await press(page, 'Ei ychwanegu');
	await look();

	await page.goto('/cy/bwrdd-glan-yr-afon/manage/people');
	for (const [organisation, name, mail] of members) {
		await page.getByLabel('Enw', { exact: true }).fill(name);
		await page.getByLabel('Sefydliad').selectOption({ label: organisation });
		await page.getByLabel('Cyfeiriad e-bost').fill(`${mail}@glanyrafon.example`);
		await page
			.getByLabel('Sedd', { exact: true })
			.selectOption({ label: `Bwrdd Gwasanaethau Cyhoeddus: ${organisation}` });
		await press(page, 'Ychwanegu’r person hwn');
		await expect(page.getByRole('link', { name })).toBeVisible();
	}
	await look();
	await page.getByRole('link', { name: 'Eleri Rowlands' }).click();
	await look();
	await page.getByRole('link', { name: 'Rhoi rôl' }).click();
	const roles = page.locator('form[action="?/role"]');
	await roles.getByLabel('Rôl').selectOption({ label: 'Cadeirydd' });
	await roles.getByRole('button', { name: 'Rhoi rôl' }).click();
	await expect(page.getByText('Wedi’i gadw.')).toBeVisible();
	await press(page, 'Anfon gwahoddiad');
	await expect(page.getByText('Gwahoddwyd: eleri@glanyrafon.example')).toBeVisible();

	await page.goto('/cy/bwrdd-glan-yr-afon/set-up');
	await press(page, 'Dechrau gyda’r rheolau hyn');
	await press(page, 'Anfon neges brawf ataf');
	await expect(page.getByText('7 o 10 wedi’u gwneud.')).toBeVisible();
	await look();
	await page.getByRole('link', { name: 'Rheolau', exact: true }).first().click();
	await look();
	expect(english).toEqual([]);

	const chair = await world.enter('public', { javaScript: false });
	const link = await linkInOutbox(chair, 'eleri@glanyrafon.example');
	expect(link).toContain('/cy/invitation/');
	expect((await fetch(link)).status).toBe(200);
	await chair.goto(link);
	await chair.getByRole('button', { name: 'Cymryd fy lle' }).click();
	await expect(chair).toHaveURL(/\/bwrdd-glan-yr-afon$/);
	await expect(chair.getByText('Eleri Rowlands').first()).toBeVisible();
	await chair.goto(link);
	await expect(chair.getByRole('main')).toContainText('Nid yw’r gwahoddiad hwn yn gweithio mwyach');

	const visitor = await world.enter('public', { javaScript: false });
	await visitor.goto('/bwrdd-glan-yr-afon/people');
	await expect(visitor.getByText('Gethin Prys')).toBeVisible();
	expect(await visitor.content()).not.toContain('glanyrafon.example');
	expect((await visitor.goto('/bwrdd-glan-yr-afon/manage/people'))?.status()).toBe(401);
});

const rhestr = [
	'Sefydliad;Sector;Enw;Swydd;E-bost;Sedd',
	...members.map(
		([sefydliad, enw, post]) =>
			`${sefydliad};Statudol;${enw};;${post}@glanyrafon.example;pleidleisio`,
	),
	'Heddlu Glan yr Afon;Cyfranogwyr gwadd;Nia Gwadd;Prif Arolygydd;;',
	'Cyngor Gwirfoddol Sirol;Cyfranogwyr gwadd;Wil Gwadd;;;',
].join('\r\n');

test('o osodiad gwag, drwy orchymyn a rhestr, yn Gymraeg i gyd (from an empty installation, by its first command and a list)', async ({
	browser,
}) => {
	const store = await pageStore(undefined);
	const port = await freePort();
	const env = {
		...store.env,
		DEMO: '',
		SECRET: 'for the tests of pages only, never elsewhere',
		PORT: String(port),
		ORIGIN: `http://localhost:${port}`,
	};
	const owner = async () => {
		const args = ['server/admin/admin.ts', 'create-owner', 'sian@glanyrafon.example'];
		const run = promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
		return (await run).stdout.trim().split('\n').at(-1) ?? '';
	};
	// One process at a time on the built-in store; on Postgres the server makes the tables and the command runs beside it.
	const early = store.env['DATABASE_URL'] ? undefined : await owner();
	const server = await startServer(env);
	const link = new URL(early ?? (await owner()));
	const context = await browser.newContext({
		baseURL: env.ORIGIN,
		locale: 'cy',
		javaScriptEnabled: false,
	});
	const page = await context.newPage();
	await page.goto(`/cy${link.pathname}`);
	await page.getByRole('main').getByRole('button').click();
	await expect(page).toHaveURL(/\/set-up$/);
	await expect(page.locator('html')).toHaveAttribute('lang', 'cy');
	await page.getByLabel('Enw yn Gymraeg').fill('Bwrdd Glan yr Afon');
	await page.getByLabel('Bwrdd gwasanaethau cyhoeddus, Cymru').check();
	await page.getByLabel('Eich enw').fill('Siân Owen');
	await press(page, 'Ei sefydlu');
	await page.getByRole('link', { name: /mewn taenlen/ }).click();
	await page
		.getByLabel('Eich rhestr')
		.setInputFiles({ name: 'rhestr.csv', mimeType: 'text/csv', buffer: Buffer.from(rhestr) });
	await press(page, 'Edrych ar y rhestr hon');
	await expect(page.getByText('Seddi newydd: 4')).toBeVisible();
	await press(page, 'Ychwanegu’r rhain at y bartneriaeth');
	await expect(page.getByRole('main').getByRole('status').first()).toContainText(
		'Sefydliadau: 6, seddi: 4, pobl: 6',
	);
	await page.goto('/cy/bwrdd-glan-yr-afon/set-up');
	await press(page, 'Dechrau gyda’r rheolau hyn');
	await page.goto('/cy/bwrdd-glan-yr-afon/people');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('4 sedd, 1 sector');
	await page.getByRole('link', { name: 'Gethin Prys' }).click();
	await expect(
		page.getByText('Yn siarad ac yn pleidleisio dros Cyfoeth Naturiol Cymru'),
	).toBeVisible();
	await page.getByRole('link', { name: 'Cyfoeth Naturiol Cymru' }).click();
	await expect(page.getByRole('heading', { name: 'Ei seddi' })).toBeVisible();
	expect(await page.locator('main').innerText()).not.toMatch(/\b(Seat|Board|Member|Attendance)\b/);
	await context.close();
	await server.stop();
	await store.destroy();
});
