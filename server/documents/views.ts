import type { Actor } from '#domain/kernel/actor.ts';
import { passagesOf } from '#domain/documents/passages.ydoc.ts';
import { wordCount, type RichText } from '#domain/documents/rich-text.ts';
import { readBody } from '#domain/documents/section.ydoc.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';
import { ownersOf } from '../relay/store.ts';
import { accessTo } from './access.ts';
import { namesOfAccounts, sectionsOf, strategyOf, type Document, type Section } from './store.ts';

type Reader = Services & { readonly relay: Pick<Relay, 'read'> };

/** A section as a page shows it. */
export interface SectionView extends Section {
	/** Words in the text now. */
	readonly words: number;
}

export interface DocumentView {
	readonly document: Document;
	readonly sections: readonly SectionView[];
	readonly mayEdit: boolean;
	/** May follow the document's rooms; a visitor reads the page as it was sent. */
	readonly mayFollow: boolean;
}

export interface DocumentText extends DocumentView {
	readonly sections: readonly (SectionView & { readonly text: RichText })[];
}

/** The partnership's strategy with all its text; undefined where there is none or it is not the reader's. */
export async function strategyText(
	services: Reader,
	partnershipId: string,
	actor: Actor | null,
): Promise<DocumentText | undefined> {
	return reading(services, async (tx) => {
		const found = await readable(tx, partnershipId, actor);
		if (!found) return undefined;
		const sections: (SectionView & { text: RichText })[] = [];
		for (const section of found.sections) {
			const text = readBody(await services.relay.read(tx, section.roomId));
			sections.push({ ...section, words: wordCount(text), text });
		}
		return { ...found, sections };
	});
}

/** One section with its text and its neighbours; undefined where there is none or it is not the reader's. */
export async function strategySection(
	services: Reader,
	partnershipId: string,
	actor: Actor | null,
	position: number,
): Promise<
	| {
			readonly document: Document;
			readonly section: SectionView;
			readonly text: RichText;
			readonly previous: Section | null;
			readonly next: Section | null;
			readonly mayEdit: boolean;
			readonly mayFollow: boolean;
	  }
	| undefined
> {
	return reading(services, async (tx) => {
		const found = await readable(tx, partnershipId, actor);
		const section = found?.sections.find((one) => one.position === position);
		if (!found || !section) return undefined;
		const text = readBody(await services.relay.read(tx, section.roomId));
		const neighbour = (by: number) =>
			found.sections.find((one) => one.position === position + by) ?? null;
		const { document, mayEdit, mayFollow } = found;
		return {
			document,
			section: { ...section, words: wordCount(text) },
			text,
			previous: neighbour(-1),
			next: neighbour(1),
			mayEdit,
			mayFollow,
		};
	});
}

/** Who wrote words: somebody of this partnership, somebody who is no longer in it, or nobody: they were brought in. */
export type Author =
	| { readonly is: 'person'; readonly name: string }
	| { readonly is: 'former' }
	| { readonly is: 'brought_in' };

export interface AuthoredPassage {
	readonly author: Author;
	readonly text: string;
}

/**
 * Who wrote which words of a section, paragraph by paragraph, by the account that delivered them. Undefined where there is
 * no such section or the reader may not follow its drafting.
 */
export async function sectionAuthors(
	services: Reader,
	partnershipId: string,
	actor: Actor | null,
	position: number,
): Promise<
	| { readonly section: Section; readonly paragraphs: readonly (readonly AuthoredPassage[])[] }
	| undefined
> {
	return reading(services, async (tx) => {
		const found = await readable(tx, partnershipId, actor);
		const section = found?.sections.find((one) => one.position === position);
		if (!found?.mayFollow || !section) return undefined;
		const paragraphs = passagesOf(await services.relay.read(tx, section.roomId));
		const owners = await ownersOf(tx, section.roomId);
		const accounts = new Set([...owners.values()].filter((account) => account !== null));
		const names = await namesOfAccounts(tx, partnershipId, [...accounts]);
		const authorOf = (client: number): Author => {
			const account = owners.get(client) ?? null;
			if (account === null) return { is: 'brought_in' };
			const name = names.get(account);
			return name === undefined ? { is: 'former' } : { is: 'person', name };
		};
		return {
			section,
			paragraphs: paragraphs.map((passages) => {
				const authored: { author: Author; account: string | null; text: string }[] = [];
				for (const { client, text } of passages) {
					const account = owners.get(client) ?? null;
					const last = authored.at(-1);
					// The same person at two sittings has two client ids.
					if (last?.account === account) last.text += text;
					else authored.push({ author: authorOf(client), account, text });
				}
				return authored.map(({ author, text }) => ({ author, text }));
			}),
		};
	});
}

async function readable(tx: Reading, partnershipId: string, actor: Actor | null) {
	const document = await strategyOf(tx, partnershipId);
	if (!document) return undefined;
	const { read, follow, edit } = await accessTo(tx, actor, document);
	if (!read) return undefined;
	const sections = await sectionsOf(tx, document);
	return { document, sections, mayEdit: edit, mayFollow: follow };
}
