import { page } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Refused from './Refused.svelte';

const refused = { text: 'Choose the item it is about', field: 'item' };

test('nothing stands there while nothing was refused', async () => {
	const { container } = await render(Refused, { form: null });
	expect(container.querySelector('.govuk-error-summary')).toBeNull();
});

test('it takes the focus and links to the field', async () => {
	const { container } = await render(Refused, { form: { refused } });
	expect(document.activeElement).toBe(container.querySelector('.govuk-error-summary'));
	await expect
		.element(page.getByRole('link', { name: refused.text }))
		.toHaveAttribute('href', '#item');
});

test('a second refusal takes it again', async () => {
	const { container, rerender } = await render(Refused, { form: { refused } });
	(document.activeElement as HTMLElement).blur();
	await rerender({ form: { refused: { text: 'The vote is closed.' } } });
	expect(document.activeElement).toBe(container.querySelector('.govuk-error-summary'));
});
