import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepest, languageOf, parse, plainText, safeAddress, wordCount } from './rich-text.ts';

const p = (text: string, marks?: object[]) => ({
	type: 'paragraph',
	content: [{ type: 'text', text, ...(marks ? { marks } : {}) }],
});
const doc = (...content: unknown[]) => ({ type: 'doc', content });

describe('addresses', () => {
	test.each([
		['https://example.org', 'https://example.org/'],
		['http://example.org/a?b#c', 'http://example.org/a?b#c'],
		['mailto:clerk@example.org', 'mailto:clerk@example.org'],
		[' https://example.org/ ', 'https://example.org/'],
		['javascript:alert(1)', null],
		['JaVaScRiPt:alert(1)', null],
		['java\nscript:alert(1)', null],
		['\u0001javascript:alert(1)', null],
		['  javascript:alert(1)', null],
		['javascript\t:alert(1)', null],
		['vbscript:msgbox(1)', null],
		['data:text/html,<script>alert(1)</script>', null],
		['data:image/svg+xml;base64,PHN2Zz4=', null],
		['file:///etc/passwd', null],
		['blob:https://example.org/1', null],
		['//example.org', null],
		['/strategy', null],
		['example.org', null],
		['', null],
		[`https://example.org/${'a'.repeat(3000)}`, null],
		[null, null],
		[['https://example.org'], null],
	])('%j', (href, expected) => {
		expect(safeAddress(href)).toBe(expected);
	});

	test.each([
		['cy', 'cy'],
		['en-GB', 'en-GB'],
		['sr-Latn-RS', 'sr-Latn-RS'],
		['"><script>', null],
		['', null],
		['EN', null],
		[1, null],
	])('language %j', (lang, expected) => {
		expect(languageOf(lang)).toBe(expected);
	});
});

describe('parse', () => {
	test('keeps what the house knows', () => {
		const known = doc(
			{ type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'A street' }] },
			p('bold', [{ type: 'bold' }, { type: 'lang', attrs: { lang: 'cy' } }]),
			{
				type: 'orderedList',
				content: [{ type: 'listItem', content: [p('one')] }],
			},
			{ type: 'blockquote', content: [p('said')] },
			{ type: 'paragraph', attrs: { eventId: 'e1' }, content: [{ type: 'hardBreak' }] },
		);
		expect(parse(known)).toEqual(known);
	});

	test.each([
		['nothing', null, []],
		['a string', '<p>hello</p>', []],
		['an unknown block gives its content', doc({ type: 'video', content: [p('x')] }), [p('x')]],
		['an unknown leaf is left out', doc({ type: 'image', attrs: { src: 'x' } }), []],
		[
			'loose words become a paragraph',
			doc({ type: 'text', text: 'a' }, { type: 'text', text: 'b' }),
			[p('ab')],
		],
		['an unknown mark leaves the words', doc(p('x', [{ type: 'comment' }])), [p('x')]],
		[
			'a link elsewhere leaves the words',
			doc(p('x', [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }])),
			[p('x')],
		],
		[
			'attributes that nobody declared are left out',
			doc({ ...p('x'), attrs: { onclick: 'alert(1)', style: 'x', eventId: 7 } }),
			[p('x')],
		],
		[
			'blocks inside words are their words',
			doc({ type: 'paragraph', content: [p('x')] }),
			[p('x')],
		],
		[
			'a list holds items only',
			doc({ type: 'bulletList', content: [p('x'), { type: 'listItem', content: [] }, 3] }),
			[{ type: 'bulletList', content: [{ type: 'listItem', content: [p('x')] }] }],
		],
		['an empty list is left out', doc({ type: 'bulletList', content: [] }), []],
		[
			'headings are of two levels',
			doc(
				...[1, 2, 3, 6, 'x'].map((level) => ({ type: 'heading', attrs: { level }, content: [] })),
			),
			[2, 2, 3, 3, 2].map((level) => ({ type: 'heading', attrs: { level }, content: [] })),
		],
		['control characters and lone surrogates', doc(p('a\u0000b\ud800c\u0007')), [p('ab\ufffdc')]],
	])('%s', (_name, input, content) => {
		expect(parse(input)).toEqual({ type: 'doc', content });
	});

	test('is not felled by depth and keeps the words', () => {
		let deep: object = p('down here');
		for (let n = 0; n < 20_000; n++) deep = { type: 'blockquote', content: [deep] };
		const out = parse(doc(deep));
		expect(plainText(out)).toContain('down here');
		expect(JSON.stringify(out).split('blockquote').length - 1).toBe(deepest);
	});

	// After the OWASP filter evasion sheet: as text they are words like any others; as structure they vanish.
	test.each([
		'<script>alert(1)</script>',
		'<img src=x onerror=alert(1)>',
		'"><svg onload=alert(1)>',
		'<a href="javascript:alert(1)">x</a>',
		'</textarea><iframe src=javascript:alert(1)>',
		'{{constructor.constructor("alert(1)")()}}',
		'<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
	])('%s stays words', (payload) => {
		expect(plainText(parse(doc(p(payload))))).toBe(payload);
		expect(parse(doc({ type: payload, content: [{ type: payload, text: payload }] }))).toEqual(
			doc(),
		);
	});

	test('parsing again changes nothing, whatever came in', () => {
		const name = fc.constantFrom(
			...['doc', 'heading', 'paragraph', 'bulletList', 'orderedList', 'listItem', 'blockquote'],
			...['text', 'hardBreak', 'image', 'script', '__proto__'],
		);
		const mark = fc.record({
			type: fc.constantFrom('bold', 'italic', 'link', 'lang', 'comment'),
			attrs: fc.oneof(
				fc.record({ href: fc.oneof(fc.webUrl(), fc.string()) }),
				fc.record({ lang: fc.constantFrom('cy', 'en', '<') }),
				fc.anything(),
			),
		});
		const { node } = fc.letrec((tie) => ({
			node: fc.record(
				{
					type: name,
					text: fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.anything()),
					attrs: fc.oneof(fc.record({ level: fc.integer(), eventId: fc.string() }), fc.anything()),
					marks: fc.oneof(fc.array(mark), fc.anything()),
					content: fc.oneof(
						{ maxDepth: 6 },
						fc.constant([]),
						fc.array(fc.oneof(tie('node'), fc.anything()), { maxLength: 5 }),
					),
				},
				{ requiredKeys: ['type'] },
			),
		}));
		fc.assert(
			fc.property(fc.array(node), (content) => {
				const once = parse({ content });
				expect(parse(once)).toEqual(once);
				expect(parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
			}),
			{ numRuns: 100 },
		);
	}, 30_000);
});

test('words are counted as a reader counts', () => {
	const text = parse(
		doc(
			{ type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'A street' }] },
			p('from 2027-28 – at £12.50 a day, isn’t it'),
			{
				type: 'bulletList',
				content: [
					{ type: 'listItem', content: [p('ŵyl')] },
					{ type: 'listItem', content: [p('haf')] },
				],
			},
		),
	);
	expect(plainText(text)).toBe('A street\n\nfrom 2027-28 – at £12.50 a day, isn’t it\n\nŵyl\nhaf');
	expect(wordCount(text)).toBe(12);
	expect(wordCount(parse(null))).toBe(0);
});
