import { expect, test } from 'vitest';
import type { Block } from '../documents/rich-text.ts';
import { partOf } from './minutes-parts.ts';

const item = (id: string): Block => ({
	type: 'heading',
	attrs: { level: 2, eventId: `7/item/${id}` },
	content: [],
});
const words = (text: string, eventId?: string): Block => ({
	type: 'paragraph',
	...(eventId ? { attrs: { eventId } } : {}),
	content: [{ type: 'text', text }],
});

test.each([
	['a', ['a1', 'a2']],
	['b', ['b1']],
	['c', []],
])('the part of item %s', (id, texts) => {
	const content = [
		words('opening', '1'),
		item('a'),
		words('a1', '8'),
		words('a2'),
		item('b'),
		words('b1'),
		words('ended', '9/end'),
	];
	const part = partOf({ type: 'doc', content }, id);
	const shown = part.content.flatMap((block) =>
		block.type === 'paragraph' ? block.content.map((run) => ('text' in run ? run.text : '')) : [],
	);
	expect(shown).toEqual(texts);
});
