/**
 * Text with structure, as plain data: what is shown, frozen, hashed and counted. Its shape is the JSON of the
 * editor (ProseMirror), narrowed to what this house knows, so that parsing it again changes nothing.
 */
export interface RichText {
	readonly type: 'doc';
	readonly content: readonly Block[];
}

export type Block = Heading | Paragraph | List | Quote;

export interface Heading {
	readonly type: 'heading';
	readonly attrs: { readonly level: 2 | 3; readonly eventId?: string };
	readonly content: readonly Inline[];
}

export interface Paragraph {
	readonly type: 'paragraph';
	/** `eventId`: the event of the record that wrote this block into the minutes. */
	readonly attrs?: { readonly eventId?: string };
	readonly content: readonly Inline[];
}

export interface List {
	readonly type: 'bulletList' | 'orderedList';
	readonly content: readonly ListItem[];
}

export interface ListItem {
	readonly type: 'listItem';
	readonly content: readonly Block[];
}

export interface Quote {
	readonly type: 'blockquote';
	readonly content: readonly Block[];
}

export type Inline = Words | { readonly type: 'hardBreak' };

export interface Words {
	readonly type: 'text';
	readonly text: string;
	readonly marks?: readonly Mark[];
}

export type Mark =
	| { readonly type: 'bold' }
	| { readonly type: 'italic' }
	| { readonly type: 'link'; readonly attrs: { readonly href: string } }
	/** The language of a part (WCAG 3.1.2): a Welsh quotation in an English text is read in Welsh. */
	| { readonly type: 'lang'; readonly attrs: { readonly lang: string } };

/** Blocks deeper than this are flattened to their words. */
export const deepest = 32;

const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
const longestAddress = 2048;

/** The address written out in full when a link may lead there (http, https, mailto), else null. */
export function safeAddress(href: unknown): string | null {
	if (typeof href !== 'string' || href.length > longestAddress) return null;
	try {
		const url = new URL(href);
		return schemes.has(url.protocol) ? url.href : null;
	} catch {
		return null;
	}
}

const languageTag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;

/** The language tag (BCP 47, "cy", "en-GB") when it is one, else null. */
export function languageOf(lang: unknown): string | null {
	return typeof lang === 'string' && languageTag.test(lang) ? lang : null;
}

type Loose = { readonly [key: string]: unknown };

const isLoose = (value: unknown): value is Loose =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const childrenOf = (node: Loose): readonly unknown[] =>
	Array.isArray(node['content']) ? (node['content'] as unknown[]) : [];
const attrsOf = (node: Loose): Loose => (isLoose(node['attrs']) ? node['attrs'] : {});

/**
 * Reads whatever a draft, a file or a row holds and keeps what this house knows (an allow-list): unknown blocks are
 * replaced by their content, unknown marks by the bare words, links elsewhere than http, https and mailto by
 * their words. Never refuses; nothing that comes out can run. The same content always comes out alike.
 */
export function parse(input: unknown): RichText {
	const root = isLoose(input) ? childrenOf(input) : [];
	return { type: 'doc', content: blocks(root, 1) };
}

/** Blocks out of any children; loose words between them become paragraphs. */
function blocks(children: readonly unknown[], depth: number): Block[] {
	const out: Block[] = [];
	let loose: Inline[] = [];
	const close = () => {
		if (loose.length > 0) out.push({ type: 'paragraph', content: joined(loose) });
		loose = [];
	};
	for (const child of children) {
		if (!isLoose(child)) continue;
		if (child['type'] === 'text' || child['type'] === 'hardBreak') {
			loose.push(...inlines([child]));
			continue;
		}
		close();
		out.push(...block(child, depth));
	}
	close();
	return out;
}

function block(node: Loose, depth: number): Block[] {
	if (depth > deepest) {
		const content = inlines([node]);
		return content.length > 0 ? [{ type: 'paragraph', content }] : [];
	}
	const children = childrenOf(node);
	const eventId = eventIdOf(attrsOf(node));
	switch (node['type']) {
		case 'heading': {
			const level = attrsOf(node)['level'] === 3 || Number(attrsOf(node)['level']) > 3 ? 3 : 2;
			return [
				{
					type: 'heading',
					attrs: eventId === undefined ? { level } : { level, eventId },
					content: inlines(children),
				},
			];
		}
		case 'paragraph':
			return [
				eventId === undefined
					? { type: 'paragraph', content: inlines(children) }
					: { type: 'paragraph', attrs: { eventId }, content: inlines(children) },
			];
		case 'bulletList':
		case 'orderedList': {
			const items = children.flatMap((child) => listItem(child, depth + 1));
			return items.length > 0 ? [{ type: node['type'], content: items }] : [];
		}
		case 'blockquote': {
			const content = blocks(children, depth + 1);
			return content.length > 0 ? [{ type: 'blockquote', content }] : [];
		}
		default:
			return blocks(children, depth + 1);
	}
}

function listItem(child: unknown, depth: number): ListItem[] {
	if (!isLoose(child)) return [];
	const inside = child['type'] === 'listItem' ? childrenOf(child) : [child];
	const content = blocks(inside, depth);
	return content.length > 0 ? [{ type: 'listItem', content }] : [];
}

function eventIdOf(attrs: Loose): string | undefined {
	const id = attrs['eventId'];
	return typeof id === 'string' && id !== '' && id.length <= 64 ? id : undefined;
}

/** All words under these nodes in order, however deep (walked without recursion: the depth is a stranger's). */
function inlines(nodes: readonly unknown[]): Inline[] {
	const out: Inline[] = [];
	const left = nodes.toReversed();
	while (left.length > 0) {
		const node = left.pop();
		if (!isLoose(node)) continue;
		if (node['type'] === 'hardBreak') out.push({ type: 'hardBreak' });
		else if (node['type'] === 'text') {
			const text = clean(node['text']);
			if (text === '') continue;
			const marks = marksOf(node['marks']);
			out.push(marks.length > 0 ? { type: 'text', text, marks } : { type: 'text', text });
		} else for (const child of childrenOf(node).toReversed()) left.push(child);
	}
	return joined(out);
}

// Postgres' jsonb refuses NUL and lone surrogates, and no text needs the other control characters.
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

const clean = (text: unknown): string =>
	typeof text === 'string' ? text.toWellFormed().replace(control, '') : '';

function marksOf(value: unknown): Mark[] {
	const found = new Map<Mark['type'], Mark>();
	for (const mark of Array.isArray(value) ? (value as unknown[]) : []) {
		if (!isLoose(mark)) continue;
		const read = markOf(mark);
		if (read && !found.has(read.type)) found.set(read.type, read);
	}
	return [...found.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

function markOf(mark: Loose): Mark | null {
	switch (mark['type']) {
		case 'bold':
			return { type: 'bold' };
		case 'italic':
			return { type: 'italic' };
		case 'link': {
			const href = safeAddress(attrsOf(mark)['href']);
			return href === null ? null : { type: 'link', attrs: { href } };
		}
		case 'lang': {
			const lang = languageOf(attrsOf(mark)['lang']);
			return lang === null ? null : { type: 'lang', attrs: { lang } };
		}
		default:
			return null;
	}
}

/** Neighbouring words with the same marks are one run: where an edit split them leaves no trace in a hash. */
function joined(runs: readonly Inline[]): Inline[] {
	const out: Inline[] = [];
	for (const run of runs) {
		const last = out.at(-1);
		if (
			run.type === 'text' &&
			last?.type === 'text' &&
			JSON.stringify(run.marks) === JSON.stringify(last.marks)
		)
			out[out.length - 1] = { ...last, text: last.text + run.text };
		else out.push(run);
	}
	return out;
}

/** The words alone, a blank line between blocks: for search, counting and mail. */
export function plainText(text: RichText): string {
	return text.content.map(blockText).join('\n\n');
}

function blockText(block: Block): string {
	switch (block.type) {
		case 'heading':
		case 'paragraph':
			return block.content.map((run) => (run.type === 'text' ? run.text : '\n')).join('');
		case 'bulletList':
		case 'orderedList':
			return block.content.map((item) => item.content.map(blockText).join('\n')).join('\n');
		case 'blockquote':
			return block.content.map(blockText).join('\n\n');
	}
}

/** How many words a reader would count: runs without white space that hold a letter or a digit. */
export function wordCount(text: RichText): number {
	return plainText(text)
		.split(/\s+/u)
		.filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
