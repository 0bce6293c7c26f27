import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, test } from './support/world.ts';

test('the clerk moves a meeting at short notice and then cancels it, without JavaScript; the public reads from where, and why', async ({
	world,
}) => {
	const { meeting } = world.demo;
	const clerk = await world.enter('clerk', { javaScript: false });
	const visitor = await world.enter('public', { javaScript: false });
	await clerk.goto(meeting);
	await clerk.getByRole('link', { name: 'Move or cancel the meeting' }).click();
	const date = clerk.getByLabel('Date');
	const was = await date.inputValue();
	const next = new Date(Date.parse(`${was}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
	await date.fill(next);
	await clerk.getByLabel('Place', { exact: true }).fill('Guildhall');
	await clerk.getByRole('button', { name: 'Move the meeting' }).click();
	const refused = clerk.locator('.govuk-error-summary');
	await expect(refused).toContainText('Say why.');
	await expect(clerk.getByLabel('Place', { exact: true })).toHaveValue('Guildhall');
	await clerk.getByLabel('Why?').first().fill('The town hall is flooded.');
	await clerk.getByRole('button', { name: 'Move the meeting' }).click();
	// The demo's meeting is never more than a week away.
	await expect(refused).toContainText('Clear working days of notice');
	await clerk.getByLabel('Move it all the same, at short notice').check();
	await clerk.getByRole('button', { name: 'Move the meeting' }).click();
	await expect(clerk.getByText('Moved.')).toBeVisible();
	await visitor.goto(meeting);
	await expect(visitor.getByText('It was to be on')).toContainText('Committee Room 2');
	await expect(visitor.getByText('Reason: The town hall is flooded.')).toBeVisible();
	await expect(visitor.getByRole('link', { name: 'Move or cancel the meeting' })).toHaveCount(0);
	const [file] = await Promise.all([
		visitor.waitForEvent('download'),
		visitor.getByRole('link', { name: 'Add to my calendar' }).click(),
	]);
	expect(file.suggestedFilename()).toMatch(/\.ics$/);
	const saved = await readFile(await file.path(), 'utf8');
	expect(saved).toContain(`DTSTART:${next.replaceAll('-', '')}T`);
	expect(saved).toContain('LOCATION:Guildhall');

	await clerk.getByRole('link', { name: 'Move or cancel the meeting' }).click();
	await clerk.locator('summary').click();
	await clerk.getByLabel('Why?').last().fill('Nobody can come.');
	await clerk.getByRole('button', { name: 'Cancel the meeting' }).click();
	await expect(clerk.getByText('The meeting will not be held.')).toBeVisible();
	// Its live pages have nothing to show and lead back.
	await visitor.goto(`${meeting}/gallery`);
	await expect(visitor).toHaveURL(meeting);
	await visitor.goto(meeting.replace(/\/[^/]+$/, ''));
	await expect(visitor.getByText('Cancelled', { exact: true })).toBeVisible();
	// Whoever subscribed sees it too, in their language, without a session.
	await visitor.getByText('These meetings in your calendar').click();
	const address = await visitor.getByLabel('Or give this address to your calendar').inputValue();
	const feed = await fetch(address.replace('/larkhaven-together', '/cy/larkhaven-together'));
	expect(feed.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
	expect(feed.headers.get('cache-control')).toBe('public, max-age=900');
	const lines = (await feed.text()).replace(/\r\n[ \t]/g, '').split('\r\n');
	expect(lines.filter((line) => line.startsWith('SUMMARY:Wedi’i ganslo: '))).toHaveLength(1);
	expect(lines.filter((line) => line === 'STATUS:CANCELLED')).toHaveLength(1);
	await visitor.goto('/outbox');
	await expect(visitor.getByText(/^Cancelled: /).first()).toBeVisible();
});

test('a partnership that works in English only is not asked for Welsh', async ({ world }) => {
	const { meeting } = world.demo;
	const partnership = `/${new URL(meeting).pathname.split('/')[1]}`;
	const clerk = await world.enter('clerk', { javaScript: false });
	const asked = async () => {
		const found = [];
		for (const page of ['/meetings/new', '/manage/sectors', '/written/new', '/interests']) {
			await clerk.goto(partnership + page);
			const fields = clerk.locator('[name$=_cy], [name$=Cy]');
			found.push(`${page} ${(await fields.count()) > 0 ? 'asks' : 'does not'}`);
		}
		return found.join(', ');
	};
	expect(await asked()).toBe(
		'/meetings/new asks, /manage/sectors asks, /written/new asks, /interests asks',
	);
	await world.inStore((db) => sql`update partnership set languages = 'en'`.execute(db));
	// The demo's sectors have Welsh names already, and the form for a new one is another page.
	expect(await asked()).toBe(
		'/meetings/new does not, /manage/sectors does not, /written/new does not, /interests does not',
	);
});
