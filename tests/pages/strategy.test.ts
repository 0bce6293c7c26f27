import { blockElement, bodyOf } from '#domain/documents/section.ydoc.ts';
import { writeIn } from './support/stock.ts';
import { expect, test } from './support/world.ts';

test('the whole strategy is read with eight rooms at most, and the words in view come up to date', async ({
	world,
}) => {
	const { meeting, rooms } = world.demo;
	const strategy = `/${new URL(meeting).pathname.split('/')[1] ?? ''}/strategy`;
	const reader = await world.enter('member');
	const clerk = await world.enter('clerk');
	const open = new Set<string>();
	let most = 0;
	reader.on('websocket', (socket) => {
		open.add(socket.url());
		most = Math.max(most, open.size);
		socket.on('close', () => open.delete(socket.url()));
	});
	// Tall enough for every section at once.
	await reader.setViewportSize({ width: 1280, height: 40_000 });
	await reader.goto(strategy);
	expect(await reader.locator('[data-section]').count()).toBeGreaterThan(8);
	await expect.poll(() => open.size).toBe(8);

	await reader.setViewportSize({ width: 390, height: 800 });
	const last = reader.locator('[data-section]').last();
	for (const section of await reader.locator('[data-section]').all())
		await section.scrollIntoViewIfNeeded();
	await expect
		.poll(() => [...open].filter((url) => url.includes('section')).length)
		.toBeLessThan(4);
	expect(most).toBeLessThanOrEqual(8);

	const words = 'Written while somebody else was reading.';
	for (const room of rooms.sections)
		await writeIn(world, clerk, room, (doc) => {
			bodyOf(doc).push([
				blockElement({ type: 'paragraph', content: [{ type: 'text', text: words }] }),
			]);
		});
	await expect(last.getByText(words)).toBeVisible();
	expect(most).toBeLessThanOrEqual(8);
});
