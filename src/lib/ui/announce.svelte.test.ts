import { page } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { announce } from './announce.svelte.ts';
import Announcer from './Announcer.svelte';

test('the regions are there before anything is said, and hold what was announced', async () => {
	await render(Announcer);
	const status = page.getByRole('status');
	const alert = page.getByRole('alert');
	await expect.element(status).toHaveTextContent('');
	announce('“Public questions” is now item 3 of 12.', { topic: 'agenda' });
	await expect.element(status).toHaveTextContent('“Public questions” is now item 3 of 12.');
	announce('The vote is open.', { topic: 'vote', priority: 'alert' });
	await expect.element(alert).toHaveTextContent('The vote is open.');
});
