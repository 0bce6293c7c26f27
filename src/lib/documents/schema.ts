import { Extension, Mark, type Extensions } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import { ListItem } from '@tiptap/extension-list';
import StarterKit from '@tiptap/starter-kit';
import type * as Y from 'yjs';
import { languageOf, safeAddress } from '#domain/documents/rich-text.ts';
import { Passthrough, PassthroughBlock, PassthroughInline } from './passthrough.ts';

/** The language of a part, read in that language by a screen reader. */
const Lang = Mark.create({
	name: 'lang',
	addAttributes() {
		return {
			lang: {
				default: null,
				parseHTML: (element) => languageOf(element.getAttribute('lang')),
			},
		};
	},
	parseHTML() {
		return [
			{
				tag: 'span[lang]',
				getAttrs: (element) => languageOf(element.getAttribute('lang')) !== null && null,
			},
		];
	},
	renderHTML({ HTMLAttributes }) {
		return ['span', HTMLAttributes, 0];
	},
});

/** Which event of the record wrote a block: kept on the block, never shown, not taken along by a copy. */
const EventId = Extension.create({
	name: 'eventId',
	addGlobalAttributes() {
		return [
			{
				types: ['heading', 'paragraph'],
				attributes: { eventId: { default: null, rendered: false, keepOnSplit: false } },
			},
		];
	},
});

/** Tab leaves the text (WCAG 2.1.2), so lists are nested with Ctrl+] and Ctrl+[. */
const Item = ListItem.extend({
	// Two people may take the first paragraph and the rest of an item away at once: any block may come first.
	content: 'block+',
	addKeyboardShortcuts() {
		return {
			Enter: () => this.editor.commands.splitListItem(this.name),
			'Mod-]': () => this.editor.commands.sinkListItem(this.name),
			'Mod-[': () => this.editor.commands.liftListItem(this.name),
		};
	},
});

/**
 * The words of the house's texts, as `#domain/documents/rich-text.ts` knows them. Undo is each person's own (the
 * shared document's), so the editor's is left out.
 */
function textExtensions(): Extensions {
	return [
		StarterKit.configure({
			undoRedo: false,
			code: false,
			codeBlock: false,
			strike: false,
			underline: false,
			horizontalRule: false,
			trailingNode: false,
			listItem: false,
			heading: { levels: [2, 3] },
			link: {
				openOnClick: false,
				defaultProtocol: 'https',
				isAllowedUri: (href) => safeAddress(href) !== null,
				// A link's only attribute is its address, as the server writes it.
				HTMLAttributes: { target: null, rel: null, class: null },
			},
		}),
		Item,
		Lang,
		EventId,
		PassthroughBlock,
		PassthroughInline,
	];
}

/** The extensions of an editor on a shared text. */
export function sharedExtensions(fragment: Y.XmlFragment): Extensions {
	return [...textExtensions(), Collaboration.configure({ fragment }), Passthrough];
}
