import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import {
	addAskedTo,
	askedToTexts,
	itemMap,
	itemsOf,
	parseAgenda,
	removeItem,
} from '#domain/meetings/agenda.ydoc.ts';
import { blockElement, bodyOf } from '#domain/documents/section.ydoc.ts';
import { openItem, send } from './support/acts.ts';
import { writeIn } from './support/stock.ts';
import { expect, test } from './support/world.ts';

test.describe.configure({ mode: 'parallel' });

const nasty = '<script>window.hit=1</script><img src=x onerror="window.hit=1">';
const emoji = '👩🏽‍🤝‍👨🏿🏳️‍🌈';
const rightToLeft = 'قاعة \u202Eevil\u202C';
/** Unbroken, so that a page which does not wrap it grows wider than a phone. */
const unbroken = 'W'.repeat(200);
const title = `${nasty} ${emoji} ${rightToLeft} ${unbroken}`;

/** That the words stand there as words: no element came of them, nothing ran, and the page is no wider than its window. */
async function asWords(page: Page, words: string, where: string): Promise<void> {
	await expect.soft(page.getByText(words, { exact: false }).first(), where).toBeAttached();
	expect
		.soft(
			await page.evaluate(() => ({
				ran: 'hit' in window,
				images: document.querySelectorAll('img[src="x"], [onerror]').length,
				links: document.querySelectorAll('a[href^="javascript:"]').length,
				wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
			})),
			where,
		)
		.toEqual({ ran: false, images: 0, links: 0, wider: 0 });
}

const write = (text: unknown, words: string) => {
	if (!(text instanceof Y.Text)) throw new Error('no text');
	text.delete(0, text.length);
	text.insert(0, words);
};

const first = (doc: Y.Doc) => {
	const id = parseAgenda(doc).items[0]?.id ?? '';
	const item = itemMap(doc, id);
	if (!item) throw new Error('no item');
	return item;
};

test('an agenda that can’t be published: too long a title, a stale page, no items', async ({
	world,
}) => {
	const { meeting, rooms } = world.demo;
	const clerk = await world.enter('clerk');
	const plain = await world.enter('clerk', { javaScript: false });
	const publish = (page: Page) => page.getByRole('button', { name: 'Publish the agenda' }).click();
	const problem = (page: Page) => page.locator('.govuk-error-summary');

	await clerk.goto(`${meeting}/agenda`);
	await expect(clerk.getByText('Saved').first()).toBeVisible();
	await writeIn(world, clerk, rooms.agenda, (doc) => {
		write(first(doc).get('title'), 'Very long '.repeat(1_000));
	});
	await expect(clerk.locator('[data-item]').first()).toContainText('Very long Very long');
	await clerk.locator('[data-item]').nth(1).locator('[data-open]').click();
	const field = clerk.getByRole('textbox', { name: /^Title of item 2/ });
	await field.click();
	await field.press('Control+End');
	await field.pressSequentially(' and typing goes on');
	await expect(clerk.locator('[data-item]').nth(1)).toContainText('and typing goes on');
	await expect(clerk.getByText('Saved').first()).toBeVisible();

	for (const page of [clerk, plain]) {
		await page.goto(`${meeting}/agenda/publish`);
		await publish(page);
		await expect(problem(page)).toContainText(
			'The title of item 1 is too long. Keep it under 300 characters, then publish.',
		);
	}
	await plain.goto(`/cy${new URL(meeting).pathname}/agenda/publish`);
	await plain.getByRole('main').getByRole('button').click();
	await expect(problem(plain)).toContainText('300');
	await expect(plain.locator('html')).toHaveAttribute('lang', 'cy');

	await writeIn(world, clerk, rooms.agenda, (doc) => write(first(doc).get('title'), 'Welcome'));
	for (const page of [clerk, plain]) await page.goto(`${meeting}/agenda/publish`);
	await publish(clerk);
	await expect(clerk.getByRole('heading', { name: /Welcome/ }).first()).toBeVisible();
	await publish(plain);
	await expect(problem(plain), 'a second submission of the same page').toBeVisible();
	await clerk.goBack();
	expect((await clerk.goto(`${meeting}/versions/3`))?.status(), 'published once').toBe(404);

	await plain.goto(`${meeting}/agenda/publish`);
	await writeIn(world, clerk, rooms.agenda, (doc) => {
		for (const { id } of parseAgenda(doc).items) removeItem(doc, id);
	});
	await clerk.goto(`${meeting}/agenda/publish`);
	await publish(clerk);
	await expect(problem(clerk)).toContainText('An agenda needs at least one item.');
	await clerk.goto(meeting);
	await expect(clerk.getByRole('heading', { name: /Welcome/ }).first(), 'as it was').toBeVisible();
});

test('markup, emoji and right-to-left words are words on every page', async ({ world }) => {
	test.setTimeout(120_000);
	const { meeting, rooms } = world.demo;
	const { pathname } = new URL(meeting);
	const strategy = `/${pathname.split('/')[1] ?? ''}/strategy`;
	const clerk = await world.enter('clerk');
	const chair = await world.enter('chair');
	const community = await world.enter('community', { phone: true });
	const plain = await world.enter('member', { javaScript: false });

	await writeIn(world, clerk, rooms.agenda, (doc) => {
		const item = first(doc);
		addAskedTo(item);
		write(item.get('title'), title);
		write(item.get('summary'), `summary ${title}`);
		write(askedToTexts(item, 'en').at(-1), `asked ${title}`);
		expect(itemsOf(doc).length).toBe(12);
	});
	const paragraph = `${nasty} ${emoji} ${rightToLeft}`;
	const text = (doc: Y.Doc) => {
		const words = blockElement({ type: 'paragraph', content: [{ type: 'text', text: paragraph }] });
		const link = new Y.XmlElement('paragraph');
		const linked = new Y.XmlText('a link of no good');
		linked.format(0, 6, { link: { href: 'javascript:window.hit=1' } });
		link.insert(0, [linked]);
		const unknown = new Y.XmlElement('script');
		unknown.insert(0, [new Y.XmlText('window.hit=1')]);
		bodyOf(doc).push([words, link, unknown]);
	};
	await writeIn(world, clerk, rooms.sections[0] ?? '', text);
	await writeIn(world, clerk, rooms.minutes, text);

	await clerk.goto(`${meeting}/agenda`);
	await expect(clerk.getByText('Saved').first()).toBeVisible();
	await asWords(clerk, nasty, 'the draft');
	await clerk.locator('[data-item]').first().locator('[data-open]').click();
	await asWords(clerk, nasty, 'the draft’s fields');
	await clerk.goto(`${meeting}/agenda/publish`);
	await asWords(clerk, nasty, 'what publishing changes');
	await clerk.getByRole('button', { name: 'Publish the agenda' }).click();
	await expect(clerk).toHaveURL(meeting);

	await send(chair, `${meeting}/live/chair?/start`, {});
	await openItem(chair, meeting, 1);
	for (const path of ['', '/live', '/live/chair', '/live/clerk', '/room', '/gallery', '/minutes']) {
		const page = path === '/live/clerk' ? clerk : chair;
		await page.goto(meeting + path);
		await asWords(page, nasty, path);
	}
	for (const path of ['', '/follow', '/gallery', '/live', '/room']) {
		await community.goto(meeting + path);
		await asWords(community, nasty, `${path} on a phone`);
	}
	for (const path of ['', '/live', '/follow', '/gallery', '/room', '/minutes', '/agenda']) {
		await plain.goto(meeting + path);
		await asWords(plain, nasty, `${path} without JavaScript`);
	}
	await clerk.goto(`${meeting}/minutes`);
	await expect(clerk.locator('[contenteditable]').getByText(nasty).first()).toBeVisible();
	await asWords(clerk, nasty, 'the minutes’ editor');
	let section = 0;
	await expect(async () => {
		// Rooms are told those still being written first; which of the sections it is, its page says.
		for (const number of rooms.sections.keys()) {
			const read = await chair.request.get(`${strategy}/${number + 1}`);
			if ((await read.text()).includes('window.hit=1')) section = number + 1;
		}
		expect(section).toBeGreaterThan(0);
	}).toPass();
	await chair.goto(`${strategy}/${section}/edit`);
	await expect(chair.locator('[contenteditable]').getByText(nasty).first()).toBeVisible();
	await asWords(chair, nasty, 'the section’s editor');
	for (const page of [plain, community]) {
		await page.goto(`${strategy}/${section}`);
		await asWords(page, nasty, 'the section');
	}
});
