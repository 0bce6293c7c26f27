import type { Route } from '@playwright/test';
import * as decoding from 'lib0/decoding';
import { message } from '#domain/relay/protocol.ts';
import { readAwareness } from '#server/relay/frames.ts';
import { between, firstItem, openAgenda, said, title, write } from './support/line.ts';
import { expect, test } from './support/world.ts';

const patient = { timeout: 30_000 };

test('offline: kept on this device, also when the tab is killed, and saved when the line is back', async ({
	world,
}) => {
	const page = await world.enter('member');
	const other = await world.enter('clerk');
	await openAgenda(page, world.demo.meeting);
	await openAgenda(other, world.demo.meeting);

	const context = page.context();
	await context.setOffline(true);
	await expect(said(page)).toHaveText('Offline: kept on this device');
	await write(page, ' by candle');
	await expect(said(page)).toHaveText('Offline: kept on this device');
	await context.setOffline(false);
	await expect(firstItem(other)).toContainText('by candle', patient);
	await expect(said(page)).toHaveText('Saved');

	// A second tab of the same person, and a killed first one: the words of both are there.
	const second = await context.newPage();
	await openAgenda(second, world.demo.meeting);
	await context.setOffline(true);
	await write(page, 'light');
	await expect(said(page)).toHaveText('Offline: kept on this device');
	await write(second, ' (late)');
	await expect(said(second)).toHaveText('Offline: kept on this device');
	await (await title(page)).press('End');
	const session = await context.newCDPSession(page);
	void session.send('Page.crash').catch(() => undefined);
	await page.waitForEvent('crash');
	await page.close();
	await context.setOffline(false);
	await expect(firstItem(other)).toContainText('(late)', patient);
	await expect(said(second)).toHaveText('Saved');
	await expect(firstItem(other)).not.toContainText('light');
	const again = await context.newPage();
	await openAgenda(again, world.demo.meeting);
	// Both wrote at one place: whose words come first is chance.
	await expect(firstItem(other)).toContainText('light');
	await expect(firstItem(other)).toContainText('(late)');
	await expect
		.poll(() => again.evaluate(() => Object.keys(localStorage)), 'nothing noted as unsaved')
		.toEqual([]);
});

test('the server dies and comes back while people type', async ({ world }) => {
	const page = await world.enter('member');
	const other = await world.enter('clerk');
	await openAgenda(page, world.demo.meeting);
	await openAgenda(other, world.demo.meeting);
	const field = await title(page);
	await field.pressSequentially(' one');
	await world.server.kill();
	await field.pressSequentially(' more');
	await expect(said(page)).toHaveText('Offline: kept on this device');
	await world.server.restart();
	await field.pressSequentially(' word');
	await expect(said(page)).toHaveText('Saved', patient);
	await expect(firstItem(other)).toContainText('one more word', patient);
	await expect(said(other)).toHaveText('Saved', patient);
});

test('what is heard of others is not sent back, and they are seen again after a cut', async ({
	world,
}) => {
	const writer = await world.enter('member');
	const page = await world.enter('clerk');
	const line = await between(page, /\/sync\/agenda/);
	await openAgenda(page, world.demo.meeting);
	await openAgenda(writer, world.demo.meeting);
	const here = page.locator('[data-presence]');
	await expect(here).toContainText('2 here now');
	await write(writer, ' up and down');
	for (const key of ['Home', 'End', 'Home', 'End']) await (await title(writer)).press(key);
	await expect(firstItem(page)).toContainText('up and down');
	await expect(page.getByText('Dr Priya Venning is writing here')).toBeVisible();
	/** Of whom the page told the server where they are. */
	const told = new Set(
		line.sent
			.filter(([kind]) => kind === message.awareness)
			.flatMap((frame) =>
				readAwareness(
					decoding.readVarUint8Array(decoding.createDecoder(frame.subarray(1))),
					99,
					() => true,
				),
			)
			.map(({ client }) => client),
	);
	expect(told.size).toBe(1);

	line.close(1013);
	await expect(here).not.toContainText('2 here now');
	line.close(null);
	await expect(here).toContainText('2 here now');
});

test('nothing is called saved that the server has not answered for', async ({ world }) => {
	const page = await world.enter('member');
	const line = await between(page, /\/sync\/agenda/);
	const states: string[] = [];
	await page.exposeFunction('noteState', (state: string) => states.push(state));
	await page.addInitScript(() => {
		new MutationObserver(() => {
			const words = document.querySelector('.mh-saved')?.textContent.trim();
			if (words) (Reflect.get(window, 'noteState') as (words: string) => void)(words);
		}).observe(document, { subtree: true, childList: true, characterData: true });
	});
	await openAgenda(page, world.demo.meeting);
	expect([...new Set(states)], 'opening to read says nothing of saving').toEqual([
		'Connecting',
		'Saved',
	]);

	const waiting = 'Not saved yet: the server is not answering. Keep this page open.';
	line.holdBack(message.ack);
	await write(page, ' unanswered');
	await expect(said(page)).toHaveText(waiting, { timeout: 3_000 });
	states.length = 0;
	await write(page, ' twice');
	expect(states).not.toContain('Saved');
	line.letGo();
	await expect(said(page)).toHaveText('Saved');

	// Over a cut, too: what was on its way is asked for again, and is saved only with the new answer.
	line.holdBack(message.ack);
	await write(page, ' cut');
	states.length = 0;
	line.close(1013);
	line.close(null);
	await expect(said(page)).toHaveText(waiting);
	await expect.poll(() => states.includes('Saved')).toBe(false);
	line.letGo();
	await expect(said(page)).toHaveText('Saved', patient);
	await page.reload();
	await expect(firstItem(page)).toContainText('unanswered twice cut');
});

test('what a room holds comes compressed by HTTP and the difference by the socket, or all of it by the socket', async ({
	world,
}) => {
	const page = await world.enter('member');
	let bySocket = 0;
	page.on('websocket', (socket) =>
		socket.on('framereceived', ({ payload }) => {
			if (payload[0] === message.sync) bySocket += payload.length;
		}),
	);
	const asked = page.waitForResponse(/\/sync\/agenda:/);
	await openAgenda(page, world.demo.meeting);
	const answer = await asked;
	expect(answer.status()).toBe(200);
	expect(await answer.headerValue('Content-Encoding')).toBe('br');
	const whole = (await answer.body()).length;
	expect(whole).toBeGreaterThan(2_000);
	expect(bySocket).toBeGreaterThan(0);
	expect(bySocket).toBeLessThan(whole / 4);

	// Kept on the device now: asked of the socket only.
	let again = 0;
	page.on('request', (request) => {
		if (/\/sync\/agenda:/.test(request.url())) again++;
	});
	await openAgenda(page, world.demo.meeting);
	expect(again).toBe(0);

	for (const fail of [
		(route: Route) => route.abort(),
		(route: Route) => route.fulfill({ status: 503 }),
		(route: Route) => route.fulfill({ status: 200, body: 'not an update' }),
		() => Promise.resolve(),
	]) {
		const other = await world.enter('member');
		await other.route(/\/sync\/agenda:/, fail);
		await openAgenda(other, world.demo.meeting);
		await expect(firstItem(other)).toContainText('Welcome');
		await other.context().close();
	}
});
