import { Extension, Node } from '@tiptap/core';
import {
	Fragment,
	MarkType,
	Mark as PmMark,
	Schema,
	type Attrs,
	type MarkSpec,
	type Node as PmNode,
} from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';

/**
 * What a newer release wrote into a text, an older editor must keep. The binding deletes every node that its schema
 * refuses; here unknown elements become a box that can't be edited, unknown marks stay on their words, and unknown
 * attributes on their elements. When the binding writes such a box anew (a split, an undo), it becomes what it was.
 */
interface Source {
	readonly name: string;
	readonly attrs: Attrs;
	readonly content: readonly Json[];
}

const box = (name: string, inline: boolean) =>
	Node.create({
		name,
		group: inline ? 'inline' : 'block',
		inline,
		atom: true,
		draggable: false,
		extendNodeSchema: () => ({ kept: true }),
		addAttributes() {
			return { source: { default: null, rendered: false } };
		},
		renderHTML({ node }) {
			const words = (node.attrs['source'] as { words?: string } | null)?.words ?? '';
			return [inline ? 'span' : 'div', { class: 'mh-kept', contenteditable: 'false' }, words];
		},
	});

export const PassthroughBlock = box('keptBlock', false);
export const PassthroughInline = box('keptInline', true);

const textBlocks: ReadonlySet<string> = new Set(['paragraph', 'heading']);

/** Whether elements of this unknown name stand among words. */
function standsInline(fragment: Y.XmlFragment, name: string): boolean {
	for (const node of fragment.createTreeWalker(
		(type) => type instanceof Y.XmlElement && type.nodeName === name,
	)) {
		const parent = node.parent;
		if (parent instanceof Y.XmlElement && textBlocks.has(parent.nodeName)) return true;
	}
	return false;
}

function holdsBox(content: Fragment): boolean {
	for (let n = 0; n < content.childCount; n++)
		if (content.child(n).type.spec['kept'] === true) return true;
	return false;
}

/** Mends the schema of one editor in place: the binding makes its nodes and marks through these two functions. */
function keepUnknown(schema: Schema, fragment: () => Y.XmlFragment | null): void {
	const node = schema.node.bind(schema);
	schema.node = (type, attrs, content, marks) => {
		if (typeof type !== 'string') return node(type, attrs, content, marks);
		if (!schema.nodes[type]) {
			const body = fragment();
			const inline = body !== null && standsInline(body, type);
			const inside = Fragment.from(content);
			const source = {
				name: type,
				attrs: attrs ?? {},
				content: (inside.toJSON() ?? []) as Json[],
				words: inside.textBetween(0, inside.size, ' '),
			};
			return node(inline ? 'keptInline' : 'keptBlock', { source });
		}
		const inside = Fragment.from(content);
		// A box where the schema has no place for one (in a list, say) stands there all the same.
		const made = holdsBox(inside)
			? schema.nodes[type].create(attrs, inside, marks)
			: node(type, attrs, inside, marks);
		for (const [key, value] of Object.entries(attrs ?? {}))
			if (!(key in made.attrs)) (made.attrs as Record<string, unknown>)[key] = value;
		return made;
	};
	const mark = schema.mark.bind(schema);
	schema.mark = (type, attrs) => {
		if (typeof type !== 'string' || schema.marks[type]) return mark(type, attrs);
		const spec: MarkSpec = { toDOM: () => ['span', 0], inclusive: false };
		// prosemirror-model keeps this constructor to itself in its types only.
		const Made = MarkType as unknown as new (
			name: string,
			rank: number,
			schema: Schema,
			spec: MarkSpec,
		) => MarkType;
		const made = new Made(type, Object.keys(schema.marks).length, schema, spec);
		const own = made as unknown as { excluded: MarkType[]; create(attrs: Attrs): PmMark };
		own.excluded = [made];
		const Pm = PmMark as unknown as new (type: MarkType, attrs: Attrs) => PmMark;
		own.create = (given) => new Pm(made, given);
		(schema.marks as Record<string, MarkType>)[type] = made;
		return made.create(attrs ?? {});
	};
}

type Json = {
	type: string;
	text?: string;
	attrs?: Attrs;
	marks?: { type: string; attrs?: Attrs }[];
	content?: Json[];
};

/** Turns the element that the binding made of a box, before it is in the document, back into what it stands for. */
function restore(element: Y.XmlElement, source: Source): void {
	element.nodeName = source.name;
	element.removeAttribute('source');
	for (const [key, value] of Object.entries(source.attrs))
		element.setAttribute(key, value as string);
	element.insert(0, source.content.map(written));
}

function written(node: Json): Y.XmlElement | Y.XmlText {
	if (node.type === 'text') {
		const text = new Y.XmlText();
		const marks = (node.marks ?? []).map((mark) => [mark.type, mark.attrs ?? {}] as const);
		text.insert(0, node.text ?? '', Object.fromEntries(marks));
		return text;
	}
	const source = node.attrs?.['source'] as Source | undefined;
	const element = new Y.XmlElement(node.type);
	if (source) restore(element, source);
	else {
		for (const [key, value] of Object.entries(node.attrs ?? {}))
			if (value !== null) element.setAttribute(key, value as string);
		element.insert(0, (node.content ?? []).map(written));
	}
	return element;
}

interface Binding {
	readonly type: Y.XmlFragment;
	readonly mapping: Map<Y.AbstractType<unknown>, PmNode | PmNode[]>;
}

export const Passthrough = Extension.create({
	name: 'passthrough',
	// After the collaboration extension, whose binding the plugin looks for.
	priority: 10,
	onBeforeCreate() {
		const collaboration = this.editor.extensionManager.extensions.find(
			(extension) => extension.name === 'collaboration',
		);
		const { fragment } = (collaboration?.options ?? {}) as { fragment?: Y.XmlFragment | null };
		keepUnknown(this.editor.schema, () => fragment ?? null);
	},
	addProseMirrorPlugins() {
		return [
			new Plugin({
				view(view) {
					const state = ySyncPluginKey.getState(view.state) as { binding: Binding } | undefined;
					const mapping = state?.binding.mapping;
					if (mapping) {
						const set = mapping.set.bind(mapping);
						mapping.set = (type, node) => {
							if (type instanceof Y.XmlElement && type.doc === null && !Array.isArray(node)) {
								const source = node.attrs['source'] as Source | null | undefined;
								if (source) restore(type as Y.XmlElement, source);
							}
							return set(type, node);
						};
					}
					return {};
				},
			}),
		];
	},
});
