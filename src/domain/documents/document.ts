import type { Text } from '../kernel/text.ts';

export type DocumentKind = 'strategy' | 'plan' | 'paper';

/** Who may read it: a draft its board's people only, the others everyone. */
export type DocumentStatus = 'draft' | 'consultation' | 'adopted';

/** How far a section is, in the order in which sections usually go. */
export const sectionStates = ['drafting', 'in_review', 'contested', 'agreed'] as const;

export type SectionState = (typeof sectionStates)[number];

/** Whether a word from a form names a state of sections. */
export const isSectionState = (word: string): word is SectionState =>
	(sectionStates as readonly string[]).includes(word);

/** Who answers for a section: a person or one of the partnership's bodies. */
export type SectionOwner =
	| { readonly kind: 'person'; readonly name: string }
	| { readonly kind: 'body'; readonly name: Text };
