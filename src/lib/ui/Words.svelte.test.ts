import { page } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Words from './Words.svelte';

test("words in the reader's language stand as they are", async () => {
	const { container } = await render(Words, { text: { en: 'Rules', cy: 'Rheolau' } });
	await expect.element(page.getByText('Rules')).toBeInTheDocument();
	expect(container.querySelector('[lang]')).toBeNull();
});

test('words that exist in the other language only are marked with it', async () => {
	await render(Words, { text: { cy: 'Rheolau' } });
	await expect.element(page.getByText('Rheolau')).toHaveAttribute('lang', 'cy');
});
