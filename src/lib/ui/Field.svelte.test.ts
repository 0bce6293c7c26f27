import { page } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Field from './Field.svelte';

const refused = { text: 'Too long' };

test.each([{ rows: 3 }, { rows: undefined }])(
	'what was typed after a refusal outlives the answer to another form ($rows rows)',
	async ({ rows }) => {
		const field = { name: 'text', label: 'Text', rows };
		const { rerender } = await render(Field, { ...field, form: null });
		const box = page.getByLabelText('Text');
		await box.fill('First words');
		await rerender({ ...field, form: { refused, typed: { text: 'First words' } } });
		await box.fill('First words, made shorter');
		// Of the page's other forms one is done, and one is refused.
		await rerender({ ...field, form: null });
		await rerender({ ...field, form: { refused, typed: { minutes: 'ten' } } });
		await expect.element(box).toHaveValue('First words, made shorter');
	},
);

test.each([{ rows: 3 }, { rows: undefined }])(
	'an emptied form holds nothing of the refusal before ($rows rows)',
	async ({ rows }) => {
		const field = { name: 'text', label: 'Text', rows };
		const form = document.body.appendChild(document.createElement('form'));
		const { rerender } = await render(Field, { ...field, form: null }, { baseElement: form });
		const box = form.elements.namedItem('text') as HTMLInputElement | HTMLTextAreaElement;
		await rerender({ ...field, form: { refused, typed: { text: 'First words' } } });
		expect(box.value).toBe('First words');
		form.reset();
		await rerender({ ...field, form: null });
		await expect.poll(() => box.value).toBe('');
	},
);

test('a text area starts with what is kept, and says what came of it since', async () => {
	const field = { name: 'text', label: 'Text', rows: 3 };
	const { rerender } = await render(Field, { ...field, start: 'Kept', form: null });
	const box = page.getByLabelText('Text');
	await expect.element(box).toHaveValue('Kept');
	await rerender({ ...field, start: 'Kept anew', form: null });
	await expect.element(box).toHaveValue('Kept anew');
	await rerender({ ...field, start: 'Kept anew', form: { refused, typed: { text: 'Sent' } } });
	await expect.element(box).toHaveValue('Sent');
});
