import { parse, type RichText } from '#domain/documents/rich-text.ts';

type Node = { type: string; attrs?: object; text?: string; marks?: object[]; content?: Node[] };

/** Words with `**bold**` in them. */
const inline = (text: string): Node[] =>
	text.split('**').flatMap((run, n): Node[] => {
		if (run === '') return [];
		return [{ type: 'text', text: run, ...(n % 2 === 1 ? { marks: [{ type: 'bold' }] } : {}) }];
	});

const lists: readonly (readonly [string, RegExp])[] = [
	['bulletList', /^- (.*)$/],
	['orderedList', /^\d+\. (.*)$/],
];

/**
 * The Markdown of the demo's texts: `##` and `###` headings, paragraphs of one line, `-` and `1.` lists of one line an
 * item, `**bold**`. Not a reader of Markdown in general.
 */
export function richTextOf(markdown: string): RichText {
	const content: Node[] = [];
	for (const line of markdown.split('\n')) {
		const words = line.trim();
		if (words === '') continue;
		const heading = /^(##|###) (.*)$/.exec(words);
		const list = lists.find(([, form]) => form.test(words));
		if (heading)
			content.push({
				type: 'heading',
				attrs: { level: heading[1]?.length },
				content: inline(heading[2] ?? ''),
			});
		else if (list) {
			const [type, form] = list;
			const last = content.at(-1);
			const into = last?.type === type ? last : { type, content: [] };
			if (into !== last) content.push(into);
			into.content?.push({
				type: 'listItem',
				content: [{ type: 'paragraph', content: inline(form.exec(words)?.[1] ?? '') }],
			});
		} else content.push({ type: 'paragraph', content: inline(words) });
	}
	return parse({ content });
}
